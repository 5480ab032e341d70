"""Tasks of a stage: opened when a record enters it, closed by the gate item they serve."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.task import OWNER, Due, StageTask
from zhudan.flow import situation
from zhudan.flow.models import Task, Visit
from zhudan.flow.situation import Situation
from zhudan.kit import rows, worktime
from zhudan.kit.errors import Conflict, Forbidden, NotFound
from zhudan.people import calendar, directory
from zhudan.people.directory import Person
from zhudan.people.viewer import Viewer
from zhudan.records import access, writes
from zhudan.records.tables import Row


class ItemUnmet(Conflict):
    """A task that serves a gate item is done when the item is. extra: item, its key."""

    code = "item_unmet"
    title = {
        "zh-CN": "请先完成“{label}”，这条待办会自动完成",
        "en": "Supply “{label}” first; this task then completes itself",
    }


class TaskClosed(Conflict):
    code = "task_closed"
    title = {"zh-CN": "这条待办已经结束", "en": "This task is closed already"}


def open_for(here: Situation, visit: Visit, *, actor: int) -> list[Task]:
    """Open the tasks of the stage just entered, but those whose gate item is met already."""
    return open_all([(here, visit)], actor=actor)


def open_all(arrived: Sequence[tuple[Situation, Visit]], *, actor: int) -> list[Task]:
    """As `open_for`, for many records at once, in a few statements."""
    busy = _Busy()
    asked: list[tuple[Situation, StageTask, Task]] = []
    for here, visit in arrived:
        mine = [(here, spec, _task(here, visit, spec, busy)) for spec in _asked_in(here, visit)]
        busy.note([task for _, _, task in mine])
        asked += mine
    opened = [task for _, _, task in asked]
    rows.insert_all(opened)
    invited = [
        (here.row.id, user_id, _cause(task))
        for here, spec, task in asked
        for user_id in _involved(here.row, spec, task)
    ]
    writes.add_participants(invited)
    rows.insert_all(
        [
            writes.event(here.live, here.row, here.row, "task_opened", actor, _told(task))
            for here, _, task in asked
        ],
        ids=False,
    )
    return opened


def _asked_in(here: Situation, visit: Visit) -> list[StageTask]:
    specs = here.pipeline.stage(visit.stage).tasks
    if not specs:
        return []
    met = {state.item.key for state in here.gate(visit.stage) if state.met}
    return [spec for spec in specs if spec.closes_with is None or spec.closes_with not in met]


def leave(here: Situation, *, actor: int) -> None:
    """Close what is open when the record leaves its stage: done if its item is met, else
    cancelled."""
    tasks = _open_of(here.row)
    if tasks:
        met = _met(here)
        done = [task for task in tasks if task.gate_item in met]
        _finish(here.live, here.row, done, Task.Status.DONE, at=here.now, by=actor)
        _finish(
            here.live,
            here.row,
            [task for task in tasks if task not in done],
            Task.Status.CANCELLED,
            at=here.now,
            by=actor,
        )


def settle(live: LiveBlueprint, row: Row, *, actor: int) -> None:
    """After any change to a record: close the tasks whose gate item it met, and start the
    clock of those that waited for a document. In the transaction of the change."""
    if row.status != "open":
        return
    tasks = [task for task in _open_of(row) if task.gate_item or task.due_at is None]
    if not tasks:
        return
    here = situation.of(live, row, timezone.now())
    met = _met(here)
    done = [task for task in tasks if task.gate_item in met]
    _finish(live, row, done, Task.Status.DONE, at=here.now, by=actor)
    specs = {spec.key: spec for spec in here.pipeline.stage(here.stage).tasks}
    for task in tasks:
        spec = specs.get(task.key)
        if task not in done and task.due_at is None and spec and spec.due:
            task.due_at = _due_at(here, spec.due)
            task.save(update_fields=["due_at"])


@transaction.atomic
def finish(task_id: int, *, viewer: Viewer, note: str | None = None) -> None:
    """Close a task by hand: its assignee, or whoever may log on its record.

    404 for a task of a record unseen, 403 without the right, 409 `task_closed`, and 409
    `item_unmet` for one that closes itself.
    """
    live = blueprint.hold()
    task = Task.objects.filter(id=task_id).first()
    if task is None:
        raise NotFound
    row = access.lock_record(live, viewer, task.record_id, verb="read")
    task = Task.objects.get(id=task_id)
    if task.assignee_id != viewer.id and not access.may(live, viewer, row, "log"):
        raise Forbidden
    if task.status != Task.Status.OPEN:
        raise TaskClosed
    if task.gate_item:
        here = situation.of(live, row, timezone.now())
        unmet = {state.item.key: state.item for state in here.gate(task.stage) if not state.met}
        if task.gate_item in unmet:
            item = unmet[task.gate_item]
            raise ItemUnmet(params={"label": item.label}, extra={"item": item.key})
    _finish(live, row, [task], Task.Status.DONE, at=timezone.now(), by=viewer.id, note=note)


def hand_to(row: Row, owner_id: int | None) -> None:
    """The record has a new owner: what was asked of the owner is now asked of him."""
    Task.objects.filter(record_id=row.id, status=Task.Status.OPEN, role=OWNER).update(
        assignee_id=owner_id
    )


def _open_of(row: Row) -> list[Task]:
    return list(Task.objects.filter(record_id=row.id, status=Task.Status.OPEN))


def _met(here: Situation) -> set[str]:
    return {state.item.key for state in here.gate(here.stage) if state.met}


def _task(here: Situation, visit: Visit, spec: StageTask, busy: "_Busy") -> Task:
    role, assignee = _asked(here.row, spec, busy)
    return Task(
        record_id=here.row.id,
        visit=visit,
        pipeline=visit.pipeline,
        stage=visit.stage,
        key=spec.key,
        label=spec.label,
        role=role,
        assignee_id=assignee,
        gate_item=spec.closes_with,
        opened_at=here.now,
        due_at=_due_at(here, spec.due) if spec.due else None,
    )


def _asked(row: Row, spec: StageTask, busy: "_Busy") -> tuple[str, int | None]:
    """The role asked and who answers for it: the owner, or the nearest holder of the role.

    Where nobody holds the role the owner is asked: a task must be somebody's.
    """
    role = spec.assign.role
    if role == OWNER:
        return OWNER, row.owner_id
    within = spec.assign.within is not None
    holders = directory.current().in_role(role, row.region_id if within else None)
    if not holders:
        return OWNER, row.owner_id
    if within:
        holders = [person for person in holders if person.region_id == holders[0].region_id]
    return role, busy.least(holders)


class _Busy:
    """How many open tasks people have, those that are about to open among them."""

    def __init__(self) -> None:
        self._open: dict[int, int] = {}
        self._fresh: Counter[int] = Counter()

    def note(self, tasks: Iterable[Task]) -> None:
        self._fresh.update(task.assignee_id for task in tasks if task.assignee_id is not None)

    def least(self, near: Sequence[Person]) -> int:
        if len(near) == 1:
            return near[0].id
        unknown = [person.id for person in near if person.id not in self._open]
        if unknown:
            self._open |= dict.fromkeys(unknown, 0)
            theirs = Task.objects.filter(assignee_id__in=unknown, status=Task.Status.OPEN)
            self._open |= dict(theirs.values_list("assignee_id").annotate(Count("id")))
        return min(near, key=lambda one: (self._open[one.id] + self._fresh[one.id], one.id)).id


def _due_at(here: Situation, due: Due) -> datetime | None:
    """None while the document that starts the clock is not there."""
    if due.after_document and not here.facts.document(due.after_document).present:
        return None
    return worktime.due(
        here.now,
        hours=due.hours or 0,
        days=due.days or 0,
        clock=due.clock,
        is_off=calendar.is_off,
        zone=here.live.document.settings.timezone,
    )


def _involved(row: Row, spec: StageTask, task: Task) -> list[int]:
    """Whoever is asked sees the record for as long as the task is open."""
    invited = [
        holder.id
        for role in spec.invite
        for holder in directory.current().in_role(role, row.region_id)[:1]
    ]
    asked = {task.assignee_id, *invited} - {None, row.owner_id}
    return [user_id for user_id in asked if user_id is not None]


def _finish(
    live: LiveBlueprint,
    row: Row,
    tasks: Sequence[Task],
    status: Task.Status,
    *,
    at: datetime,
    by: int,
    note: str | None = None,
) -> None:
    if not tasks:
        return
    Task.objects.filter(id__in=[task.id for task in tasks]).update(
        status=status, done_at=at, done_by_id=by, note=note
    )
    writes.remove_participants(row.id, [_cause(task) for task in tasks])
    if status == Task.Status.DONE:
        for task in tasks:
            writes.note(live, row, row, "task_done", by, _told(task))


def _cause(task: Task) -> str:
    return f"task:{task.id}"


def _told(task: Task) -> dict[str, object]:
    return {"task": task.key, "label": task.label, "assignee": task.assignee_id}
