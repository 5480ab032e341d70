"""Rollups and formulas follow what they are computed from, whoever changes it."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.browser import Api
from tests.records.making import customer, live_document, make
from zhudan.blueprint import live as blueprint
from zhudan.people.models import User
from zhudan.records import tables

ClientOf = Callable[[User | None], Api]


@pytest.fixture
def every_kind(own_database: None) -> None:
    live_document("every_kind.yaml")


def figures(record_id: int) -> tuple[Any, ...]:
    row = tables.model(blueprint.current(), "thing").objects.get(id=record_id)
    return tuple(row.value(key) for key in ("notes", "best", "worth"))


def test_a_rollup_follows_its_children(
    every_kind: None, operations: User, client_of: ClientOf
) -> None:
    api = client_of(operations)
    thing, other = (make(operations, "thing", name=name) for name in ("A", "B"))
    assert figures(thing.id) == (Decimal(0), None, Decimal(0))
    note = make(operations, "note", text="n", thing=str(thing.id), score=5, counts=True)
    make(operations, "note", text="m", thing=str(thing.id), score=9, counts=False)
    assert figures(thing.id) == (Decimal(2), Decimal(5), Decimal(12))
    api.patch(f"/records/{note.id}", {"version": 1, "values": {"thing": str(other.id)}})
    assert figures(thing.id) == (Decimal(1), None, Decimal(1))
    assert figures(other.id) == (Decimal(1), Decimal(5), Decimal(11))
    api.delete(f"/records/{note.id}")
    assert figures(other.id) == (Decimal(0), None, Decimal(0))
    api.post(f"/records/{note.id}/restore")
    assert figures(other.id) == (Decimal(1), Decimal(5), Decimal(11))


def test_children_written_at_once_are_all_counted(every_kind: None, operations: User) -> None:
    thing = make(operations, "thing", name="A")

    def write(score: int) -> None:
        for step in range(5):
            make(operations, "note", text="n", thing=str(thing.id), score=score + step, counts=True)
        connection.close()

    threads = [threading.Thread(target=write, args=(10 * number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert figures(thing.id) == (Decimal(20), Decimal(34), Decimal(88))


def test_the_customer_knows_its_projects(alice: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    firm = customer(alice)

    def of_firm() -> tuple[Any, ...]:
        values = api.get(f"/records/{firm.id}").json()["values"]
        return values["open_projects"], values["open_amount"], values["won_projects"]

    values = {"name": "x", "customer": str(firm.id), "source": "online", "amount_est": "100"}
    project = api.post("/tables/project/records", {"values": values}).json()
    assert of_firm() == ("1", "100.00", "0")
    version = api.get(f"/records/{firm.id}").json()["version"]
    assert version == 1, "a figure that follows is nobody's edit"
    body = {"version": project["version"], "values": {"amount_est": "250.50"}}
    project = api.patch(f"/records/{project['id']}", body).json()
    assert of_firm() == ("1", "250.50", "0")
    closing = {"outcome": "lost", "reason": "price", "version": project["version"]}
    closed = api.post(f"/records/{project['id']}/close", closing)
    assert closed.status_code == 200, closed.content
    assert of_firm() == ("0", "0.00", "0")
