"""Formulas and rollups: stored values that follow what they are computed from.

A formula is computed before its row is written. A rollup is recomputed by one UPDATE in the
transaction that changed the record it looks at, after the row it stands on is locked; without
the lock two children of one parent, written at once, would each miss the other.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import Aggregate, Count, F, Max, Min, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.db.models.sql import UpdateQuery

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.fields import FieldError
from zhudan.blueprint.fields.formula import FormulaField
from zhudan.blueprint.fields.rollup import RollupField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.kit import conditions
from zhudan.records import tables
from zhudan.records.conditions import matching
from zhudan.records.tables import Row

Place = tuple[str, str]  # table, field
_ONE_BY_ONE = 4
_ID = -4_611_686_018_427_387_001  # no record's id, nor a value anybody compares with

_FUNCTIONS: Mapping[str, Callable[[Any], Aggregate]] = {"sum": Sum, "min": Min, "max": Max}


@lru_cache(maxsize=4)
def _order(document: Blueprint) -> tuple[Place, ...]:
    """Every computed field after what it is computed from."""
    graph: dict[Place, set[Place]] = {}
    for table in document.tables:
        for field in table.fields:
            if isinstance(field, FormulaField):
                graph[table.key, field.key] = {(table.key, name) for name in field.reads}
            elif isinstance(field, RollupField):
                graph[table.key, field.key] = {(field.source, name) for name in inputs(field)}
    return tuple(place for place in TopologicalSorter(graph).static_order() if place in graph)


def order(live: LiveBlueprint) -> tuple[Place, ...]:
    return _order(live.document)


def inputs(rollup: RollupField) -> frozenset[str]:
    """The fields of the source table that a rollup depends on."""
    return frozenset(
        {rollup.by, *({rollup.field} if rollup.field else ()), *_looked_at(rollup.where)}
    )


def _looked_at(where: Mapping[str, Any] | None) -> frozenset[str]:
    return conditions.fields_of(where) if where else frozenset()


def formulas(live: LiveBlueprint, table: str) -> list[FormulaField]:
    """The table's formulas, each after those it reads."""
    own = live.document.table(table).fields_by_key
    found = [own[key] for where, key in order(live) if where == table]
    return [field for field in found if isinstance(field, FormulaField)]


def put_formulas(live: LiveBlueprint, row: Row) -> dict[str, Any]:
    """Compute the row's formulas on the row; returns {column: stored value} of what changed.
    A result that cannot be kept is empty."""
    own = formulas(live, row.table_key)
    if not own:
        return {}
    values = row.values()
    changed: dict[str, Any] = {}
    for field in own:
        try:
            value = field.compute(values)
        except FieldError:
            value = None
        if value != values[field.key]:
            values[field.key] = value
            changed |= row.put(field.key, value)
    return changed


def put_first_rollups(live: LiveBlueprint, row: Row) -> None:
    """A new record: nothing refers to it yet, so its counts and sums are 0."""
    for field in live.document.table(row.table_key).fields:
        if isinstance(field, RollupField) and field.function in ("count", "sum"):
            row.put(field.key, Decimal(0))


def rollups_over(live: LiveBlueprint, table: str) -> list[tuple[str, RollupField]]:
    """(table it stands on, rollup) for every rollup that looks at this table's records."""
    return list(_rollups_over(live.document).get(table, ()))


@lru_cache(maxsize=4)
def _rollups_over(document: Blueprint) -> Mapping[str, list[tuple[str, RollupField]]]:
    found: dict[str, list[tuple[str, RollupField]]] = {}
    for table in document.tables:
        for field in table.fields:
            if isinstance(field, RollupField):
                found.setdefault(field.source, []).append((table.key, field))
    return found


def follow(
    live: LiveBlueprint,
    row: Row,
    changed: Collection[str] | None,
    before: Mapping[str, Any],
    today: date,
) -> None:
    """Recompute the rollups that look at `row`, in its transaction.

    changed: keys of the fields that changed, None when the row came or went. before: the old
    values of the changed fields, so that a record a child was taken from is recomputed, too.
    """
    waiting = _waiting.get()
    touched: Touched = {} if waiting is None else waiting
    for parent, rollup in rollups_over(live, row.table_key):
        if changed is not None and not inputs(rollup) & set(changed):
            continue
        ids = {row.value(rollup.by), before.get(rollup.by)} - {None}
        if ids:
            all_ids, rollups = touched.setdefault(parent, (set(), {}))
            all_ids |= ids
            rollups[rollup.key] = rollup
    if waiting is None:
        _refresh_all(live, touched, today)


# parent table -> ids of its records to refresh, rollups to recompute on them by key
Touched = dict[str, tuple[set[int], dict[str, RollupField]]]
_waiting: ContextVar[Touched | None] = ContextVar("rollups_waiting", default=None)


@contextmanager
def together(live: LiveBlueprint, today: date) -> Iterator[None]:
    """For many writes in one transaction: rollups are recomputed once, at the end of it all."""
    if _waiting.get() is not None:
        yield
        return
    touched: Touched = {}
    token = _waiting.set(touched)
    try:
        yield
    finally:
        _waiting.reset(token)
    _refresh_all(live, touched, today)


def _refresh_all(live: LiveBlueprint, touched: Touched, today: date) -> None:
    for parent, (ids, rollups) in sorted(touched.items()):
        _refresh(live, parent, sorted(ids), list(rollups.values()), today)


def _refresh(
    live: LiveBlueprint, table: str, ids: list[int], rollups: list[RollupField], today: date
) -> None:
    model = tables.model(live, table)
    rows = model.objects.filter(id__in=ids)
    followed = _read_further(live, table, {rollup.key for rollup in rollups})
    locked = rows.select_for_update(no_key=True).order_by("id")
    before = list(locked) if followed else list(locked.values_list("id"))
    if len(ids) <= _ONE_BY_ONE:
        statement, params = _update(live, table, tuple(one.key for one in rollups), today)
        with connection.cursor() as cursor:
            for one in ids:
                cursor.execute(statement, [one if param == _ID else param for param in params])
    else:
        rows.update(**_figures(live, table, rollups, today))
    if followed:
        for old, row in zip(before, rows.order_by("id"), strict=True):
            _follow_further(live, old, row, today)


@lru_cache(maxsize=64)
def _update(
    live: LiveBlueprint, table: str, keys: tuple[str, ...], today: date
) -> tuple[str, tuple[Any, ...]]:
    """The UPDATE of one row, in which `_ID` stands for its id: putting it together takes longer
    than the database does to run it."""
    query = tables.model(live, table).objects.filter(id=_ID).query.chain(UpdateQuery)
    assert isinstance(query, UpdateQuery)
    fields = [live.document.table(table).field(key) for key in keys]
    rollups = [field for field in fields if isinstance(field, RollupField)]
    query.add_update_values(_figures(live, table, rollups, today))
    statement, params = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return statement, tuple(params)


def _figures(
    live: LiveBlueprint, table: str, rollups: Sequence[RollupField], today: date
) -> dict[str, Any]:
    return {live.columns[table][rollup.key]: expression(live, rollup, today) for rollup in rollups}


def _follow_further(live: LiveBlueprint, old: Row, row: Row, today: date) -> None:
    """What is computed from a row's rollups: its formulas, and rollups that look at it."""
    before = {key: old.value(key) for key in row.slots}
    stored = put_formulas(live, row)
    if stored:
        tables.model(live, row.table_key).objects.filter(id=row.id).update(**stored)
    changed = {key for key, value in before.items() if row.value(key) != value}
    follow(live, row, changed, before, today)


def _read_further(live: LiveBlueprint, table: str, keys: set[str]) -> bool:
    reads = [field.reads for field in formulas(live, table)]
    looks = [inputs(rollup) for _, rollup in rollups_over(live, table)]
    return any(keys & names for names in (*reads, *looks))


def expression(live: LiveBlueprint, rollup: RollupField, today: date) -> Any:
    """The rollup's value as an expression over the table it stands on."""
    by = live.columns[rollup.source][rollup.by]
    children = (
        tables.model(live, rollup.source)
        .objects.filter(**{by: OuterRef("pk")}, deleted_at=None)
        .order_by()
    )
    if rollup.where:
        children = children.filter(matching(live, rollup.source, rollup.where, today, None))
    figure = Subquery(
        children.values(by).annotate(figure=_figure(live, rollup)).values("figure"),
        output_field=_output(live, rollup),
    )
    return Coalesce(figure, 0) if rollup.function in ("count", "sum") else figure


def _output(live: LiveBlueprint, rollup: RollupField) -> "models.Field[Any, Any]":
    if rollup.function in ("count", "sum"):
        return models.BigIntegerField()
    column = tables.attribute(live, rollup.source, rollup.field or "id")
    field = tables.model(live, rollup.source)._meta.get_field(column)
    assert isinstance(field, models.Field)
    return field


def _figure(live: LiveBlueprint, rollup: RollupField) -> Any:
    if rollup.function == "count":
        return Count("pk") * 10**rollup.places
    assert rollup.field is not None
    column = tables.attribute(live, rollup.source, rollup.field)
    scale = live.document.field_types(rollup.source)[rollup.field].scale
    figure = _FUNCTIONS[rollup.function](F(column))
    return figure * 10 ** (rollup.places - scale) if rollup.places > scale else figure
