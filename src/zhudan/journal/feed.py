"""Reading the journal forward without missing anything.

PostgreSQL gives ids before it commits, so a reader who goes by id alone passes over an event
that commits late. Events are therefore read in the order of their transaction, and only those
of transactions older than every one still running. SQLite writes one at a time: ids suffice.
"""

from django.db import connection

from zhudan.journal.models import Event
from zhudan.kit.pages import BadCursor, decode_cursor, encode_cursor

_SETTLED = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def read(after: str, limit: int) -> tuple[list[Event], str]:
    """Up to `limit` events after the cursor, oldest first, and the cursor behind the last.

    The cursor is returned unchanged where nothing new is settled.
    """
    transaction_id, event_id = _position(after)
    if connection.vendor == "postgresql":
        found = Event.objects.extra(
            where=["(xid, id) > (%s, %s)", f"xid < {_SETTLED}"],
            params=[transaction_id, event_id],
        ).order_by("xid", "id")
    else:
        found = Event.objects.filter(id__gt=event_id).order_by("id")
    events = list(found[:limit])
    if not events:
        return [], after
    return events, encode_cursor([events[-1].xid or 0, events[-1].id])


def now() -> str:
    """The cursor behind everything that is settled at this moment."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_SETTLED}")
            return encode_cursor([cursor.fetchone()[0], 0])
    last = Event.objects.order_by("-id").values_list("id", flat=True).first()
    return encode_cursor([0, last or 0])


def _position(cursor: str) -> tuple[int, int]:
    values = decode_cursor(cursor)
    if len(values) != 2 or not all(type(value) is int and 0 <= value < 2**63 for value in values):
        raise BadCursor
    return values[0], values[1]
