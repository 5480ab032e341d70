"""Records that go for good, with everything that only they have. Their events stay."""

from collections.abc import Sequence

from django.utils import timezone

from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.documents.models import Document, Tick, Version
from zhudan.files.models import File
from zhudan.flow.models import Activity, KeyAction, Task, Visit
from zhudan.journal.models import Event
from zhudan.people.viewer import Viewer
from zhudan.records import computed, search, tables, writes
from zhudan.records.models import Participant, Record
from zhudan.records.tables import Row

_OWN = (KeyAction, Activity, Task, Visit, Tick, Version, Document, Participant)


def erase(live: LiveBlueprint, viewer: Viewer, table: str, rows: Sequence[Row]) -> list[Row]:
    """Delete locked rows, in the caller's transaction; returns those that others refer to, which
    stay."""
    referred = _referred(live, table, {row.id for row in rows})
    gone = [row for row in rows if row.id not in referred]
    ids = [row.id for row in gone]
    if ids:
        for model in _OWN:
            model.objects.filter(record_id__in=ids).delete()
        File.objects.filter(record_id__in=ids).update(record_id=None)
        tables.model(live, table).objects.filter(id__in=ids).delete()
        Record.objects.filter(id__in=ids).delete()
        now = timezone.now()
        for row in gone:
            search.remove(row.id)
            computed.follow(live, row, None, {}, writes.today(live, now))
        Event.objects.bulk_create(_event(live, row, viewer) for row in gone)
    return [row for row in rows if row.id in referred]


def _event(live: LiveBlueprint, row: Row, viewer: Viewer) -> Event:
    event = writes.event(live, row, row, "record_erased", viewer.id, {})
    event.gone = True
    return event


def _referred(live: LiveBlueprint, table: str, ids: set[int]) -> set[int]:
    found: set[int] = set()
    for other in live.document.tables:
        for field in other.fields:
            if isinstance(field, ReferenceField) and field.table == table:
                column = live.columns[other.key][field.key]
                rows = tables.model(live, other.key).objects.filter(**{f"{column}__in": ids})
                found |= set(rows.values_list(column, flat=True))
    return found
