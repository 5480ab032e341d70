"""The only writers of records. Each runs in its caller's transaction, under the revision the
caller holds and, but for `create`, on a row the caller has locked; and journals what it did.

A write is given the row as it was and returns the row as it is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from zhudan import journal
from zhudan.blueprint.fields.auto_number import AutoNumberField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.files import store
from zhudan.journal.models import Event
from zhudan.kit import rows
from zhudan.kit.errors import Invalid
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import computed, drafts, entry, likeness, numbers, search
from zhudan.records.dual import put_older
from zhudan.records.indexes import unique_field
from zhudan.records.models import Participant, Record
from zhudan.records.tables import Row

_NOT_UNIQUE = {
    "zh-CN": "已有记录使用了这个内容",
    "en": "Another record has this value already",
}


@transaction.atomic(savepoint=False)
def create(
    live: LiveBlueprint,
    table: str,
    values: Mapping[str, object],
    *,
    viewer: Viewer,
    owner: int | None = None,
    region: int | None = None,
    created_at: datetime | None = None,
    **engine: Any,
) -> Row:
    """Create a record from JSON values. owner: default the viewer; another needs the right
    `assign`. region: default the owner's. engine: columns that flow states (pipeline, stage,
    status, stage_entered_at). Forbidden, Invalid."""
    owner_id = drafts.owner_of(live, viewer, table, owner)
    canonical = entry.canonical(live, viewer, table, values, None)
    now = timezone.now()
    row = drafts.draft(
        live,
        table,
        canonical,
        viewer=viewer,
        owner=owner_id,
        region=region,
        created_at=created_at,
        now=now,
        engine=engine,
    )
    give_numbers(live, table, [row], today(live, now))
    drafts.complete(live, row, canonical)
    registered = Record(table=table, title=row.title, created_at=row.created_at)
    rows.insert(registered)
    row.id = registered.id
    with unique(live, table):
        rows.insert(row)
    search.put(live, row)
    likeness.put_all(live, [row])
    claim_files(live, row, canonical, viewer)
    computed.follow(live, row, None, {}, today(live, now))
    note(live, row, row, "record_created", viewer.id, created(row, canonical))
    return row


@transaction.atomic(savepoint=False)
def update(live: LiveBlueprint, row: Row, values: Mapping[str, object], *, viewer: Viewer) -> Row:
    """Change fields from JSON values. Nothing is written, and the version stays, where nothing
    differs. FieldNotEditable, Invalid."""
    canonical = entry.canonical(live, viewer, row.table_key, values, row)
    if not canonical:
        return row
    claim_files(live, row, canonical, viewer)
    return _change(live, row, canonical, actor=viewer.id)


def place(live: LiveBlueprint, row: Row, *, stage: str, entered_at: datetime, **engine: Any) -> Row:
    """Put a record into a stage: the only writer of `stage`. engine: other engine columns that
    change with it (status, outcome, closed_at, progress_at …). The caller journals."""
    return touch(live, row, stage=stage, stage_entered_at=entered_at, **engine)


@transaction.atomic(savepoint=False)
def touch(live: LiveBlueprint, row: Row, **engine: Any) -> Row:
    """Write engine columns (contact_at, progress_at, plan, plan_on …). The caller journals."""
    after = copy(row)
    after.__dict__.update(engine)
    stored = engine | computed.put_formulas(live, after)
    now = _save(live, after, stored)
    keys = [key.removesuffix("_id") for key in engine]
    computed.follow(live, after, keys, {}, today(live, now))
    return after


@transaction.atomic(savepoint=False)
def assign(live: LiveBlueprint, row: Row, owner: int, *, viewer: Viewer) -> Row:
    """Give a record to another owner, and to that owner's region. Invalid for nobody active."""
    person = drafts.active(owner)
    if row.owner_id == owner:
        return row
    region = row.region_id if person.region_id is None else person.region_id
    after = touch(live, row, owner_id=owner, region_id=region)
    data = {"before": _name(row.owner_id), "after": _name(owner)}
    note(live, row, after, "record_assigned", viewer.id, data)
    return after


def empty(live: LiveBlueprint, row: Row, field: str, *, actor: int) -> Row:
    """Empty a field of a locked row, whoever may edit it: what it pointed to has gone."""
    return _change(live, row, {field: None}, actor=actor)


def put(live: LiveBlueprint, row: Row, canonical: Mapping[str, Any], *, actor: int) -> Row:
    """Set fields of a locked row to canonical values, whoever may edit them: a merge brought
    them, or takes them back."""
    return _change(live, row, canonical, actor=actor)


def add_participant(record_id: int, user_id: int, cause: str) -> None:
    add_participants([(record_id, user_id, cause)])


def add_participants(invited: Iterable[tuple[int, int, str]]) -> None:
    """invited: (record, user, cause); one who is involved already stays so."""
    Participant.objects.bulk_create(
        (
            Participant(record_id=record, user_id=user, cause=cause)
            for record, user, cause in invited
        ),
        ignore_conflicts=True,
    )


def remove_participants(record_id: int, causes: Collection[str]) -> None:
    Participant.objects.filter(record_id=record_id, cause__in=causes).delete()


_ENGINE_COPIES = ("title", "amount", "updated_at", "version")


def _change(live: LiveBlueprint, row: Row, canonical: Mapping[str, Any], *, actor: int) -> Row:
    before = {key: row.value(key) for key in row.slots}
    after = copy(row)
    stored: dict[str, Any] = {}
    for key, value in canonical.items():
        stored |= after.put(key, value)
    stored |= computed.put_formulas(live, after)
    stored |= drafts.copy_to_engine(live, after)
    stored |= put_older(live, after, canonical)
    with unique(live, row.table_key):
        now = _save(live, after, stored)
    if after.title != row.title:
        Record.objects.filter(id=row.id).update(title=after.title)
    search.put(live, after)
    likeness.change(live, row, after)
    changed = [key for key, value in before.items() if after.value(key) != value]
    computed.follow(live, after, [*changed, *_ENGINE_COPIES], before, today(live, now))
    changes = [
        {"field": key, "before": told(row, key, before[key]), "after": told(row, key, value)}
        for key, value in canonical.items()
    ]
    note(live, row, after, "record_updated", actor, {"changes": changes})
    return after


def _save(live: LiveBlueprint, after: Row, stored: Mapping[str, Any]) -> datetime:
    """Write columns of a locked row; its version and time go on. Returns that time."""
    now = timezone.now()
    after.version += 1
    after.updated_at = now
    rows.change(after, {**stored, "version": None, "updated_at": None})
    return now


def give_numbers(live: LiveBlueprint, table: str, rows: Sequence[Row], day: date) -> None:
    """The next numbers, in the order of the rows."""
    for field in live.document.table(table).fields:
        if isinstance(field, AutoNumberField):
            given = numbers.take(table, field, day, len(rows))
            for row, number in zip(rows, given, strict=True):
                row.put(field.key, number)


def claim_files(
    live: LiveBlueprint, row: Row, canonical: Mapping[str, Any], viewer: Viewer
) -> None:
    part = live.document.table(row.table_key)
    for key, value in canonical.items():
        if value and part.field(key).kind == "attachment":
            store.claim(value, record_id=row.id, field=key, actor=viewer.id)


@contextmanager
def unique(live: LiveBlueprint, table: str) -> Iterator[None]:
    """A value that another record has already is refused as Invalid."""
    try:
        yield
    except IntegrityError as error:
        part = live.document.table(table)
        key = unique_field(part, live.columns[table], str(error))
        if key is None:
            raise
        raise not_unique(key) from None


def not_unique(key: str) -> Invalid:
    return Invalid.field(key, "not_unique", _NOT_UNIQUE)


def _name(user_id: int | None) -> dict[str, str] | None:
    person = directory.current().user(user_id)
    return {"id": str(person.id), "name": person.name} if person else None


def today(live: LiveBlueprint, now: datetime) -> date:
    """The day of `now` in the organisation's zone."""
    return now.astimezone(live.document.settings.timezone).date()


def told(row: Row, key: str, value: Any) -> Any:
    """A canonical value as the journal keeps it: plain JSON, ids as texts."""
    return None if value is None else row.slots[key].show(value)


def created(row: Row, canonical: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal keeps of a new record."""
    said = {key: told(row, key, value) for key, value in canonical.items() if value is not None}
    return {"values": said}


def note(
    live: LiveBlueprint, before: Row, after: Row, kind: str, actor: int, data: Mapping[str, Any]
) -> None:
    """Journal a write. The revision goes with it, to read history with the labels of its day."""
    event(live, before, after, kind, actor, data).save(force_insert=True)


def event(
    live: LiveBlueprint,
    before: Row,
    after: Row,
    kind: str,
    actor: int,
    data: Mapping[str, Any],
    *,
    version: int | None = None,
) -> Event:
    """What `note` writes down, not saved yet. version: default the row's."""
    return journal.event(
        kind,
        actor=actor,
        record_id=after.id,
        table=after.table_key,
        version=after.version if version is None else version,
        data={**data, "revision": live.number},
        owner=(before.owner_id, after.owner_id),
        region=(before.region_id, after.region_id),
        gone=after.deleted_at is not None,
    )
