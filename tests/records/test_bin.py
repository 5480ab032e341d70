"""The bin: nothing is deleted, and what comes back is as it was."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import Api
from tests.records.making import contact, customer, live_document, make
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]


def test_a_binned_record_is_gone_and_comes_back(
    alice: User, manager: User, client_of: ClientOf
) -> None:
    row = contact(alice, wechat="wx")
    api = client_of(alice)
    before = api.get(f"/records/{row.id}").json()
    assert api.delete(f"/records/{row.id}").status_code == 204
    assert api.get("/tables/contact/records").json()["items"] == []
    assert api.get("/search", q="单雄信").json()["items"] == []
    binned = api.get("/tables/contact/bin").json()
    assert [item["id"] for item in binned["items"]] == [str(row.id)]
    assert binned["next"] is None
    assert api.get(f"/records/{row.id}").json()["deleted_at"] is not None
    edit = api.patch(f"/records/{row.id}", {"version": 2, "values": {"wechat": "x"}})
    assert (edit.status_code, edit.json()["code"]) == (409, "binned")
    again = api.delete(f"/records/{row.id}")
    assert again.json()["code"] == "binned"
    restored = client_of(manager).post(f"/records/{row.id}/restore")
    assert restored.status_code == 200
    after = api.get(f"/records/{row.id}").json()
    assert after["values"] == before["values"]
    assert after["deleted_at"] is None
    assert len(api.get("/search", q="单雄信").json()["items"]) == 1


def test_the_bin_is_as_private_as_the_list(
    alice: User, charlie: User, technician: User, client_of: ClientOf
) -> None:
    row = contact(alice)
    client_of(alice).delete(f"/records/{row.id}")
    for stranger in (charlie, technician):
        assert client_of(stranger).get(f"/records/{row.id}").status_code == 404
        assert client_of(stranger).post(f"/records/{row.id}/restore").status_code == 404
        assert client_of(stranger).get("/tables/contact/bin").json()["items"] == []


def test_what_others_refer_to_is_not_binned(alice: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    firm = customer(alice)
    who = contact(alice, customer=str(firm.id))
    refused = api.delete(f"/records/{firm.id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "still_referred")
    assert refused.json()["count"] == 1
    assert api.get(f"/records/{firm.id}").json()["deleted_at"] is None
    assert api.delete(f"/records/{who.id}").status_code == 204
    assert api.delete(f"/records/{firm.id}").status_code == 204
    back = api.post(f"/records/{who.id}/restore")
    assert (back.status_code, back.json()["code"]) == (409, "refers_to_bin")
    assert api.post(f"/records/{firm.id}/restore").status_code == 200
    assert api.post(f"/records/{who.id}/restore").status_code == 200


def test_a_reference_that_may_be_emptied_is(
    operations: User, own_database: None, client_of: ClientOf
) -> None:
    live_document("every_kind.yaml")
    api = client_of(operations)
    thing = make(operations, "thing", name="A")
    note = make(operations, "note", text="n", about=str(thing.id))
    assert api.delete(f"/records/{thing.id}").status_code == 204
    shown = api.get(f"/records/{note.id}").json()
    assert (shown["values"]["about"], shown["version"]) == (None, 2)


@pytest.mark.parametrize("limit", [1, 3])
def test_the_bin_is_paged(limit: int, alice: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    rows = [contact(alice, name=f"N{number}") for number in range(4)]
    for row in rows:
        api.delete(f"/records/{row.id}")
    seen: list[Any] = []
    cursor = ""
    while cursor is not None:
        page = api.get("/tables/contact/bin", limit=limit, cursor=cursor).json()
        seen.extend(item["id"] for item in page["items"])
        cursor = page["next"]
    assert seen == [str(row.id) for row in reversed(rows)]
