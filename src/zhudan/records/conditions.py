"""The condition language as a database query; kit/conditions.py says what it means.

Every comparison is made so that an empty field gives false and never NULL, because NOT of
NULL would not be true.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, TextField
from django.db.models.functions import Lower

from zhudan.blueprint.live import LiveBlueprint
from zhudan.kit.conditions import FieldType, Me, Today, check, fold, typed_value
from zhudan.records import tables

Condition = Mapping[str, Any]


_NEVER = Q(pk__in=[])


class _Folded(Lower):
    """ASCII letters in small ones, as `fold` does: SQLite's LOWER knows no others, and on
    PostgreSQL all our texts have COLLATE "C"."""

    output_field = TextField()


@dataclass(frozen=True)
class _Look:
    live: LiveBlueprint
    table: str
    types: Mapping[str, FieldType]
    today: date
    me: int | None
    zone: tzinfo


def matching(
    live: LiveBlueprint, table: str, condition: Condition, today: date, me: int | None
) -> Q:
    """The Q over the table's model for a condition; raises ConditionRefused."""
    types = live.document.field_types(table)
    check(condition, types)
    zone = live.document.settings.timezone
    return _node(condition, _Look(live, table, types, today, me, zone))


def _node(node: Condition, look: _Look) -> Q:
    if "all" in node:
        return _joined([_node(child, look) for child in node["all"]], Q.AND)
    if "any" in node:
        return _joined([_node(child, look) for child in node["any"]], Q.OR)
    if "not" in node:
        return ~_node(node["not"], look)
    return _leaf(node["field"], node["op"], node.get("value"), look)


def _joined(parts: list[Q], how: str) -> Q:
    if not parts:  # of nothing, all holds and nothing does; an empty Q could not be negated
        return ~_NEVER if how == Q.AND else _NEVER
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part if how == Q.AND else whole | part
    return whole


def _leaf(key: str, op: str, raw: object, look: _Look) -> Q:
    kind = look.types[key]
    column = tables.attribute(look.live, look.table, key)
    filled = Q(**{f"{column}__isnull": False})
    if op in ("empty", "not_empty"):
        if key == "title":  # never NULL, but it may be the empty text
            filled = ~Q(title="")
        return filled if op == "not_empty" else ~filled
    if op in ("in", "not_in"):
        assert isinstance(raw, list | tuple)
        hit = _joined([_one(kind, column, "=", one, look) for one in raw], Q.OR)
        return filled & (hit if op == "in" else ~hit)
    return filled & _one(kind, column, op, raw, look)


def _one(kind: FieldType, column: str, op: str, raw: object, look: _Look) -> Q:
    value = typed_value(kind, raw)
    if isinstance(value, Me):
        if look.me is None:
            return _NEVER
        value = look.me
    if isinstance(value, Today):
        value = look.today + timedelta(days=value.days)
    if isinstance(value, Decimal):
        value = int(value.scaleb(kind.scale))
    if kind.family == "datetime":
        return _moment(column, op, value, look.zone)
    if kind.family == "choices":
        return Q(**{f"{column}__contains": f'"{value}"'})
    if op in ("contains", "starts_with"):
        return Q(_text_lookup(column, op, fold(str(value))))
    compare = _COMPARE[op]
    return compare(column, value)


def _text_lookup(column: str, op: str, folded: str) -> Any:
    lookup = "contains" if op == "contains" else "startswith"
    found = TextField().get_lookup(lookup)
    assert found is not None
    return found(_Folded(F(column)), folded)


def _moment(column: str, op: str, value: Any, zone: tzinfo) -> Q:
    """A day stands for all its moments: before it, not after it, after it, not before it."""
    if isinstance(value, datetime):
        return _COMPARE[op](column, value)
    begins = datetime.combine(value, time(), zone)
    ends = datetime.combine(value + timedelta(days=1), time(), zone)
    operator, bound = {
        "<": ("<", begins),
        "<=": ("<", ends),
        ">": (">=", ends),
        ">=": (">=", begins),
    }[op]
    return _COMPARE[operator](column, bound)


_COMPARE: Mapping[str, Callable[[str, Any], Q]] = {
    "=": lambda column, value: Q(**{column: value}),
    "!=": lambda column, value: ~Q(**{column: value}),
    "<": lambda column, value: Q(**{f"{column}__lt": value}),
    "<=": lambda column, value: Q(**{f"{column}__lte": value}),
    ">": lambda column, value: Q(**{f"{column}__gt": value}),
    ">=": lambda column, value: Q(**{f"{column}__gte": value}),
}
