"""Who may see a record and do things to it: its owner, a teammate, a stranger, a manager."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import Api
from tests.records.making import contact, customer
from zhudan.people import directory
from zhudan.people.models import User
from zhudan.records import writes
from zhudan.records.tables import Row

ClientOf = Callable[[User | None], Api]


@pytest.fixture
def record(alice: User) -> Row:
    return customer(alice)


def edit(api: Api, row: Row) -> Any:
    return api.patch(f"/records/{row.id}", {"version": row.version, "values": {"remark": "x"}})


def read(api: Api, row: Row) -> Any:
    return api.get(f"/records/{row.id}")


def bin_it(api: Api, row: Row) -> Any:
    return api.delete(f"/records/{row.id}")


def assign(api: Api, row: Row) -> Any:
    body = {"owner": str(row.owner_id), "version": row.version}
    return api.post(f"/records/{row.id}/assign", body)


@pytest.mark.parametrize(
    ("act", "answers"),
    [
        # anonymous, owner, teammate, stranger, her manager, technician, director
        (read, (401, 200, 404, 404, 200, 404, 200)),
        (edit, (401, 200, 404, 404, 200, 404, 200)),
        (assign, (401, 200, 404, 404, 200, 404, 200)),
        (bin_it, (401, 204, 404, 404, 204, 404, 204)),
    ],
)
def test_who_may_do_what(
    act: Callable[[Api, Row], Any],
    answers: tuple[int, ...],
    record: Row,
    client_of: ClientOf,
    request: pytest.FixtureRequest,
) -> None:
    people = ["alice", "bob", "charlie", "manager", "technician", "director"]
    users: list[User | None] = [None, *(request.getfixturevalue(name) for name in people)]
    for place, (user, status) in enumerate(zip(users, answers, strict=True)):
        if act is bin_it and place > 1 and status == 204:
            client_of(users[1]).post(f"/records/{record.id}/restore")
        elif act is edit:
            record.version = client_of(users[1]).get(f"/records/{record.id}").json()["version"]
        assert act(client_of(user), record).status_code == status, user


def test_whoever_is_involved_reads_but_does_not_edit(
    record: Row, technician: User, client_of: ClientOf
) -> None:
    writes.add_participant(record.id, technician.id, "task:1")
    api = client_of(technician)
    assert read(api, record).status_code == 200
    refused = edit(api, record)
    assert refused.status_code == 403
    assert refused.json()["code"] == "forbidden"
    assert [one["id"] for one in api.get("/tables/customer/records").json()["items"]] == [
        str(record.id)
    ]
    writes.remove_participants(record.id, ["task:1"])
    assert read(api, record).status_code == 404


def test_lists_hold_what_the_viewer_may_see(
    alice: User, bob: User, charlie: User, manager: User, director: User, client_of: ClientOf
) -> None:
    hers, his, strangers = customer(alice, "甲"), customer(bob, "乙"), customer(charlie, "丙")
    seen = {
        "alice": (alice, {hers}),
        "bob": (bob, {his}),
        "charlie": (charlie, {strangers}),
        "manager": (manager, {hers, his}),
        "director": (director, {hers, his, strangers}),
    }
    for name, (user, rows) in seen.items():
        items = client_of(user).get("/tables/customer/records").json()["items"]
        assert {item["id"] for item in items} == {str(row.id) for row in rows}, name


def test_a_handed_over_record_leaves_the_sight_of_its_owner(
    record: Row, alice: User, manager: User, charlie: User, client_of: ClientOf
) -> None:
    body = {"owner": str(charlie.id), "version": 1}
    assert client_of(manager).post(f"/records/{record.id}/assign", body).status_code == 200
    assert client_of(charlie).get(f"/records/{record.id}").json()["owner"]["name"] == "Charlie"
    assert read(client_of(alice), record).status_code == 404
    assert read(client_of(manager), record).status_code == 404, "it went to another region"
    assert read(client_of(charlie), record).status_code == 200


def test_masked_and_hidden_fields(alice: User, technician: User, client_of: ClientOf) -> None:
    row = contact(alice, phone="13812345678", wechat="secret", email="a@example.com")
    writes.add_participant(row.id, technician.id, "task:1")
    values = client_of(technician).get(f"/records/{row.id}").json()["values"]
    assert values["phone"] == "138 **** 5678"
    assert "wechat" not in values
    assert client_of(alice).get(f"/records/{row.id}").json()["values"]["wechat"] == "secret"


@pytest.mark.parametrize("field", ["phone", "wechat", "email"])
def test_what_is_not_read_in_clear_is_neither_filtered_nor_sorted_by(
    field: str, alice: User, technician: User, client_of: ClientOf
) -> None:
    row = contact(alice, wechat="secret", email="a@example.com")
    writes.add_participant(row.id, technician.id, "task:1")
    api = client_of(technician)
    condition = f'{{"field": "{field}", "op": "not_empty"}}'
    for asked in ({"filter": condition}, {"sort": field}, {"sort": f"-{field}"}):
        refused = api.get("/tables/contact/records", **asked)
        assert (refused.status_code, refused.json()["code"]) == (403, "field_not_readable")


def test_search_does_not_tell_what_is_hidden(
    alice: User, technician: User, client_of: ClientOf
) -> None:
    row = contact(alice, name="王建国", phone="13812345678", wechat="wxsecret")
    writes.add_participant(row.id, technician.id, "task:1")

    def hits(user: User, text: str) -> list[str]:
        listed = client_of(user).get("/tables/contact/records", q=text).json()["items"]
        found = client_of(user).get("/search", q=text).json()["items"]
        assert [one["id"] for one in listed] == [one["id"] for one in found]
        return [one["title"] for one in found]

    for text in ("5678", "wxsecret"):
        assert hits(alice, text) == ["王建国"]
        assert hits(technician, text) == []
    assert hits(technician, "王建国") == ["王建国"]
    assert hits(technician, "王建国 5678") == []


def test_an_unknown_table_and_one_without_rights(
    alice: User, client_of: ClientOf, admin: User
) -> None:
    assert client_of(alice).get("/tables/nothing/records").status_code == 404
    assert client_of(alice).get("/records/999999").status_code == 404
    assert client_of(alice).get("/records/x1").status_code == 404
    alice.roles = []
    alice.save()
    directory.turn()
    assert client_of(alice).get("/tables/customer/records").status_code == 403
