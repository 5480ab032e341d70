"""A masked value in full: one at a time, journaled each time."""

from collections.abc import Callable

import pytest

from tests.browser import Api
from tests.records.test_access import contact
from zhudan.journal.models import Event
from zhudan.people.models import User
from zhudan.records import writes

ClientOf = Callable[[User | None], Api]


def test_one_tap_one_line_in_the_journal(
    alice: User, technician: User, client_of: ClientOf
) -> None:
    row = contact(alice, phone="13812345678")
    writes.add_participant(row.id, technician.id, "task:1")
    api = client_of(technician)
    assert api.get("/blueprint").json()["reveals"] == {"contact": ["phone"]}
    answer = api.post(f"/records/{row.id}/reveal", {"field": "phone"})
    assert answer.json()["value"].replace(" ", "").endswith("13812345678")
    event = Event.objects.get(kind="value_revealed")
    assert (event.actor_id, event.record_id) == (technician.id, row.id)
    assert event.data["field"] == "phone"
    assert "13812345678" not in str(event.data)
    assert api.get(f"/records/{row.id}").json()["values"]["phone"] == "138 **** 5678"


@pytest.mark.parametrize("field", ["email", "wechat", "name", "nothing"])
def test_no_other_field_can_be_revealed(
    field: str, alice: User, technician: User, client_of: ClientOf
) -> None:
    row = contact(alice, email="a@example.com", wechat="secret")
    writes.add_participant(row.id, technician.id, "task:1")
    answer = client_of(technician).post(f"/records/{row.id}/reveal", {"field": field})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_revealable")
    assert not Event.objects.filter(kind="value_revealed").exists()


def test_of_a_record_out_of_sight_nothing(
    alice: User, technician: User, client_of: ClientOf
) -> None:
    row = contact(alice, phone="13812345678")
    answer = client_of(technician).post(f"/records/{row.id}/reveal", {"field": "phone"})
    assert answer.status_code == 404
    assert not Event.objects.filter(kind="value_revealed").exists()
