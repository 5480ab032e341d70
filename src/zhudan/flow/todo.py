"""Lists of tasks: mine, and those of one record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.db.models import F, Q
from django.utils import timezone

from zhudan.blueprint.live import LiveBlueprint
from zhudan.flow.models import Task
from zhudan.kit import pages
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer
from zhudan.records import access
from zhudan.records.present import person

Json = dict[str, Any]


def mine(
    live: LiveBlueprint,
    viewer: Viewer,
    status: Literal["open", "done"],
    *,
    cursor: str | None,
    limit: int,
) -> Json:
    """My tasks: open, the one due first on top, those without a due time last; or done, the
    latest on top. Tasks of binned records wait until they are restored."""
    tasks = Task.objects.filter(
        assignee_id=viewer.id, status=status, record__deleted_at=None
    ).select_related("record")
    if status == "open":
        tasks = tasks.order_by(F("due_at").asc(nulls_last=True), "id")
    else:
        tasks = tasks.order_by("-done_at", "-id")
    if cursor:
        tasks = tasks.filter(_after(cursor, status))
    found = list(tasks[: limit + 1])
    return {
        "items": _shown(live, viewer, found[:limit]),
        "next": _cursor(found[limit - 1], status) if len(found) > limit else None,
    }


def of_record(live: LiveBlueprint, viewer: Viewer, record_id: int) -> Json:
    """Every task of a record, the open ones first, then the latest."""
    tasks = Task.objects.filter(record_id=record_id).select_related("record").order_by("-id")
    ordered = sorted(tasks, key=lambda task: task.status != Task.Status.OPEN)
    return {"items": _shown(live, viewer, ordered), "next": None}


def _shown(live: LiveBlueprint, viewer: Viewer, tasks: Sequence[Task]) -> list[Json]:
    now = timezone.now()
    rights = access.rights(live, viewer)
    return [
        {
            "id": str(task.id),
            "key": task.key,
            "label": pick(task.label),
            "record": {
                "id": str(task.record_id),
                "title": task.record.title
                if access.comparable(live, rights, task.record.table, "title")
                else f"#{task.record_id}",
                "table": task.record.table,
            },
            "stage": task.stage,
            "stage_label": _stage_label(live, task),
            "opened_at": task.opened_at,
            "due_at": task.due_at,
            "late": _is_late(task, now),
            "assignee": person(task.assignee_id),
            "status": task.status,
            "done_at": task.done_at,
            "gate_item": task.gate_item,
        }
        for task in tasks
    ]


def _stage_label(live: LiveBlueprint, task: Task) -> str:
    pipeline = live.document.pipelines_by_key.get(task.pipeline)
    stage = pipeline.stages_by_key.get(task.stage) if pipeline else None
    return pick(stage.label) if stage else task.stage


def _is_late(task: Task, now: datetime) -> bool:
    return task.due_at is not None and task.due_at < (task.done_at or now)


def _cursor(task: Task, status: str) -> str:
    at = task.due_at if status == "open" else task.done_at
    return pages.encode_cursor([at.isoformat() if at else None, task.id])


def _after(cursor: str, status: str) -> Q:
    try:
        text, last_id = pages.decode_cursor(cursor)
        at = None if text is None else datetime.fromisoformat(text)
        if status == "done":
            return Q(done_at__lt=at) | Q(done_at=at, id__lt=last_id)
        if at is None:
            return Q(due_at=None, id__gt=last_id)
        return Q(due_at__gt=at) | Q(due_at=at, id__gt=last_id) | Q(due_at=None)
    except (TypeError, ValueError):
        raise pages.BadCursor from None
