"""The bin: where records go instead of being deleted, and from where they come back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.kit import pages
from zhudan.kit.errors import Conflict
from zhudan.people.viewer import Viewer
from zhudan.records import access, computed, entry, likeness, search, tables, writes
from zhudan.records.models import Record
from zhudan.records.tables import Row


class StillReferred(Conflict):
    """extra: table, field, count."""

    code = "still_referred"
    title = {
        "zh-CN": "还有 {count} 条“{table}”指向它，不能放进回收站",
        "en": "{count} of “{table}” still refer to it, so it cannot be binned",
    }


class RefersToBin(Conflict):
    """extra: fields."""

    code = "refers_to_bin"
    title = {
        "zh-CN": "它的“{field}”在回收站里，请先恢复那一条",
        "en": 'Its "{field}" is in the bin; restore that one first',
    }


@transaction.atomic(savepoint=False)
def put_away(live: LiveBlueprint, row: Row, *, viewer: Viewer) -> Row:
    """Bin a locked record. StillReferred where a reference to it forbids that; references that
    may be emptied are, and the journal keeps what they were."""
    emptied: dict[str, list[str]] = {}
    for table, field, referring in _referring(live, row):
        if field.on_delete == "restrict":
            count = referring.count()
            if count:
                label = live.document.table(table).label
                raise StillReferred(
                    params={"count": count, "table": label},
                    extra={"table": table, "field": field.key, "count": count},
                )
            continue
        for one in referring.select_for_update(no_key=True).order_by("id"):
            writes.empty(live, one, field.key, actor=viewer.id)
            emptied.setdefault(f"{table}.{field.key}", []).append(str(one.id))
    after = _turn(live, row, into_bin=True)
    search.remove(row.id)
    likeness.remove([row.id])
    writes.note(live, row, after, "record_binned", viewer.id, {"emptied": emptied})
    return after


@transaction.atomic(savepoint=False)
def take_out(live: LiveBlueprint, row: Row, *, viewer: Viewer) -> Row:
    """Restore a locked record; nothing happens to one that is not in the bin. RefersToBin, and
    Invalid where another record has taken a value that must be unique."""
    if row.deleted_at is None:
        return row
    dangling = entry.binned_references(live, row)
    if dangling:
        raise RefersToBin(
            params={"field": dangling[0].label}, extra={"fields": [one.key for one in dangling]}
        )
    with writes.unique(live, row.table_key):
        after = _turn(live, row, into_bin=False)
    search.put(live, after)
    likeness.put_all(live, [after])
    writes.note(live, row, after, "record_restored", viewer.id, {})
    return after


def page(
    live: LiveBlueprint, viewer: Viewer, table: str, *, cursor: str | None, limit: int
) -> tuple[list[Row], str | None]:
    """What the viewer may restore of a table, the latest first, and the next page's cursor."""
    access.require_table(live, viewer, table)
    reach = access.sight(live, viewer, table, "delete")
    rows: QuerySet[Row] = tables.model(live, table).objects.filter(
        reach.q(), deleted_at__isnull=False
    )
    if cursor:
        rows = rows.filter(_before(cursor))
    found = list(rows.order_by("-deleted_at", "-id")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    assert last.deleted_at is not None
    return found[:limit], pages.encode_cursor([last.deleted_at.isoformat(), last.id])


def _before(cursor: str) -> Q:
    try:
        text, record_id = pages.decode_cursor(cursor)
        moment = datetime.fromisoformat(text)
        return Q(deleted_at__lt=moment) | Q(deleted_at=moment, id__lt=int(record_id))
    except (TypeError, ValueError):
        raise pages.BadCursor from None


def _turn(live: LiveBlueprint, row: Row, *, into_bin: bool) -> Row:
    moment = timezone.now() if into_bin else None
    after = writes.touch(live, row, deleted_at=moment)
    Record.objects.filter(id=row.id).update(deleted_at=moment)
    computed.follow(live, after, None, {}, writes.today(live, timezone.now()))
    return after


def _referring(live: LiveBlueprint, row: Row) -> list[tuple[str, ReferenceField, "QuerySet[Row]"]]:
    """Records outside the bin that refer to this one, field by field."""
    return [
        (
            table.key,
            field,
            tables.model(live, table.key).objects.filter(
                **{live.columns[table.key][field.key]: row.id}, deleted_at=None
            ),
        )
        for table in live.document.tables
        for field in table.fields
        if isinstance(field, ReferenceField) and field.table == row.table_key
    ]
