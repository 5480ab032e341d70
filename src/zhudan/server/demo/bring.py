"""Many records at once, as `writes.create` would have made each of them in its time."""

from collections import Counter as Counts
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from zhudan.blueprint.fields.auto_number import AutoNumberField
from zhudan.blueprint.fields.rollup import RollupField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.records import computed, likeness, search, tables, writes
from zhudan.records.models import Counter, Record
from zhudan.records.pinyin import sort_key
from zhudan.records.tables import Row
from zhudan.server.demo.insert import insert


@dataclass
class Entry:
    """values: as the API takes them. engine: columns of the engine, where the record stands."""

    values: dict[str, Any]
    owner: int
    region: int
    at: datetime
    engine: dict[str, Any] = field(default_factory=dict)


def bring(live: LiveBlueprint, table: str, entries: Sequence[Entry]) -> list[Row]:
    """One row an entry, in the order given, which is the order they were registered in."""
    part = live.document.table(table)
    numbered = [one for one in part.fields if isinstance(one, AutoNumberField)]
    given: Counts[tuple[str, str]] = Counts()
    rows = []
    for entry in entries:
        row = tables.model(live, table)(
            owner_id=entry.owner,
            region_id=entry.region,
            created_by_id=entry.owner,
            created_at=entry.at,
            updated_at=entry.at,
            version=1,
        )
        for key, raw in entry.values.items():
            row.put(key, part.field(key).parse(raw))
        for one in numbered:
            day = writes.today(live, entry.at)
            given[one.key, one.period(day)] += 1
            row.put(one.key, one.write(day, given[one.key, one.period(day)]))
        row.__dict__.update(entry.engine)
        row.title = str(row.value(part.title))
        row.title_key = sort_key(row.title)
        computed.put_formulas(live, row)
        rows.append(row)
    _keep(live, table, rows)
    Counter.objects.bulk_create(
        Counter(table=table, field=key, period=period, value=value)
        for (key, period), value in given.items()
    )
    return rows


def _keep(live: LiveBlueprint, table: str, rows: Sequence[Row]) -> None:
    registry = insert(
        [Record(table=table, title=row.title, created_at=row.created_at) for row in rows]
    )
    for record, row in zip(registry, rows, strict=True):
        row.id = record.id
    insert(rows)
    search.put_all(live, rows)
    likeness.put_all(live, rows)


def roll_up(live: LiveBlueprint) -> None:
    """Every rollup of every record, once all are there."""
    today = writes.today(live, timezone.now())
    for table, key in computed.order(live):
        one = live.document.table(table).field(key)
        if isinstance(one, RollupField):
            column = live.columns[table][key]
            figure = computed.expression(live, one, today)
            tables.model(live, table).objects.update(**{column: figure})
