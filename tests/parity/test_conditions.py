"""The judge in Python and the judge in the database agree, on both databases.

Every field kind, filled, empty and with awkward values; conditions drawn at random over them.
"""

import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.records.making import live_document, make
from zhudan.blueprint import live as blueprint
from zhudan.kit import conditions
from zhudan.kit.conditions import OPERATORS, FieldType
from zhudan.people.models import User
from zhudan.records import tables
from zhudan.records.conditions import matching

TODAY = date(2026, 11, 23)
TEXTS = [
    "Ab",
    "ab",
    "ABC",
    "华东建材",
    "华东",
    "a%b",
    "a_b",
    "\\",
    "ÄÖ",
    "äö",
    "İ",
    "ß",
    "it's",
    "'",
]
NUMBERS = ["0", "-1", "1", "0.5", "1234567890123", "999999.99", "-0.01"]
DAYS = ["2026-11-22", "2026-11-23", "2026-11-24", "1999-12-31"]
MOMENTS = [
    "2026-11-22T15:59:59.999999+00:00",
    "2026-11-22T16:00:00+00:00",
    "2026-11-23T15:59:59+00:00",
    "2026-11-23T16:00:00+08:00",
    "2026-11-24T00:00:00+08:00",
]
CHOSEN: dict[str, list[Any]] = {
    "text": TEXTS,
    "number": NUMBERS,
    "date": DAYS,
    "datetime": MOMENTS,
    "yes_no": [True, False],
}


def raw_values(draw: random.Random, field: Any, people: list[User]) -> Any:
    """A value somebody might enter; None, often, for nothing."""
    if draw.random() < 0.3:
        return None
    kind = field.kind
    if kind in ("text", "long_text"):
        return draw.choice(TEXTS)
    if kind == "address":
        return {"text": draw.choice(TEXTS)}
    if kind in ("number", "money", "percent"):
        return draw.choice([one for one in NUMBERS if field.scale >= places(one)])
    if kind == "date":
        return draw.choice(DAYS)
    if kind == "datetime":
        return draw.choice(MOMENTS)
    if kind == "yes_no":
        return draw.choice([True, False])
    if kind == "choice":
        return draw.choice(list(field.options_by_key))
    if kind == "choices":
        return draw.sample(list(field.options_by_key), draw.randint(0, len(field.options)))
    if kind == "user":
        return str(draw.choice(people).id)
    return None


def places(number: str) -> int:
    return max(0, -int(Decimal(number).as_tuple().exponent))


def condition(
    draw: random.Random, types: dict[str, FieldType], people: list[User], depth: int
) -> dict[str, Any]:
    shape = draw.random()
    if depth and shape < 0.35:
        parts = [condition(draw, types, people, depth - 1) for _ in range(draw.randint(0, 3))]
        return {draw.choice(["all", "any"]): parts}
    if depth and shape < 0.5:
        return {"not": condition(draw, types, people, depth - 1)}
    key = draw.choice(sorted(types))
    op = draw.choice(sorted(OPERATORS[types[key].family]))
    if op in ("empty", "not_empty"):
        return {"field": key, "op": op}
    if op in ("in", "not_in"):
        several = [operand(draw, types[key], people) for _ in range(draw.randint(0, 3))]
        return {"field": key, "op": op, "value": several}
    return {"field": key, "op": op, "value": operand(draw, types[key], people)}


def operand(draw: random.Random, kind: FieldType, people: list[User]) -> Any:
    if kind.family == "number":
        return draw.choice([one for one in NUMBERS if places(one) <= kind.scale])
    if kind.family == "date":
        return draw.choice([*DAYS, {"today": draw.randint(-2, 2)}])
    if kind.family == "datetime":
        return draw.choice([*MOMENTS, *DAYS, {"today": draw.randint(-1, 1)}])
    if kind.family in ("choice", "choices"):
        return draw.choice(sorted(kind.options or ()))
    if kind.family == "user":
        return draw.choice([{"me": True}, *(str(one.id) for one in people)])
    if kind.family == "reference":
        return draw.choice(["1", "2", "99"])
    if kind.family == "text":
        return draw.choice([*TEXTS, "", "b", "东"])
    return draw.choice(CHOSEN[kind.family])


@pytest.mark.parametrize("seed", range(6))
def test_both_judges_agree(
    seed: int, own_database: None, operations: User, alice: User, bob: User
) -> None:
    draw = random.Random(seed)
    live_document("every_kind.yaml")
    live = blueprint.current()
    fields = live.document.table("thing").fields
    people = [alice, bob]
    for _ in range(40):
        values = {
            field.key: raw_values(draw, field, people)
            for field in fields
            if not field.read_only and not field.unique and field.key != "name"
        }
        make(operations, "thing", name=draw.choice(TEXTS), **values)
    rows = list(tables.model(live, "thing").objects.order_by("id"))
    for row in rows[::3]:
        row.__dict__.update(
            plan=draw.choice([None, "Call Ab"]),
            plan_on=TODAY + timedelta(days=draw.randint(-1, 1)),
            contact_at=draw.choice([None, datetime(2026, 11, 22, 16, tzinfo=UTC)]),
        )
        row.save()
    canonical = {row.id: row.values() for row in rows}
    # without a pipeline there is no stage to compare with
    types = {
        key: kind
        for key, kind in live.document.field_types("thing").items()
        if kind.options is None or kind.options
    }
    zone = live.document.settings.timezone
    told = 0
    for _ in range(150):
        tree = condition(draw, types, people, 3)
        conditions.check(tree, types)
        me = draw.choice([alice.id, bob.id, None])
        by_python = {
            row_id
            for row_id, values in canonical.items()
            if conditions.judge(tree, values, today=TODAY, me=me, zone=zone)
        }
        found = tables.model(live, "thing").objects.filter(matching(live, "thing", tree, TODAY, me))
        assert set(found.values_list("id", flat=True)) == by_python, json.dumps(tree)
        told += 0 < len(by_python) < len(rows)
    assert told > 30, "the conditions must tell rows apart"
