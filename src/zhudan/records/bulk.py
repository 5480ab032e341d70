"""Many new records at once: as `writes.create` would make each of them, in a handful of
statements for a batch. In the caller's transaction, under the revision the caller holds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from zhudan.blueprint.live import LiveBlueprint
from zhudan.journal.models import Event
from zhudan.kit import rows
from zhudan.kit.errors import Refusal
from zhudan.people.viewer import Viewer
from zhudan.records import computed, drafts, entry, likeness, search, writes
from zhudan.records.clashes import Clashes
from zhudan.records.indexes import unique_field
from zhudan.records.models import Record
from zhudan.records.tables import Row

_BATCH = 500
_TRIES = 5

# The last word on a row that is complete but not kept yet.
Finish = Callable[[Row], None]


@dataclass
class Entry:
    """A record to be. values: as the API takes them. owner, region, created_at, engine: as
    `writes.create` takes them; a version among the engine's is the row's, of which the journal
    has told 1 so far."""

    values: Mapping[str, object]
    owner: int | None = None
    region: int | None = None
    created_at: datetime | None = None
    engine: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class _New:
    """An entry on its way. refused: why it does not come to be."""

    row: Row
    values: Mapping[str, Any]
    refused: Refusal | None = None


def create_many(
    live: LiveBlueprint,
    table: str,
    entries: Sequence[Entry],
    *,
    viewer: Viewer,
    finish: Finish | None = None,
) -> list[Row | Refusal]:
    """Create records, in the order given. What `writes.create` would raise for one stands in
    its place, and such a one takes nothing with it, not even a number."""
    made: list[Row | Refusal] = []
    day = writes.today(live, timezone.now())
    with transaction.atomic(savepoint=False), computed.together(live, day):
        for start in range(0, len(entries), _BATCH):
            made += _create(live, table, entries[start : start + _BATCH], viewer, finish)
    return made


def _create(
    live: LiveBlueprint,
    table: str,
    entries: Sequence[Entry],
    viewer: Viewer,
    finish: Finish | None,
) -> list[Row | Refusal]:
    now = timezone.now()
    drafted = _draft(live, table, entries, viewer, now)
    waiting = [one for one in drafted if isinstance(one, _New)]
    tries = 0
    while True:
        clashes = Clashes(live, viewer, table, [(one.row, one.values) for one in waiting])
        for one in waiting:
            one.refused = clashes.refusal(one.row, one.values)
        try:
            with transaction.atomic():
                taken = [one for one in waiting if one.refused is None]
                _keep(live, table, taken, viewer, now, finish)
            break
        except IntegrityError as error:
            # Somebody wrote a value of ours since we looked: look again.
            tries += 1
            part = live.document.table(table)
            if tries == _TRIES or unique_field(part, live.columns[table], str(error)) is None:
                raise
    return [one if isinstance(one, Refusal) else one.refused or one.row for one in drafted]


def _draft(
    live: LiveBlueprint, table: str, entries: Sequence[Entry], viewer: Viewer, now: datetime
) -> list[_New | Refusal]:
    read = entry.canonical_all(live, viewer, table, [(one.values, None) for one in entries])
    return [
        _drafted(live, table, one, values, viewer, now)
        for one, values in zip(entries, read, strict=True)
    ]


def _drafted(
    live: LiveBlueprint,
    table: str,
    one: Entry,
    values: dict[str, Any] | Refusal,
    viewer: Viewer,
    now: datetime,
) -> _New | Refusal:
    try:
        owner = drafts.owner_of(live, viewer, table, one.owner)
        if isinstance(values, Refusal):
            return values
        row = drafts.draft(
            live,
            table,
            values,
            viewer=viewer,
            owner=owner,
            region=one.region,
            created_at=one.created_at,
            now=now,
            engine=one.engine,
        )
    except Refusal as refusal:
        return refusal
    return _New(row, values)


def _keep(
    live: LiveBlueprint,
    table: str,
    new: Sequence[_New],
    viewer: Viewer,
    now: datetime,
    finish: Finish | None,
) -> None:
    if not new:
        return
    made = [one.row for one in new]
    day = writes.today(live, now)
    writes.give_numbers(live, table, made, day)
    for one in new:
        drafts.complete(live, one.row, one.values)
        if finish is not None:
            finish(one.row)
    registry = [Record(table=table, title=row.title, created_at=row.created_at) for row in made]
    rows.insert_all(registry)
    for record, row in zip(registry, made, strict=True):
        row.id = record.id
    rows.insert_all(made)
    search.put_all(live, made)
    likeness.put_all(live, made)
    for one in new:
        writes.claim_files(live, one.row, one.values, viewer)
        computed.follow(live, one.row, None, {}, day)
    rows.insert_all([_told(live, viewer, one) for one in new], ids=False)


def _told(live: LiveBlueprint, viewer: Viewer, one: _New) -> Event:
    told = writes.created(one.row, one.values)
    return writes.event(live, one.row, one.row, "record_created", viewer.id, told, version=1)
