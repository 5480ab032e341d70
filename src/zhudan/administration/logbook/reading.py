"""Pages of the journal, the latest first, across all records.

Whoever reads it knows that something happened, by whom and when; which record it was he is
told only of those he may see.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from zhudan.administration.logbook import telling
from zhudan.administration.logbook.kinds import GROUP_OF, KINDS, LABELS
from zhudan.blueprint.live import LiveBlueprint
from zhudan.journal.models import Event
from zhudan.kit import pages
from zhudan.kit.errors import Invalid
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables
from zhudan.records.present import person
from zhudan.records.tables import Row

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """from_, to: days in the organisation's zone, both included. person: who did it.
    group, kind: of `logbook/kinds.py`."""

    person: int | None = None
    group: str | None = None
    kind: str | None = None
    table: str | None = None
    record: int | None = None
    from_: date | None = None
    to: date | None = None


def page(
    live: LiveBlueprint, viewer: Viewer, asked: Asked, *, cursor: str | None, limit: int
) -> Json:
    rights = access.rights(live, viewer)
    rights.need("journal")
    events = _events(live, asked)
    if cursor:
        # In the database, so that a time is compared as it is kept.
        events = events.extra(
            where=["(at, id) < (SELECT e.at, e.id FROM journal_event e WHERE e.id = %s)"],
            params=[pages.decode_id(cursor)],
        )
    found = list(events.order_by("-at", "-id")[: limit + 1])
    shown = found[:limit]
    rows = _visible(live, viewer, shown)
    return {
        "items": [_item(live, viewer, event, rows) for event in shown],
        "next": pages.encode_cursor([shown[-1].id]) if len(found) > limit else None,
    }


def _events(live: LiveBlueprint, asked: Asked) -> QuerySet[Event]:
    events = Event.objects.all()
    if asked.person is not None:
        events = events.filter(actor_id=asked.person)
    if asked.kind is not None:
        events = events.filter(kind=asked.kind)
    elif asked.group is not None:
        if asked.group not in KINDS:
            raise Invalid.field(
                "group", "unknown_group", {"zh-CN": "没有这一类", "en": "There is no such group"}
            )
        events = events.filter(kind__in=list(KINDS[asked.group]))
    if asked.table is not None:
        events = events.filter(table=asked.table)
    if asked.record is not None:
        events = events.filter(record_id=asked.record)
    zone = live.document.settings.timezone
    if asked.from_ is not None:
        events = events.filter(at__gte=datetime.combine(asked.from_, time(), zone))
    if asked.to is not None:
        after = datetime.combine(asked.to + timedelta(days=1), time(), zone)
        events = events.filter(at__lt=after)
    return events


def _visible(live: LiveBlueprint, viewer: Viewer, events: Iterable[Event]) -> dict[int, Row]:
    """The records of these events that the viewer may see, by id; a query for each table."""
    asked: defaultdict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.record_id and event.table and event.table in live.columns:
            asked[event.table].add(event.record_id)
    sights = access.visible_in(live, viewer, asked)
    return {
        row.id: row
        for table, ids in asked.items()
        for row in tables.model(live, table).objects.filter(sights[table], id__in=ids)
    }


def _item(live: LiveBlueprint, viewer: Viewer, event: Event, rows: dict[int, Row]) -> Json:
    row = rows.get(event.record_id or 0)
    table = live.document.tables_by_key.get(event.table or "")
    named = row is not None and access.comparable(
        live, access.rights(live, viewer), row.table_key, "title"
    )
    return {
        "id": str(event.id),
        "at": event.at,
        "kind": event.kind,
        "label": pick(LABELS.get(event.kind, event.kind)),
        "group": GROUP_OF.get(event.kind, "records"),
        "actor": person(event.actor_id),
        "table": {"key": table.key, "label": pick(table.label)} if table else None,
        "record": (
            {"id": str(row.id), "title": row.title if named else f"#{row.id}"} if row else None
        ),
        "hidden": event.record_id is not None and row is None,
        "about": told(live, viewer, event, row),
    }


def told(live: LiveBlueprint, viewer: Viewer, event: Event, row: Row | None) -> Sequence[str]:
    """Of a record the viewer does not see: nothing."""
    if event.record_id is not None and row is None:
        return []
    return telling.about(live, viewer, event)
