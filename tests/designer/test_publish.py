"""Publishing while records exist: what is added, changed and removed, and that nothing is lost."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from django.utils import timezone

from tests.browser import Api
from tests.records.making import make
from zhudan.blueprint import live as blueprint
from zhudan.blueprint import yaml_text
from zhudan.blueprint.check import BlueprintInvalid
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.models import Revision
from zhudan.designer.publish import UnknownRevision, publish, rollback
from zhudan.journal import jobs
from zhudan.journal.models import Event
from zhudan.people.models import User
from zhudan.records import ddl, tables
from zhudan.records.columns import declare_final
from zhudan.records.models import Column
from zhudan.server.jobs import HANDLERS

ClientOf = Callable[[User | None], Api]
EVERY_KIND = Path(__file__).parents[1] / "records" / "every_kind.yaml"

pytestmark = pytest.mark.usefixtures("own_database")


def document(**fields: dict[str, Any] | None) -> Blueprint:
    """every_kind.yaml, with fields of `thing` replaced, added, or (None) taken away."""
    raw = yaml.safe_load(EVERY_KIND.read_text("utf-8"))
    thing = raw["tables"][0]
    for key, said in fields.items():
        if said is None:
            thing["fields"] = [one for one in thing["fields"] if one["key"] != key]
            continue
        said = {"key": key, "label": key} | said
        keys = [one["key"] for one in thing["fields"]]
        if key in keys:
            thing["fields"][keys.index(key)] = said
        else:
            thing["fields"].append(said)
    for rights in (role.get("fields", {}).get("thing", {}) for role in raw["roles"]):
        for key in set(rights) - {one["key"] for one in thing["fields"]}:
            del rights[key]
    return yaml_text.load(yaml.safe_dump(raw, allow_unicode=True))


def value(record_id: int, key: str) -> Any:
    return tables.model(blueprint.current(), "thing").objects.get(id=record_id).value(key)


def edit(api: Api, record_id: int, **values: Any) -> Any:
    version = api.get(f"/records/{record_id}").json()["version"]
    answer = api.patch(f"/records/{record_id}", {"version": version, "values": values})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_field_is_added_and_filled(operations: User, client_of: ClientOf) -> None:
    publish(document())
    row = make(operations, "thing", name="A")
    publish(document(extra={"kind": "money"}))
    assert edit(client_of(operations), row.id, extra="12.5")["values"]["extra"] == "12.50"


def test_a_removed_field_comes_back_with_its_values(operations: User, client_of: ClientOf) -> None:
    first = publish(document())
    row = make(operations, "thing", name="A", story="once upon a time")
    publish(document(story=None))
    api = client_of(operations)
    assert "story" not in api.get(f"/records/{row.id}").json()["values"]
    edit(api, row.id, count="3")
    rollback(first.number)
    values = api.get(f"/records/{row.id}").json()["values"]
    assert (values["story"], values["count"]) == ("once upon a time", "3")


def test_a_changed_type_converts_and_goes_back(operations: User, client_of: ClientOf) -> None:
    """Text becomes a number; what is written meanwhile is there after the way back, and what
    could not be converted never went away."""
    first = publish(document(grade={"kind": "text"}))
    plain, wordy = (
        make(operations, "thing", name=n, grade=g) for n, g in [("A", "12"), ("B", "?")]
    )
    publish(document(grade={"kind": "number", "scale": 1}))
    assert (value(plain.id, "grade"), value(wordy.id, "grade")) == (Decimal("12.0"), None)
    api = client_of(operations)
    edit(api, plain.id, grade="13.5")
    fresh = make(operations, "thing", name="C", grade="7")
    rollback(first.number)
    assert value(plain.id, "grade") == "13.5"
    assert value(wordy.id, "grade") == "?"
    assert value(fresh.id, "grade") == "7"
    edit(api, wordy.id, grade="9")
    publish(document(grade={"kind": "number", "scale": 1}))
    assert value(wordy.id, "grade") == Decimal("9.0")
    assert Column.objects.filter(field="grade").count() == 2, "columns are taken again"


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ({"kind": "number"}, {"kind": "text"}, "12", "12"),
        ({"kind": "number", "scale": 2}, {"kind": "number", "scale": 0}, "3.00", Decimal(3)),
        ({"kind": "number", "scale": 2}, {"kind": "number", "scale": 0}, "3.50", None),
        ({"kind": "number", "scale": 2}, {"kind": "money"}, "3.50", Decimal("3.50")),
        ({"kind": "text"}, {"kind": "date"}, "2026-03-31", "2026-03-31"),
        ({"kind": "text"}, {"kind": "phone"}, "13812345678", "13812345678"),
        (
            {"kind": "text"},
            {"kind": "choice", "options": [{"key": "s", "label": {"zh-CN": "小", "en": "S"}}]},
            "小",
            "s",
        ),
        (
            {"kind": "choice", "options": [{"key": "s", "label": "小"}]},
            {"kind": "choices", "options": [{"key": "s", "label": "小"}]},
            "s",
            ["s"],
        ),
        ({"kind": "address"}, {"kind": "text"}, {"text": "滨江"}, "滨江"),
    ],
)
def test_values_are_carried_over(
    old: dict[str, Any], new: dict[str, Any], before: Any, after: Any, operations: User
) -> None:
    publish(document(grade=old))
    row = make(operations, "thing", name="A", grade=before)
    publish(document(grade=new))
    found = value(row.id, "grade")
    assert (found.isoformat() if hasattr(found, "isoformat") else found) == after


def test_a_new_formula_and_a_new_rollup_are_there_for_old_records(operations: User) -> None:
    publish(document())
    thing = make(operations, "thing", name="A", count="4", price="2")
    empty = make(operations, "thing", name="B")
    make(operations, "note", text="n", thing=str(thing.id), score=5)
    publish(
        document(
            double={"kind": "formula", "expression": "count * 2", "result": "number"},
            points={
                "kind": "rollup", "from": "note", "by": "thing", "function": "sum",
                "field": "score", "result": "number",
            },
            total={"kind": "formula", "expression": "count * price + 1", "result": "money"},
        )
    )  # fmt: skip
    assert value(thing.id, "double") == 8
    assert (value(thing.id, "points"), value(empty.id, "points")) == (5, 0)
    assert value(thing.id, "total") == Decimal("9.00")


def test_unique_is_refused_over_doubles_and_dropped_with_the_rule(operations: User) -> None:
    publish(document(grade={"kind": "text"}))
    rows = [make(operations, "thing", name="A", grade="same") for _ in range(2)]
    before = Revision.objects.count()
    with pytest.raises(ddl.NotUnique):
        publish(document(grade={"kind": "text", "unique": True}))
    assert Revision.objects.count() == before
    assert blueprint.current().number == before
    model = tables.model(blueprint.current(), "thing")
    model.objects.filter(id=rows[0].id).update(f_grade="other")
    publish(document(grade={"kind": "text", "unique": True}))
    publish(document(grade={"kind": "text"}))
    make(operations, "thing", name="A", grade="same")


def test_a_wrong_document_changes_nothing(operations: User) -> None:
    publish(document())
    before = Revision.objects.count()
    with pytest.raises(BlueprintInvalid):
        publish(document(total={"kind": "formula", "expression": "total + 1", "result": "money"}))
    with pytest.raises(UnknownRevision):
        rollback(99)
    assert Revision.objects.count() == before


def test_a_broken_off_preparation_is_taken_up_again(
    operations: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(document())
    row = make(operations, "thing", name="A", weight="4")
    ran = ddl._run

    def breaking(statement: str, **kwargs: Any) -> None:
        ran(statement, **kwargs)
        if "f_extra" in statement:
            raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(ddl, "_run", breaking)
        with pytest.raises(RuntimeError):
            publish(document(extra={"kind": "number"}, weight={"kind": "text"}))
    publish(document(extra={"kind": "text"}, weight={"kind": "text"}))
    blueprint.begin_request()
    assert value(row.id, "weight") == "4"
    kept = {one.name: one.kept for one in Column.objects.filter(table="thing", field="extra")}
    assert kept == {"f_extra": "decimal:0", "f_extra_2": "text"}


def test_what_is_searched_follows_the_document(operations: User, client_of: ClientOf) -> None:
    publish(document(grade={"kind": "number"}))
    make(operations, "thing", name="A", story="dragonfly", grade="4711")
    publish(document(story=None, grade={"kind": "text"}))
    work = jobs.take(timezone.now())
    assert work is not None
    jobs.run(work, HANDLERS)
    api = client_of(operations)
    assert api.get("/search", q="dragonfly").json()["items"] == []
    assert len(api.get("/search", q="4711").json()["items"]) == 1


def test_a_change_declared_final_is_written_once(operations: User, client_of: ClientOf) -> None:
    first = publish(document(grade={"kind": "text"}))
    row = make(operations, "thing", name="A", grade="1")
    changed = document(grade={"kind": "number"})
    publish(changed)
    assert declare_final("thing", "grade", blueprint.current().columns["thing"]["grade"]) == 1
    publish(changed)
    edit(client_of(operations), row.id, grade="2")
    with connection.cursor() as cursor:
        cursor.execute("SELECT f_grade FROM rec_thing")
        assert cursor.fetchall() == [("1",)]
    rollback(first.number)
    assert value(row.id, "grade") == "2", "the way back converts"


def test_a_publish_is_journaled(operations: User) -> None:
    revision = publish(document(), actor=operations.id, note="first")
    event = Event.objects.filter(kind="blueprint_published").latest("id")
    assert event.actor_id == operations.id
    assert event.data["revision"] == revision.number
