"""A mapping to begin with: columns matched to fields by what they are called and what they hold."""

from collections.abc import Mapping as Names
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.fields.choice import WithOptions
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.table import Table
from zhudan.exchange.mapping import OWNER, Mapping, TableMapping, importable
from zhudan.exchange.mapping import Column as Mapped
from zhudan.exchange.values import fold
from zhudan.exchange.wizard import stages, synonyms
from zhudan.exchange.wizard.facts import Column
from zhudan.people.viewer import Viewer
from zhudan.records import access

_ENOUGH = 55.0
_OWN_TABLE = 3.0
_NUMBERS = ("number", "money", "percent")


@dataclass(frozen=True)
class _Match:
    score: float
    column: int
    table: str
    field: str


def suggest(
    live: LiveBlueprint, viewer: Viewer, table: str | None, columns: Sequence[Column]
) -> tuple[str, Mapping]:
    """The table the rows are about, if it was not said, and how its columns are filled."""
    rights = access.rights(live, viewer)
    wanted = [one.key for one in live.document.tables if rights.may_create(one.key)]
    if table is not None:
        wanted = [table]
    best: tuple[float, str, Mapping] | None = None
    for key in wanted:
        score, mapping = _for_table(live, viewer, live.document.table(key), columns)
        if best is None or score > best[0]:
            best = (score, key, mapping)
    if best is None:
        first = live.document.tables[0].key
        return first, Mapping(tables=(TableMapping(table=first),))
    return best[1], best[2]


def _for_table(
    live: LiveBlueprint, viewer: Viewer, own: Table, columns: Sequence[Column]
) -> tuple[float, Mapping]:
    referred = dict.fromkeys(
        field.table
        for field in own.fields
        if isinstance(field, ReferenceField) and field.table != own.key
    )
    rights = access.rights(live, viewer)
    parts = [live.document.table(key) for key in referred if rights.may_create(key)]
    matches = _matches(live, viewer, own, [own, *parts], columns)
    taken = _greedy(matches)
    mapping = _mapping(live, viewer, own, parts, columns, taken)
    used = {name for table in mapping.tables for name in table.columns}
    score = sum(one.score for one in taken.values() if columns[one.column].name in used)
    first = next((one for one in mapping.tables if one.table == own.key), None)
    filled = {one.field for one in first.columns.values()} | set(first.links) if first else set()
    score -= 40 * sum(
        field.required and not field.read_only and field.key not in filled for field in own.fields
    )
    if not any(one.table == own.key for one in taken.values()):
        score -= 500
    return score, mapping


def _matches(
    live: LiveBlueprint,
    viewer: Viewer,
    own: Table,
    parts: Sequence[Table],
    columns: Sequence[Column],
) -> list[_Match]:
    rights = access.rights(live, viewer)
    found: list[_Match] = []
    for table in parts:
        for field in table.fields:
            if not importable(field) or rights.field(table.key, field.key) != "edit":
                continue
            known = synonyms.names(table, field)
            for place, column in enumerate(columns):
                if column.colour or not column.filled:
                    continue
                score = _likeness(column, known, field)
                if table.key == own.key:
                    score += _OWN_TABLE
                if score >= _ENOUGH:
                    found.append(_Match(score, place, table.key, field.key))
    for key, names in synonyms.OWN.items():
        if key == OWNER and rights.scope(own.key, "assign") == "none":
            continue
        folded = {fold(name) for name in names}
        found += [
            _Match(80.0, place, own.key, key)
            for place, column in enumerate(columns)
            if synonyms.bare(column.name)[0] in folded
        ]
    return found


def _likeness(column: Column, known: Sequence[tuple[str, int]], field: FieldKind) -> float:
    name, _ = synonyms.bare(column.name)
    score = max((_alike(name, one, sure) for one, sure in known), default=0.0)
    likes = column.likes
    if field.kind in _NUMBERS:
        score -= 60 * (likes.get("number", 0) + likes.get("phone", 0) < 0.4)
    elif field.kind in ("date", "datetime"):
        score -= 60 * (likes.get("date", 0) < 0.3)
    elif field.kind == "phone":
        phones = likes.get("phone", 0)
        score = max(score - 40 * (phones < 0.3), 56 if phones >= 0.8 and score < 56 else 0)
    elif field.kind == "email":
        score = max(score, 56 if likes.get("email", 0) >= 0.8 else 0)
    elif isinstance(field, WithOptions):
        labels = {fold(text) for one in field.options for text in (one.key, *one.label.values())}
        hits = sum(fold(word) in labels for word in column.words)
        score += 8 * (hits * 2 >= len(column.words) > 0) - 15 * (hits == 0 and score < 90)
    elif field.kind in ("text", "user", "reference") and likes.get("date", 0) >= 0.8:
        score -= 45
    return score


def _alike(name: str, known: str, sure: int) -> float:
    if name == known:
        return float(sure)
    if len(known) >= 2 and len(name) >= 2 and (known in name or name in known):
        return sure * (0.55 + 0.35 * min(len(name), len(known)) / max(len(name), len(known)))
    ratio = SequenceMatcher(None, name, known, autojunk=False).ratio()
    return sure * ratio * 0.75 if ratio >= 0.75 else 0.0


def _greedy(matches: Sequence[_Match]) -> dict[tuple[str, str], _Match]:
    """The surest first; each column and each field once."""
    taken: dict[tuple[str, str], _Match] = {}
    columns: set[int] = set()
    for one in sorted(matches, key=lambda one: (-one.score, one.column)):
        if one.column not in columns and (one.table, one.field) not in taken:
            taken[one.table, one.field] = one
            columns.add(one.column)
    return taken


def _mapping(
    live: LiveBlueprint,
    viewer: Viewer,
    own: Table,
    parts: Sequence[Table],
    columns: Sequence[Column],
    taken: dict[tuple[str, str], _Match],
) -> Mapping:
    told: dict[str, dict[str, int]] = {table.key: {} for table in (own, *parts)}
    for (table, field), one in taken.items():
        told[table][field] = one.column
    included = _included(own, parts, told)
    tables = [
        _table(live, viewer, table, columns, told[table.key], included, own.key)
        for table in (*(part for part in parts if part.key in included), own)
    ]
    return Mapping(tables=tuple(tables))


def _included(
    own: Table, parts: Sequence[Table], told: dict[str, dict[str, int]]
) -> dict[str, Table]:
    """The tables that get records of their own. A column that names such a record moves from
    the reference to the record's title."""
    included: dict[str, Table] = {}
    # those that others refer to last, so that they know whether they are needed
    for part in sorted(parts, key=lambda part: _refers(part, parts), reverse=True):
        fields = told[part.key]
        pointer = next((one for one in _pointers(own, part.key) if one in told[own.key]), None)
        needed = any(_pointers(other, part.key) for other in included.values())
        if pointer is not None and part.title not in fields and (fields or needed):
            fields[part.title] = told[own.key].pop(pointer)
        required = {one.key for one in part.fields if one.required and not one.read_only}
        links = {one for other in included for one in _pointers(part, other)}
        if fields and part.title in fields and required <= set(fields) | links:
            included[part.key] = part
    return included


def _refers(part: Table, parts: Sequence[Table]) -> int:
    return sum(bool(_pointers(part, other.key)) for other in parts if other.key != part.key)


def _pointers(table: Table, target: str) -> list[str]:
    """The fields that refer to a table, required ones first."""
    found = [one for one in table.fields if isinstance(one, ReferenceField) and one.table == target]
    return [one.key for one in sorted(found, key=lambda one: not one.required)]


def _table(
    live: LiveBlueprint,
    viewer: Viewer,
    table: Table,
    columns: Sequence[Column],
    fields: Names[str, int],
    included: Names[str, Table],
    own: str,
) -> TableMapping:
    mapped: dict[str, Mapped] = {}
    for field, place in sorted(fields.items(), key=lambda item: item[1]):
        mapped[columns[place].name] = _column(table, field, columns[place])
    links = {}
    for target in included:
        pointers = [one for one in _pointers(table, target) if one not in fields]
        if pointers and target != table.key:
            links[pointers[0]] = target
    way: dict[str, Any] = {}
    key: str | None = None
    if table.key == own:
        if "migrate" in access.rights(live, viewer).abilities:
            way = stages.suggest(live, table.key, columns)
        key = next((one.key for one in table.fields if one.unique and one.key in fields), None)
    else:
        key = _key(table, fields)
    return TableMapping(table=table.key, key=key, columns=mapped, links=links, **way)


def _key(table: Table, fields: Names[str, int]) -> str:
    """By what a record that others link to is found: what is unique, a phone number, its name."""
    mapped = [one for one in table.fields if one.key in fields]
    for one in mapped:
        if one.unique:
            return one.key
    return next((one.key for one in mapped if one.kind == "phone"), table.title)


def _column(table: Table, key: str, column: Column) -> Mapped:
    field = table.fields_by_key.get(key)
    more: dict[str, Any] = {}
    _, unit = synonyms.bare(column.name)
    if field is not None and field.kind in ("number", "money"):
        more["unit"] = unit
        sibling = table.fields_by_key.get(f"{key}_unit")
        if sibling is not None and sibling.kind == "choice":
            more["unit_field"] = sibling.key
    if field is not None and field.kind == "percent" and "%" in (unit or ""):
        more["percent"] = "percent"
    return Mapped(field=key, **more)
