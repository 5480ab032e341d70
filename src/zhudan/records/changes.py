"""The feed: which records changed that a viewer may see, or might see until then.

An event is judged on owner and region before and after it, so that a card which left the
viewer's sight is told as gone. Ids and versions only; whoever wants more asks for the record.
"""

from typing import Any

from zhudan.blueprint.live import LiveBlueprint
from zhudan.journal import feed
from zhudan.journal.models import Event
from zhudan.people.viewer import Viewer
from zhudan.records import access
from zhudan.records.access import Sight


def changes(
    live: LiveBlueprint, viewer: Viewer, after: str | None, *, limit: int
) -> dict[str, Any]:
    """{items: [{table, id, version, gone}], next}: each record once, as it was last. Without
    `after`, no items and the cursor of now. BadCursor."""
    if not after:
        return {"items": [], "next": feed.now()}
    events, cursor = feed.read(after, limit)
    sights = {table.key: access.sight(live, viewer, table.key) for table in live.document.tables}
    of_records = [event for event in events if event.record_id and event.table in sights]
    involved = access.involved_in(viewer.id, {one.record_id or 0 for one in of_records})
    latest: dict[int, dict[str, Any]] = {}
    for event in of_records:
        told = _told(event, sights[event.table or ""], involved)
        if told is not None:
            latest.pop(event.record_id or 0, None)
            latest[event.record_id or 0] = told
    return {"items": list(latest.values()), "next": cursor}


def _told(event: Event, sight: Sight, involved: set[int]) -> dict[str, Any] | None:
    is_involved = event.record_id in involved
    before = sight.covers(event.owner_before, event.region_before, is_involved)
    after = sight.covers(event.owner_after, event.region_after, is_involved)
    if not before and not after:
        return None
    return {
        "table": event.table,
        "id": str(event.record_id),
        "version": event.version,
        "gone": event.gone or not after,
    }
