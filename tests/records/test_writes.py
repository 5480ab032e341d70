"""Writing records: what is taken, what is refused, and that a refusal changes nothing."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.browser import Api
from tests.records.making import contact, customer, live_document, make
from zhudan.blueprint import live as blueprint
from zhudan.journal.models import Event
from zhudan.people.models import User
from zhudan.records import tables
from zhudan.records.models import Record

ClientOf = Callable[[User | None], Api]
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00"
    b"\x00IEND\xaeB`\x82"
)


def errors(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.content
    assert answer.json()["code"] == "invalid"
    return {one["field"]: one["code"] for one in answer.json()["errors"]}


def test_a_record_is_created_read_and_edited(alice: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    firm = customer(alice)
    values = {
        "name": "  滨江  一期 ",
        "customer": str(firm.id),
        "source": "online",
        "amount_est": "2864000",
        "usage": "1200.5",
        "address": {"text": "杭州市滨江区", "lat": 30.2, "lng": 120.21},
        "expected_sign_on": "2026-12-31",
    }
    created = api.post("/tables/project/records", {"values": values})
    assert created.status_code == 201
    record = created.json()
    assert record["title"] == "滨江 一期"
    assert record["values"]["amount_est"] == "2864000.00"
    assert record["values"]["price_est"] == "2385.67"
    assert record["values"]["customer"]["title"] == firm.title
    assert record["values"]["address"]["lat"] == 30.2
    assert record["values"]["code"].startswith("XM20")
    assert record["owner"]["name"] == "Alice"
    assert record["flow"]["stage"] == "lead"
    assert record["flow"]["amount"] == "2864000.00"
    assert record["may"]["edit"]
    assert not record["may"]["override"]
    body = {"version": record["version"], "values": {"usage": "0", "remark": "新的"}}
    edited = api.patch(f"/records/{record['id']}", body).json()
    assert edited["version"] == record["version"] + 1
    assert edited["values"]["price_est"] is None, "nothing can be divided by zero"
    event = Event.objects.get(kind="record_updated", record_id=record["id"])
    assert event.data["changes"] == [
        {"field": "usage", "before": "1200.50", "after": "0.00"},
        {"field": "remark", "before": None, "after": "新的"},
    ]
    assert api.get(f"/records/{record['id']}").json()["values"] == edited["values"]


def test_an_edit_that_changes_nothing_leaves_the_version(alice: User, client_of: ClientOf) -> None:
    row = customer(alice, "甲公司")
    answer = client_of(alice).patch(
        f"/records/{row.id}", {"version": 1, "values": {"name": " 甲公司 "}}
    )
    assert answer.json()["version"] == 1
    assert not Event.objects.filter(kind="record_updated").exists()


def test_a_stale_edit_is_told_who_was_faster(
    alice: User, manager: User, client_of: ClientOf
) -> None:
    row = customer(alice)
    body = {"version": 1, "values": {"remark": "hers"}}
    assert client_of(manager).patch(f"/records/{row.id}", body).status_code == 200
    late = client_of(alice).patch(
        f"/records/{row.id}", {"version": 1, "values": {"remark": "too late"}}
    )
    assert (late.status_code, late.json()["code"]) == (409, "stale")
    current = late.json()["current"]
    assert (current["version"], current["changed_by"]["name"]) == (2, "Max")
    assert client_of(alice).get(f"/records/{row.id}").json()["values"]["remark"] == "hers"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"name": "required", "customer": "required", "source": "required"}),
        ({"name": " ", "nothing": 1}, {"name": "required", "nothing": "unknown_field"}),
        ({"amount_est": "a lot"}, {"amount_est": "not_a_number"}),
        ({"amount_est": "0.001"}, {"amount_est": "too_precise"}),
        ({"amount_est": "12345678901234.00"}, {"amount_est": "too_many_digits"}),
        ({"expected_sign_on": "2026-02-30"}, {"expected_sign_on": "not_a_date"}),
        ({"source": "rumour"}, {"source": "unknown_option"}),
        ({"name": ["a"]}, {"name": "wrong_type"}),
        ({"customer": "999999"}, {"customer": "no_such_record"}),
        ({"technician": "999999"}, {"technician": "no_such_user"}),
        ({"code": "XM1"}, {"code": "read_only"}),
        ({"price_est": "1"}, {"price_est": "read_only"}),
        ({"remark": "长" * 10_000_000}, {"remark": "too_long"}),
        ({"attachments": ["77"]}, {"attachments": "no_such_file"}),
    ],
)
def test_every_mistake_is_told_at_once(
    values: dict[str, Any], wrong: dict[str, str], alice: User, client_of: ClientOf
) -> None:
    good = {"name": "x", "customer": str(customer(alice).id), "source": "online"}
    whole = values if not values or "nothing" in values else good | values
    before = Record.objects.count(), Event.objects.count()
    answer = client_of(alice).post("/tables/project/records", {"values": whole})
    if "remark" in values and answer.status_code == 413:
        assert answer.json()["code"]
    else:
        told = errors(answer)
        assert {key: told.get(key) for key in wrong} == wrong
    assert (Record.objects.count(), Event.objects.count()) == before


def test_references_must_be_there_be_seen_and_not_be_binned(
    alice: User, charlie: User, client_of: ClientOf
) -> None:
    api = client_of(alice)
    hers, his = customer(alice), customer(charlie)
    assert api.delete(f"/records/{hers.id}").status_code == 204

    def tried(firm: Any) -> dict[str, str]:
        values = {"name": "x", "source": "online", "customer": str(firm)}
        return errors(api.post("/tables/project/records", {"values": values}))

    assert tried(hers.id) == {"customer": "reference_binned"}
    assert tried(his.id) == {"customer": "no_such_record"}, "what she may not see is not there"
    wrong_table = contact(alice)
    assert tried(wrong_table.id) == {"customer": "no_such_record"}


def test_fields_somebody_may_not_edit(
    alice: User, operations: User, own_database: None, client_of: ClientOf
) -> None:
    live_document("every_kind.yaml")
    row = make(operations, "thing", name="A", phone="13812345678", price="7", count=2)
    assign = {"owner": str(alice.id), "version": 1}
    assert client_of(operations).post(f"/records/{row.id}/assign", assign).status_code == 200
    api = client_of(alice)
    for field in ("phone", "story"):
        refused = api.patch(f"/records/{row.id}", {"version": 2, "values": {field: "x"}})
        assert (refused.status_code, refused.json()["code"]) == (403, "field_not_editable")
    told = errors(api.patch(f"/records/{row.id}", {"version": 2, "values": {"price": "1"}}))
    assert told == {"price": "unknown_field"}, "a hidden field is not there"
    values = api.get(f"/records/{row.id}").json()["values"]
    assert "price" not in values
    assert "total" not in values, "what is computed from a hidden field is hidden"


def test_a_unique_value_is_given_once(
    operations: User, own_database: None, client_of: ClientOf
) -> None:
    live_document("every_kind.yaml")
    api = client_of(operations)
    first = make(operations, "thing", name="A", serial="S1")
    second = make(operations, "thing", name="B", serial="S2")
    again = api.post("/tables/thing/records", {"values": {"name": "C", "serial": "S1"}})
    assert errors(again) == {"serial": "not_unique"}
    edit = api.patch(f"/records/{second.id}", {"version": 1, "values": {"serial": "S1"}})
    assert errors(edit) == {"serial": "not_unique"}
    assert api.delete(f"/records/{first.id}").status_code == 204
    edit = api.patch(f"/records/{second.id}", {"version": 1, "values": {"serial": "S1"}})
    assert edit.status_code == 200
    assert errors(api.post(f"/records/{first.id}/restore")) == {"serial": "not_unique"}


def test_numbers_are_given_once_each_whatever_happens_at_once(
    operations: User, own_database: None
) -> None:
    live_document("every_kind.yaml")

    def create() -> None:
        for _ in range(5):
            make(operations, "thing", name="A")
        connection.close()

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    model = tables.model(blueprint.current(), "thing")
    codes = sorted(row.value("code")[-4:] for row in model.objects.all())
    assert codes == [f"{number:04d}" for number in range(1, 21)]


def test_an_attachment_belongs_to_its_record(alice: User, bob: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    sent = api.upload("/files", file=SimpleUploadedFile("a.png", PNG, "image/png"))
    assert sent.status_code == 201, sent.content
    file_id = sent.json()["id"]
    firm = customer(alice)
    row = make(
        alice, "project", name="x", customer=str(firm.id), source="online", attachments=[file_id]
    )
    shown = api.get(f"/records/{row.id}").json()["values"]["attachments"]
    assert [(one["id"], one["name"]) for one in shown] == [(file_id, "a.png")]
    his = customer(bob)
    values = {"name": "y", "customer": str(his.id), "source": "online", "attachments": [file_id]}
    answer = client_of(bob).post("/tables/project/records", {"values": values})
    assert errors(answer) == {"attachments": "no_such_file"}


def test_create_needs_the_right(technician: User, client_of: ClientOf) -> None:
    answer = client_of(technician).post("/tables/customer/records", {"values": {"name": "x"}})
    assert answer.status_code == 403
    assert not Record.objects.exists()
