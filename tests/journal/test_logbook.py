"""The journal across all records: who did what, when; of which record, only to who may see it."""

import ast
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import zhudan
from tests.browser import Api
from tests.company import PASSWORD
from zhudan import journal
from zhudan.administration.logbook.kinds import LABELS
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]
LEAD = {
    "customer.name": "华东建材",
    "contact.name": "蒋立群",
    "contact.phone": "13800138000",
    "source": "referral",
}


def events(api: Api, **query: Any) -> list[dict[str, Any]]:
    answer = api.get("/journal", **query)
    assert answer.status_code == 200, answer.json()
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.fixture
def lead(alice: User, client_of: ClientOf) -> str:
    made = client_of(alice).post("/boards/project_sales/intake", {"values": LEAD})
    assert made.status_code == 201
    return str(made.json()["id"])


def test_only_with_the_ability(
    alice: User, director: User, operations: User, client_of: ClientOf
) -> None:
    for somebody in (alice, director, operations):
        for path in ("/journal", "/journal/kinds"):
            assert client_of(somebody).get(path).status_code == 403
    assert client_of(None).get("/journal").status_code == 401


def test_who_did_what_to_which_record(lead: str, admin: User, client_of: ClientOf) -> None:
    found = events(client_of(admin), group="records", table="project")
    made = next(one for one in found if one["kind"] == "record_created")
    assert (made["actor"]["name"], made["record"]["id"]) == ("Alice", lead)
    assert (made["label"], made["table"]["label"]) == ("Created", "Project")


def test_a_record_out_of_sight_keeps_its_name(
    lead: str, bob: User, admin: User, client_of: ClientOf
) -> None:
    """Bob gets the ability alone, by a role that reads no records."""
    api = client_of(admin)
    api.delete(f"/records/{lead}")
    gone = [one for one in events(api, record=lead) if one["kind"] == "record_created"]
    assert gone[0]["record"] is None
    assert gone[0]["hidden"] is True
    assert gone[0]["about"] == []
    assert "华东建材" not in str(gone)


def test_refusals_sign_ins_and_exports(alice: User, admin: User, client_of: ClientOf) -> None:
    Api().post("/session", {"login": "alice@example.com", "password": "wrong password"})
    Api().post("/session", {"login": "alice@example.com", "password": PASSWORD})
    client_of(alice).get(f"/users/{admin.id}")
    journal.record(
        "records_exported", actor=alice.id, table="customer", data={"rows": 1200, "format": "csv"}
    )
    api = client_of(admin)
    door = events(api, group="door")
    assert [(one["kind"], one["actor"] and one["actor"]["name"]) for one in door] == [
        ("refused", "Alice"),
        ("signed_in", "Alice"),
        ("refused", None),
    ]
    assert door[0]["about"] == ["no right", f"GET /api/v1/users/{admin.id}"]
    assert door[2]["about"][0] == "wrong name or password"
    [taken] = events(api, group="taken")
    assert taken["about"] == ["1,200 rows", "csv"]
    assert taken["table"]["key"] == "customer"


def test_changed_people_are_told_in_words(
    alice: User, bob: User, admin: User, client_of: ClientOf
) -> None:
    api = client_of(admin)
    api.patch(f"/users/{bob.id}", {"roles": ["technician"]})
    [changed] = events(api, kind="user_changed")
    assert changed["about"] == ["Bob", "roles: Salesperson → Technician"]


def test_fields_are_named_without_their_values(
    lead: str, alice: User, admin: User, client_of: ClientOf
) -> None:
    version = client_of(alice).get(f"/records/{lead}").json()["version"]
    body = {"version": version, "values": {"usage": "18000"}}
    assert client_of(alice).patch(f"/records/{lead}", body).status_code == 200
    [changed] = events(client_of(admin), kind="record_updated", record=lead)
    assert len(changed["about"]) == 1
    assert "18000" not in str(changed)


def test_in_pages_by_person_and_day(
    lead: str, alice: User, bob: User, admin: User, client_of: ClientOf
) -> None:
    for n in range(5):
        journal.record("signed_in", actor=bob.id, data={"n": n})
    api = client_of(admin)
    seen: list[str] = []
    cursor = ""
    while True:
        page = api.get("/journal", person=bob.id, limit=2, cursor=cursor).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == 5
    assert seen == sorted(set(seen), key=int, reverse=True)
    today = date.today()  # noqa: DTZ011  near enough: a day of margin on either side
    around = {"from": today - timedelta(days=1), "to": today + timedelta(days=1)}
    assert len(events(api, person=bob.id, **around)) == 5
    assert events(api, person=bob.id, to=today - timedelta(days=2)) == []


@pytest.mark.parametrize(
    "query", [{"group": "gossip"}, {"from": "yesterday"}, {"cursor": "x"}, {"person": "me"}]
)
def test_what_is_not_understood_is_refused(
    query: dict[str, str], admin: User, client_of: ClientOf
) -> None:
    assert client_of(admin).get("/journal", **query).status_code == 422


def test_every_kind_of_event_has_a_name_in_both_languages() -> None:
    named = {"record", "event", "note", "_journal", "_noted"}
    found: set[str] = set()
    for path in Path(zhudan.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            call = node.func
            name = call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
            if name in named:
                found |= {
                    one.value
                    for one in node.args
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    kinds = {one for one in found if "_" in one} | {"refused"}
    assert kinds - LABELS.keys() == set()
    assert all(set(label) == {"zh-CN", "en"} for label in LABELS.values())
