"""What the journal would have told of the demo's history, event by event."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.documents.models import Tick, Version
from zhudan.flow import activities
from zhudan.flow.models import Activity, KeyAction, Task
from zhudan.journal.models import Event
from zhudan.records import writes
from zhudan.records.tables import Row
from zhudan.server.demo.history import Done, Past
from zhudan.server.demo.insert import put
from zhudan.server.demo.life import Life, Stay

# Events of which each writes its record once more; the others leave its version alone.
_TURNING = {
    "record_updated",
    "record_moved",
    "record_closed",
    "activity_logged",
    "key_action_done",
}

_COLUMNS = (
    "at",
    "kind",
    "actor_id",
    "record_id",
    "table",
    "version",
    "data",
    "owner_before",
    "owner_after",
    "region_before",
    "region_after",
    "gone",
)


@dataclass(slots=True)
class _Told:
    """An event before it is kept: a quarter of what a model instance costs."""

    at: datetime
    kind: str
    row: Row
    actor: int | None
    data: dict[str, Any]
    version: int | None = None

    def columns(self) -> tuple[Any, ...]:
        row = self.row
        owner, region = row.owner_id, row.region_id
        known = (self.at, self.kind, self.actor, row.id, row.table_key, self.version, self.data)
        return (*known, owner, owner, region, region, False)


def tell(
    live: LiveBlueprint,
    pipeline: Pipeline,
    lives: Sequence[tuple[Life, Row]],
    others: Sequence[Row],
    first_values: Mapping[int, Sequence[str]],
    past: Past,
) -> None:
    """Write all events in their order, and give each project the version they add up to.

    others: customers and contacts. first_values: the fields a project was registered with.
    """
    rows = {row.id: row for _, row in lives}
    events = [_created(live, row, list(row.slots)) for row in others]
    events += [_created(live, row, first_values[row.id]) for _, row in lives]
    events += _updates(live, past)
    events += [_deed(live, done) for done in past.deeds if done.made is not None]
    events += _stays(pipeline, past, rows)
    events += _tasks(past, rows)
    events.sort(key=lambda event: event.at)
    for event in events:
        if event.kind in _TURNING:
            row = event.row
            row.version += 1
            row.updated_at = event.at
            event.version = row.version
    put(Event, _COLUMNS, (event.columns() for event in events))


def _created(live: LiveBlueprint, row: Row, keys: Sequence[str]) -> _Told:
    values = {key: row.value(key) for key in keys if not row.slots[key].field.read_only}
    said = {key: writes.told(row, key, value) for key, value in values.items() if value is not None}
    data = {"values": said, "revision": live.number}
    return _Told(row.created_at, "record_created", row, row.created_by_id, data, version=1)


def _updates(live: LiveBlueprint, past: Past) -> Iterator[_Told]:
    """Fields filled one after the other were filled in one sitting."""
    sitting: dict[int, list[Done]] = {}
    for done in past.deeds:
        if done.deed.what == "field":
            sitting.setdefault(done.visit.id, []).append(done)
    for filled in sitting.values():
        half = (len(filled) + 1) // 2
        for part in (filled[:half], filled[half:]):
            if part:
                row, last = part[-1].row, part[-1].deed
                changes = [
                    {
                        "field": done.deed.key,
                        "before": None,
                        "after": writes.told(row, done.deed.key, row.value(done.deed.key)),
                    }
                    for done in part
                ]
                data = {"changes": changes, "revision": live.number}
                yield _Told(last.at, "record_updated", row, last.by, data)


def _deed(live: LiveBlueprint, done: Done) -> _Told:
    made, deed = done.made, done.deed
    data: dict[str, Any]
    if isinstance(made, Activity):
        kind = "activity_logged"
        data = {"activity": activities.told(made)}
    elif isinstance(made, Version):
        kind, data = "document_added", _document(live, made)
    elif isinstance(made, Tick):
        label = live.document.document_type(made.document_type).label
        kind = "standing_ticked"
        data = {
            "document": made.document_type,
            "label": label,
            "standing": made.standing,
            "version": made.version_id,
            "note": None,
        }
    else:
        assert isinstance(made, KeyAction)
        kind, data = "key_action_done", _action(live, done, made)
    return _Told(deed.at, kind, done.row, deed.by, data)


def _document(live: LiveBlueprint, version: Version) -> dict[str, Any]:
    kind = live.document.document_type(version.type)
    file = version.file
    return {
        "type": kind.key,
        "label": kind.label,
        "name": file.name,
        "number": version.number,
        "note": None,
        "photo": kind.photo,
        "file": {"id": str(file.id), "type": file.type, "size": file.size},
    }


def _action(live: LiveBlueprint, done: Done, action: KeyAction) -> dict[str, Any]:
    stage = live.document.pipeline(done.visit.pipeline).stage(done.visit.stage)
    file = action.file
    told = (
        {"id": str(file.id), "name": file.name, "type": file.type, "size": file.size}
        if file
        else None
    )
    return {
        "item": action.item,
        "label": stage.gate_item(action.item).label,
        "note": action.note,
        "at": action.at.isoformat(),
        "file": told,
    }


def _stays(pipeline: Pipeline, past: Past, rows: Mapping[int, Row]) -> Iterator[_Told]:
    for life, stay, visit in past.visits:
        if stay.left is None:
            continue
        row = rows[visit.record_id]
        if stay.outcome in ("advanced", "returned"):
            onward = life.stays[life.stays.index(stay) + 1]
            data = _move(pipeline, stay, onward, visit.dwell_seconds or 0)
            yield _Told(stay.left, "record_moved", row, onward.by, data)
        else:
            data = _close(pipeline, life, stay)
            yield _Told(stay.left, "record_closed", row, life.owner, data)


def _move(pipeline: Pipeline, stay: Stay, onward: Stay, seconds: int) -> dict[str, Any]:
    stage = pipeline.stage(stay.stage)
    missed = [stage.gate_item(key) for key in stay.overridden]
    return {
        "pipeline": pipeline.key,
        "from": stay.stage,
        "to": onward.stage,
        "from_label": stage.label,
        "to_label": pipeline.stage(onward.stage).label,
        "days": seconds // 86_400,
        "direction": "forward" if stay.outcome == "advanced" else "back",
        "reason": stay.reason,
        "override_reason": stay.override_reason,
        "overridden": [{"key": item.key, "label": item.label} for item in missed],
    }


def _close(pipeline: Pipeline, life: Life, stay: Stay) -> dict[str, Any]:
    outcome = pipeline.outcome(life.outcome or "")
    reason = outcome.reason(life.reason).label if life.reason else None
    return {
        "pipeline": pipeline.key,
        "stage": stay.stage,
        "outcome": outcome.key,
        "label": outcome.label,
        "kind": outcome.kind,
        "reason": life.reason,
        "reason_label": reason,
        "competitor": life.competitor,
        "note": life.note,
        "wake_on": life.wake_on.isoformat() if life.wake_on else None,
        "override_reason": stay.override_reason,
        "overridden": [
            {"key": key, "label": pipeline.stage(stay.stage).gate_item(key).label}
            for key in stay.overridden
        ],
    }


def _tasks(past: Past, rows: Mapping[int, Row]) -> Iterator[_Told]:
    for task in past.tasks:
        row, data = rows[task.record_id], _told(task)
        yield _Told(task.opened_at, "task_opened", row, row.owner_id, data)
        if task.status == "done" and task.done_at is not None:
            yield _Told(task.done_at, "task_done", row, task.done_by_id, data)


def _told(task: Task) -> dict[str, Any]:
    return {"task": task.key, "label": task.label, "assignee": task.assignee_id}
