"""Which physical column holds which field.

A field gets `f_<key>`; when what it holds changes so that the old column cannot keep it, it
gets `f_<key>_2`, and so on. A column is never dropped and never holds anything else: publishing
an older revision finds its columns as they were left.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.fields import KINDS, ComputedField, FieldKind
from zhudan.blueprint.fields.formula import FormulaField
from zhudan.blueprint.fields.kind import Storage
from zhudan.blueprint.fields.number import ExactNumber
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.fields.rollup import RollupField
from zhudan.kit import conditions
from zhudan.records.models import Column

Columns = Mapping[str, Mapping[str, str]]
Also = Mapping[str, Mapping[str, Sequence[str]]]

_TEXTS = frozenset({"text", "long_text", "phone", "email", "url"})


def physical(field: FieldKind) -> Sequence[tuple[str, Storage]]:
    """(suffix, storage) of the columns a field needs; the first has no suffix."""
    return field.columns if isinstance(field, ComputedField) else field.storage


def signature(document: Blueprint, table: str, field: FieldKind) -> str:
    """Two definitions of a field may share a column if and only if their signatures agree.

    A computed value depends on what it is computed from, so those signatures enter its own.
    """
    if isinstance(field, ComputedField):
        said = field.model_dump(mode="json", by_alias=True, exclude={"label", "help"})
        said["inputs"] = sorted(_inputs(document, table, field))
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        return f"{field.kind}:{digest[:32]}"
    if isinstance(field, ExactNumber):
        return f"decimal:{field.scale}"
    if isinstance(field, ReferenceField):
        return f"reference:{field.table}"
    return "text" if field.kind in _TEXTS else field.kind


def _inputs(document: Blueprint, table: str, field: ComputedField) -> Iterator[str]:
    names: set[str] = set()
    if isinstance(field, FormulaField):
        names |= field.reads
    elif isinstance(field, RollupField):
        table = field.source
        names |= {field.by, field.field or field.by, *conditions.fields_of(field.where or {})}
    own = document.table(table).fields_by_key
    for name in names & set(own):
        yield f"{name} {signature(document, table, own[name])}"


@dataclass(frozen=True)
class Plan:
    """columns: table -> field -> column. also: older columns of the same field that are written
    beside it. fresh: columns that are not in the catalogue yet."""

    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    also: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    fresh: list[Column] = field(default_factory=list)


def plan(document: Blueprint) -> Plan:
    """The columns of `document`, taking again what the catalogue has."""
    made = Plan()
    catalogue: dict[str, list[Column]] = {}
    for column in Column.objects.order_by("id"):
        catalogue.setdefault(column.table, []).append(column)
    for table in document.tables:
        known = catalogue.get(table.key, [])
        taken = {name for column in known for name in _names(column)}
        own = made.columns.setdefault(table.key, {})
        beside = made.also.setdefault(table.key, {})
        for one in table.fields:
            kept = signature(document, table.key, one)
            earlier = [column for column in known if column.field == one.key]
            same = [column for column in earlier if column.kept == kept]
            if same:
                chosen = same[-1]
            else:
                chosen = _fresh(table.key, one, kept, taken)
                made.fresh.append(chosen)
            own[one.key] = chosen.name
            others = [c.name for c in earlier if c is not chosen and _written_beside(c, one)]
            if others:
                beside[one.key] = others
    return made


@transaction.atomic
def settle(document: Blueprint) -> Plan:
    """Plan the columns and enter the fresh ones into the catalogue, before any is made: a
    preparation that is broken off must not leave a column that nobody knows the type of."""
    made = plan(document)
    Column.objects.bulk_create(made.fresh)
    return made


def declare_final(table: str, field: str, chosen: str) -> int:
    """From the next publish on, write only column `chosen` of the field; returns how many others
    there were. Going back beyond the change then converts, as going forward did."""
    others = Column.objects.filter(table=table, field=field, final=False).exclude(name=chosen)
    return others.update(final=True)


def note_published(document: Blueprint, made: Plan) -> None:
    """Remember each field as it is now published, to read its column's values later."""
    chosen = {
        (table.key, made.columns[table.key][one.key]): dumped(one)
        for table in document.tables
        for one in table.fields
    }
    stale = []
    for column in Column.objects.all():
        said = chosen.get((column.table, column.name))
        if said is not None and (said != column.definition or not column.published):
            column.definition, column.published = said, True
            stale.append(column)
    Column.objects.bulk_update(stale, ["definition", "published"])


def definition(column: Column) -> FieldKind:
    """The field as it was last published in this column."""
    return KINDS[column.definition["kind"]].model_validate(column.definition)


def _written_beside(column: Column, field: FieldKind) -> bool:
    computed = isinstance(field, ComputedField) or column.kept.startswith(("formula:", "rollup:"))
    return not computed and column.published and not column.final


def _names(column: Column) -> list[str]:
    return [column.name + suffix for suffix, _ in physical(definition(column))]


def _fresh(table: str, field: FieldKind, kept: str, taken: set[str]) -> Column:
    suffixes = [suffix for suffix, _ in physical(field)]
    # Django reads two underscores in a row as a step to another table
    first = "f_" + re.sub("_+", "_", field.key).strip("_")
    number = 1
    while True:
        name = first if number == 1 else f"{first}_{number}"
        names = {name + suffix for suffix in suffixes}
        if not names & taken:
            taken |= names
            return Column(
                table=table, field=field.key, name=name, kept=kept, definition=dumped(field)
            )
        number += 1


def dumped(field: FieldKind) -> dict[str, object]:
    return field.model_dump(mode="json", by_alias=True)
