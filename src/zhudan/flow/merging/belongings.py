"""What hangs on a record and goes with it: activities, documents, key actions, files, tasks,
participants, and the references of other records."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.documents.models import Document, Tick, Version
from zhudan.files.models import File
from zhudan.flow.models import Activity, KeyAction, Task
from zhudan.records import tables, writes
from zhudan.records.models import Participant
from zhudan.records.tables import Row

Ids = dict[str, list[int]]

# Visits stay: each record keeps the way it went, and what is in the bin counts nowhere.
KINDS: Mapping[str, Any] = {
    "activities": Activity,
    "actions": KeyAction,
    "documents": Document,
    "versions": Version,
    "ticks": Tick,
    "files": File,
}
_CANCELLED = "cancelled_tasks"
_IN_BIN = "binned:"


def move(live: LiveBlueprint, other: Row, into: Row, *, actor: int, at: datetime) -> Ids:
    """Everything of `other` to `into`; the ids of what went, by kind. Both are locked."""
    moved = {kind: _hand_over(model, other.id, into.id) for kind, model in KINDS.items()}
    moved |= _tasks(other, into, actor=actor, at=at)
    moved |= _references(live, other, into, actor=actor)
    return {kind: ids for kind, ids in moved.items() if ids}


def move_back(
    live: LiveBlueprint, moved: Ids, into_id: int, other_id: int, *, actor: int
) -> dict[str, int]:
    """What `move` moved, as far as it is where it was put; how much of each kind is not."""
    left: dict[str, int] = {}
    for kind, ids in moved.items():
        if kind in KINDS:
            back = KINDS[kind].objects.filter(id__in=ids, record_id=into_id)
            count = back.update(record_id=other_id)
        elif kind in ("tasks", "participants"):
            model: Any = Task if kind == "tasks" else Participant
            count = model.objects.filter(id__in=ids, record_id=into_id).update(record_id=other_id)
            # a task that was done since has taken its participants along
            count = len(ids) if kind == "participants" else count
        elif kind == _CANCELLED:
            count = Task.objects.filter(id__in=ids, status=Task.Status.CANCELLED).update(
                status=Task.Status.OPEN, done_at=None, done_by_id=None
            )
        else:
            count = _refer_back(live, kind, ids, into_id, other_id, actor=actor)
        if count < len(ids):
            left[kind] = len(ids) - count
    return left


def referring(live: LiveBlueprint, table: str) -> Iterator[tuple[str, ReferenceField]]:
    """(table, field) of every field that refers to records of `table`."""
    for part in live.document.tables:
        for field in part.fields:
            if isinstance(field, ReferenceField) and field.table == table:
                yield part.key, field


def _hand_over(model: Any, old: int, new: int) -> list[int]:
    ids = list(model.objects.filter(record_id=old).values_list("id", flat=True))
    if ids:
        model.objects.filter(id__in=ids).update(record_id=new)
    return ids


def _tasks(other: Row, into: Row, *, actor: int, at: datetime) -> Ids:
    """Open tasks go where they are still asked: the same stage, and not asked there already."""
    tasks = list(Task.objects.filter(record_id=other.id))
    asked = set(
        Task.objects.filter(record_id=into.id, status=Task.Status.OPEN).values_list(
            "key", flat=True
        )
    )
    here = into.status == "open" and (into.pipeline, into.stage) == (other.pipeline, other.stage)
    is_open = [task for task in tasks if task.status == Task.Status.OPEN]
    cancelled = [task.id for task in is_open if not here or task.key in asked]
    moving = [task.id for task in tasks if task.id not in cancelled]
    Task.objects.filter(id__in=moving).update(record_id=into.id)
    Task.objects.filter(id__in=cancelled).update(
        status=Task.Status.CANCELLED, done_at=at, done_by_id=actor
    )
    return {"tasks": moving, _CANCELLED: cancelled, "participants": _people(other, into, cancelled)}


def _people(other: Row, into: Row, cancelled: list[int]) -> list[int]:
    there = set(Participant.objects.filter(record_id=into.id).values_list("user_id", "cause"))
    there_or_over = {f"task:{task}" for task in cancelled}
    ids = [
        one.id
        for one in Participant.objects.filter(record_id=other.id)
        if (one.user_id, one.cause) not in there and one.cause not in there_or_over
    ]
    Participant.objects.filter(id__in=ids).update(record_id=into.id)
    return ids


def _references(live: LiveBlueprint, other: Row, into: Row, *, actor: int) -> Ids:
    moved: Ids = {}
    for table, field in referring(live, other.table_key):
        column = live.columns[table][field.key]
        rows = tables.model(live, table).objects.filter(**{column: other.id})
        rows = rows.exclude(id__in=[other.id, into.id])
        place = f"{table}.{field.key}"
        binned = list(rows.filter(deleted_at__isnull=False).values_list("id", flat=True))
        if binned:  # they would come back pointing into the bin
            tables.model(live, table).objects.filter(id__in=binned).update(**{column: into.id})
            moved[_IN_BIN + place] = binned
        locked = rows.filter(deleted_at=None).select_for_update(no_key=True).order_by("id")
        moved[place] = [one.id for one in locked]
        for one in locked:
            writes.put(live, one, {field.key: into.id}, actor=actor)
    return moved


def _refer_back(
    live: LiveBlueprint, kind: str, ids: list[int], into_id: int, other_id: int, *, actor: int
) -> int:
    table, _, key = kind.removeprefix(_IN_BIN).partition(".")
    if key not in live.columns.get(table, {}):
        return 0
    column = live.columns[table][key]
    rows = tables.model(live, table).objects.filter(id__in=ids, **{column: into_id})
    binned = list(rows.filter(deleted_at__isnull=False).values_list("id", flat=True))
    tables.model(live, table).objects.filter(id__in=binned).update(**{column: other_id})
    locked = list(rows.filter(deleted_at=None).select_for_update(no_key=True).order_by("id"))
    for one in locked:
        writes.put(live, one, {key: other_id}, actor=actor)
    return len(binned) + len(locked)
