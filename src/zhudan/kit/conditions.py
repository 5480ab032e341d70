"""The one condition language, and its judge over values in memory.

A condition is a small JSON tree:
    {"all": [..]}  {"any": [..]}  {"not": c}  {"field": key, "op": op, "value": value}
An empty "all" is true, an empty "any" false. A value may be {"today": n}, the date n days from
today in the organisation's zone, or {"me": true}, the person who looks.

What the three judges (this one, the Q object in records, the TypeScript one) agree on:
- A comparison with an empty field is false, whatever the operator; only `empty` is true of it.
  So `!=` and `not_in` mean "filled and different". An empty list or text counts as empty.
- Text is equal only when every codepoint is; `contains` and `starts_with` fold A-Z to a-z and
  nothing else, which SQLite, PostgreSQL under COLLATE "C" and JavaScript can all do alike.
- A date and time compared with a date (or today) compares the calendar day in the zone.
- An address is its text. Several choices are compared with `contains` only.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from zhudan.kit.condition_values import (
    EARLIEST,
    LATEST,
    Family,
    FieldType,
    FieldTypes,
    Me,
    Today,
    read_day,
    read_moment,
    read_person,
    read_yes_no,
    typed_value,
)
from zhudan.kit.errors import Label, Refusal

__all__ = [
    "EARLIEST",
    "LATEST",
    "Family",
    "FieldType",
    "FieldTypes",
    "Me",
    "Today",
    "check",
    "comparisons",
    "fields_of",
    "fold",
    "judge",
    "problems",
    "typed_value",
]

MAX_DEPTH = 12
MAX_NODES = 200
MAX_LIST = 200
DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")

_FILLED = frozenset({"empty", "not_empty"})
_SAME = frozenset({"=", "!=", "in", "not_in"})
_ORDER = frozenset({"<", "<=", ">", ">="})
OPERATORS: Mapping[Family, frozenset[str]] = {
    "text": _FILLED | _SAME | {"contains", "starts_with"},
    "number": _FILLED | _SAME | _ORDER,
    "date": _FILLED | _SAME | _ORDER,
    "datetime": _FILLED | _ORDER,
    "choice": _FILLED | _SAME,
    "choices": _FILLED | {"contains"},
    "yes_no": _FILLED | {"=", "!="},
    "user": _FILLED | _SAME,
    "reference": _FILLED | _SAME,
    "files": _FILLED,
}
ALL_OPERATORS = frozenset[str]().union(*OPERATORS.values())


@dataclass(frozen=True)
class Wrong:
    """One mistake in a condition. path: where in the tree, as "all.0.value"."""

    path: str
    code: str
    message: Label


class ConditionRefused(Refusal):
    """extra: errors, a list of {path, code, message}."""

    status = 422
    code = "condition_invalid"
    title = {"zh-CN": "条件写得不对：{reason}", "en": "The condition is not valid: {reason}"}


def problems(raw: object, types: FieldTypes | None = None) -> list[Wrong]:
    """Every mistake in `raw`; with `types`, fields, operators and values are judged as well.

    Walks with a stack of its own, so that a tree of any depth is only ever a mistake.
    """
    found: list[Wrong] = []
    stack: list[tuple[object, str, int]] = [(raw, "", 1)]
    seen = 0
    while stack:
        node, path, depth = stack.pop()
        seen += 1
        if depth > MAX_DEPTH or seen > MAX_NODES:
            return [*found, Wrong(path, "condition_too_deep", _TOO_DEEP)]
        below, wrong = _read(node, path, types)
        found.extend(wrong)
        stack.extend((child, place, depth + 1) for child, place in reversed(below))
    return found


def check(raw: object, types: FieldTypes | None = None) -> None:
    """Raise ConditionRefused unless `raw` is a condition (over `types`, when given)."""
    found = problems(raw, types)
    if found:
        raise ConditionRefused(
            code=found[0].code,
            params={"reason": found[0].message},
            extra={
                "errors": [{"path": w.path, "code": w.code, "message": w.message} for w in found]
            },
        )


def comparisons(raw: object) -> Iterator[Mapping[str, Any]]:
    """The leaves of a checked condition, from left to right."""
    stack = [raw]
    while stack:
        node = stack.pop()
        if not isinstance(node, Mapping):
            continue
        if "field" in node:
            yield node
        stack.extend(reversed([child for child, _ in _children(node, "")]))


def fields_of(raw: object) -> frozenset[str]:
    """The fields a checked condition looks at."""
    return frozenset(str(leaf["field"]) for leaf in comparisons(raw))


def fold(text: str) -> str:
    """Text as `contains` and `starts_with` see it."""
    return text.translate(_LOWER)


def judge(
    condition: object,
    values: Mapping[str, object],
    *,
    today: date,
    me: int | None,
    zone: tzinfo = DEFAULT_ZONE,
) -> bool:
    """Whether canonical `values` meet a checked condition; an absent field is empty."""
    return _judge(condition, values, _Sight(today, me, zone), MAX_DEPTH)


@dataclass(frozen=True)
class _Sight:
    today: date
    me: int | None
    zone: tzinfo


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_TOO_DEEP = {
    "zh-CN": f"条件太复杂（最多 {MAX_DEPTH} 层、{MAX_NODES} 个部分）",
    "en": f"the condition is too complex (at most {MAX_DEPTH} levels, {MAX_NODES} parts)",
}
_SHAPE = {
    "zh-CN": "每一部分要么是 all、any、not，要么是 field、op、value",
    "en": "each part is either all, any, not, or field, op, value",
}


def _children(node: Mapping[str, Any], path: str) -> list[tuple[object, str]]:
    dot = f"{path}." if path else ""
    for word in ("all", "any"):
        if isinstance(node.get(word), list | tuple):
            return [(child, f"{dot}{word}.{n}") for n, child in enumerate(node[word])]
    return [(node["not"], f"{dot}not")] if "not" in node else []


def _read(
    node: object, path: str, types: FieldTypes | None
) -> tuple[list[tuple[object, str]], list[Wrong]]:
    """The parts below one node, and what is wrong with the node itself."""
    if not isinstance(node, Mapping):
        return [], [Wrong(path, "condition_invalid", _SHAPE)]
    keys = set(node)
    if len(keys) == 1 and keys <= {"all", "any"}:
        if isinstance(next(iter(node.values())), list | tuple):
            return _children(node, path), []
    elif keys == {"not"}:
        return _children(node, path), []
    elif {"field", "op"} <= keys <= {"field", "op", "value"}:
        return [], _leaf(node, path, types)
    return [], [Wrong(path, "condition_invalid", _SHAPE)]


def _leaf(node: Mapping[str, Any], path: str, types: FieldTypes | None) -> list[Wrong]:
    field, op = node["field"], node["op"]
    dot = f"{path}." if path else ""
    if not isinstance(field, str) or len(field) > 100:
        return [_wrong(f"{dot}field", "field 要写字段的标识", "field must be a field's key")]
    if not isinstance(op, str) or op not in ALL_OPERATORS:
        known = " ".join(sorted(ALL_OPERATORS))
        return [_wrong(f"{dot}op", f"没有这种比较，可用：{known}", f"unknown op; use: {known}")]
    if op in _FILLED and node.get("value") is not None:
        return [_wrong(f"{dot}value", f"{op} 不需要 value", f"{op} takes no value")]
    if op not in _FILLED and "value" not in node:
        return [_wrong(f"{dot}value", f"{op} 需要 value", f"{op} needs a value")]
    value = node.get("value")
    if op in ("in", "not_in") and not (isinstance(value, list | tuple) and len(value) <= MAX_LIST):
        return [
            _wrong(
                f"{dot}value",
                f"{op} 后面要写一个列表（最多 {MAX_LIST} 项）",
                f"{op} takes a list of at most {MAX_LIST}",
            )
        ]
    return _typed_leaf(field, op, value, dot, types)


def _typed_leaf(
    field: str, op: str, value: object, dot: str, types: FieldTypes | None
) -> list[Wrong]:
    if types is None:
        return []
    kind = types.get(field)
    if kind is None:
        message = {"zh-CN": f"没有字段“{field}”", "en": f'there is no field "{field}"'}
        return [Wrong(f"{dot}field", "unknown_field", message)]
    if op not in OPERATORS[kind.family]:
        usable = " ".join(sorted(OPERATORS[kind.family]))
        return [
            _wrong(
                f"{dot}op",
                f"字段“{field}”不能用 {op}，可用：{usable}",
                f'"{field}" cannot be compared with {op}; use: {usable}',
            )
        ]
    if op in _FILLED:
        return []
    found = []
    for one in value if isinstance(value, list | tuple) else [value]:
        try:
            typed_value(kind, one)
        except ValueError:
            told = str(one)[:40]
            found.append(
                _wrong(
                    f"{dot}value",
                    f"字段“{field}”不能与“{told}”比较",
                    f'"{field}" cannot be compared with "{told}"',
                )
            )
    return found


def _wrong(path: str, zh: str, en: str) -> Wrong:
    return Wrong(path, "condition_invalid", {"zh-CN": zh, "en": en})


def _judge(node: object, values: Mapping[str, object], sight: _Sight, depth: int) -> bool:
    if depth == 0:
        raise ConditionRefused(code="condition_too_deep", params={"reason": _TOO_DEEP})
    if not isinstance(node, Mapping):
        raise ConditionRefused(params={"reason": _SHAPE})
    if "all" in node:
        return all(_judge(child, values, sight, depth - 1) for child in node["all"])
    if "any" in node:
        return any(_judge(child, values, sight, depth - 1) for child in node["any"])
    if "not" in node:
        return not _judge(node["not"], values, sight, depth - 1)
    return _compare(values.get(node["field"]), node["op"], node.get("value"), sight)


def _compare(value: object, op: str, raw: object, sight: _Sight) -> bool:
    if isinstance(value, Mapping):
        value = value.get("text")
    empty = value is None or value in ("", [], ())
    if op in _FILLED:
        return empty == (op == "empty")
    if empty:
        return False
    if op in ("in", "not_in"):
        hit = any(_one(value, "=", one, sight) for one in (raw if isinstance(raw, list) else []))
        return hit == (op == "in")
    return _one(value, op, raw, sight)


def _one(value: Any, op: str, raw: object, sight: _Sight) -> bool:
    if isinstance(value, list | tuple):
        return op == "contains" and raw in value
    if isinstance(value, str):
        return _compare_text(value, op, raw)
    try:
        value, wanted = _alike(value, raw, sight)
    except (ValueError, InvalidOperation):
        return False
    if wanted is None:
        return False
    compare = _COMPARE.get(op)
    return compare is not None and compare(value, wanted)


def _compare_text(value: str, op: str, raw: object) -> bool:
    if not isinstance(raw, str):
        return False
    if op == "contains":
        return fold(raw) in fold(value)
    if op == "starts_with":
        return fold(value).startswith(fold(raw))
    return (value == raw) if op == "=" else op == "!=" and value != raw


def _alike(value: Any, raw: object, sight: _Sight) -> tuple[Any, Any]:
    """Both sides in one type; the wanted side None when there is nothing to compare with."""
    if isinstance(value, bool):
        return value, read_yes_no(raw, _ANY)
    if isinstance(value, datetime):
        wanted = read_moment(raw, _ANY)
        if isinstance(wanted, datetime):
            return value, wanted
        return value.astimezone(sight.zone).date(), _on(wanted, sight)
    if isinstance(value, date):
        wanted_day = read_day(raw, _ANY)
        return value, _on(wanted_day, sight)
    if isinstance(raw, Mapping):
        return value, sight.me if isinstance(read_person(raw, _ANY), Me) else None
    return value, Decimal(str(raw))


def _on(day: date | Today, sight: _Sight) -> date:
    return sight.today + timedelta(days=day.days) if isinstance(day, Today) else day


_ANY = FieldType("text")
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}
