"""Fills the columns a publish adds: values carried over from a field's old column, and values
computed anew. Runs before the switch, chunk by chunk, and catches up inside it."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.fields import ComputedField, FieldError
from zhudan.blueprint.fields.formula import FormulaField
from zhudan.blueprint.fields.rollup import RollupField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.records import computed, tables
from zhudan.records.columns import Plan
from zhudan.records.convert import convert
from zhudan.records.tables import Row

CHUNK = 500
# Clocks of several machines may differ, and a write begun before may end after.
MARGIN = timedelta(minutes=10)


def fill(before: LiveBlueprint | None, document: Blueprint, planned: Plan) -> None:
    """Fill every column that the live revision does not keep up to date."""
    _fill(before, document, planned, None)


def catch_up(
    before: LiveBlueprint | None, document: Blueprint, planned: Plan, since: datetime
) -> None:
    """Inside the switch, when nobody writes: the rows written since the filling began."""
    _fill(before, document, planned, since - MARGIN)


def _fill(
    before: LiveBlueprint | None, document: Blueprint, planned: Plan, since: datetime | None
) -> None:
    if before is None:
        return
    after = LiveBlueprint(
        0, document.digest, document, planned.columns, planned.also, timezone.now()
    )
    for table in document.tables:
        if table.key in before.columns:
            _carry_table(before, after, table.key, since)
    for table_key, key in computed.order(after):
        column = after.columns[table_key][key]
        if before.columns.get(table_key, {}).get(key) != column:
            _compute(after, table_key, key, since)


def _carry_table(
    before: LiveBlueprint, after: LiveBlueprint, table: str, since: datetime | None
) -> None:
    changed = [key for key in after.columns[table] if _to_carry(before, after, table, key)]
    if not changed:
        return
    old_fields = before.document.table(table).fields_by_key
    zone = after.document.settings.timezone
    old = tables.model(before, table)
    wanted = Q()
    for key in changed:
        wanted |= Q(**{f"{before.columns[table][key]}__isnull": False})
    for rows in _chunks(old, wanted, since):
        target = tables.model(after, table)
        for row in rows:
            stored: dict[str, Any] = {}
            for key in changed:
                slot = target.slots[key]
                try:
                    value = convert(row.value(key), old_fields[key], slot.field, zone)
                except FieldError:
                    continue  # stays in the old column
                stored |= dict(zip(slot.attributes, slot.write(value), strict=True))
            if stored:
                target.objects.filter(id=row.id).update(**stored)


def _to_carry(before: LiveBlueprint, after: LiveBlueprint, table: str, key: str) -> bool:
    old = before.columns[table].get(key)
    new = after.columns[table][key]
    if old is None or old == new or new in before.also.get(table, {}).get(key, ()):
        return False
    fields = before.document.table(table).field(key), after.document.table(table).field(key)
    return not any(isinstance(field, ComputedField) for field in fields[1:])


def _compute(after: LiveBlueprint, table: str, key: str, since: datetime | None) -> None:
    field = after.document.table(table).field(key)
    model = tables.model(after, table)
    if isinstance(field, RollupField):
        _compute_rollup(after, table, field)
        return
    assert isinstance(field, FormulaField)
    # A rollup it reads changes without the row's being written.
    rollups = {
        name
        for name in field.reads
        if isinstance(after.document.table(table).fields_by_key.get(name), ComputedField)
    }
    for rows in _chunks(model, Q(), None if rollups else since):
        for row in rows:
            try:
                value = field.compute(row.values())
            except FieldError:
                value = None
            if value != row.value(key):
                model.objects.filter(id=row.id).update(**row.put(key, value))


def _compute_rollup(after: LiveBlueprint, table: str, field: RollupField) -> None:
    """Only rows whose figure differs are written, locked in the order everybody locks them."""
    model = tables.model(after, table)
    column = after.columns[table][field.key]
    today = timezone.now().astimezone(after.document.settings.timezone).date()
    figure = computed.expression(after, field, today)
    for rows in _chunks(model, Q(), None):
        ids = [row.id for row in rows]
        differ = (
            model.objects.filter(id__in=ids)
            .annotate(figure=figure)
            .filter(
                ~Q(figure=F(column))
                | Q(figure__isnull=True, **{f"{column}__isnull": False})
                | Q(figure__isnull=False, **{f"{column}__isnull": True})
            )
            .order_by("id")
            .values_list("id", flat=True)
        )
        locked = model.objects.filter(id__in=list(differ)).order_by("id")
        if locked.select_for_update(no_key=True).values_list("id"):
            locked.order_by().update(**{column: figure})


def _chunks(model: type[Row], wanted: Q, since: datetime | None) -> Iterator[Collection[Row]]:
    """The table's rows, binned ones too, in transactions of CHUNK rows."""
    rows = model.objects.filter(wanted)
    if since is not None:
        rows = rows.filter(updated_at__gte=since)
    last = 0
    while True:
        with transaction.atomic(durable=not connection.in_atomic_block):
            chunk = list(rows.filter(id__gt=last).order_by("id")[:CHUNK])
            yield chunk
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].id
