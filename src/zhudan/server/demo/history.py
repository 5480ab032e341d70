"""The demo's projects as rows of the flow: visits, follow-ups, documents, tasks.

Everything is entered in the order it happened, across all projects, for the product reads the
latest of a thing by its number.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.blueprint.parts.task import StageTask
from zhudan.documents.models import Document, Tick, Version
from zhudan.files.models import File
from zhudan.files.store import Kept
from zhudan.flow import visits
from zhudan.flow.models import Activity, KeyAction, Task, Visit
from zhudan.kit import worktime
from zhudan.records.models import Participant
from zhudan.records.tables import Row
from zhudan.server.demo.insert import insert
from zhudan.server.demo.life import Deed, Life, Stay


@dataclass
class Done:
    """A deed of a project's stay, and the row it became."""

    life: Life
    row: Row
    visit: Visit
    deed: Deed
    made: Activity | Version | KeyAction | Tick | None = None


@dataclass
class Past:
    """What is entered, for the journal to tell of."""

    visits: list[tuple[Life, Stay, Visit]] = field(default_factory=list)
    deeds: list[Done] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


def enter(
    live: LiveBlueprint,
    pipeline: Pipeline,
    lives: Sequence[tuple[Life, Row]],
    papers: Mapping[str, Sequence[Kept]],
) -> Past:
    """papers: files kept on disk by document type, "photo" for key actions."""
    past = Past()
    rows = {id(life): row for life, row in lives}
    for life, row in lives:
        past.visits += _visits(live, pipeline, life, row)
    past.visits.sort(key=lambda one: one[2].entered_at)
    insert([visit for _, _, visit in past.visits])
    past.deeds = [
        Done(life, rows[id(life)], visit, deed)
        for life, stay, visit in past.visits
        for deed in stay.deeds
    ]
    past.deeds.sort(key=lambda done: done.deed.at)
    _activities(past)
    _documents(past, {kind: cycle(kept) for kind, kept in papers.items()})
    past.tasks = list(_tasks(pipeline, past))
    past.tasks.sort(key=lambda task: task.opened_at)
    insert(past.tasks)
    _participants(past, rows)
    return past


def _visits(
    live: LiveBlueprint, pipeline: Pipeline, life: Life, row: Row
) -> Iterator[tuple[Life, Stay, Visit]]:
    made: list[Visit] = []
    zone = live.document.settings.timezone
    days = [worktime.day_of(stay.entered, zone) for stay in life.stays]
    for seq, stay in enumerate(life.stays, 1):
        visit = Visit(
            record_id=row.id,
            pipeline=pipeline.key,
            stage=stay.stage,
            seq=seq,
            entered_at=stay.entered,
            entered_day=days[seq - 1],
            is_first_in_stage=all(one.stage != stay.stage for one in life.stays[: seq - 1]),
            followed_on=next(
                (
                    day
                    for day, one in zip(days[seq:], life.stays[seq:], strict=True)
                    if one.stage == stay.stage
                ),
                None,
            ),
            owner_id=life.owner,
            region_id=life.team.region,
            revision=live.number,
            moved_by_id=stay.by,
        )
        if stay.left is not None and stay.outcome is not None:
            visit.reason = stay.reason
            visit.overridden = stay.overridden
            visits.close(visit, made, at=stay.left, outcome=stay.outcome, zone=zone)
        made.append(visit)
        yield life, stay, visit


def _activities(past: Past) -> None:
    told = [done for done in past.deeds if done.deed.what == "activity"]
    made = insert(
        [
            Activity(
                record_id=done.row.id,
                kind=done.deed.key,
                at=done.deed.at,
                note=done.deed.note or "",
                plan=done.deed.plan,
                plan_on=done.deed.plan_on,
                by_id=done.deed.by,
                created_at=done.deed.at,
            )
            for done in told
        ]
    )
    for done, activity in zip(told, made, strict=True):
        done.made = activity


def _documents(past: Past, papers: Mapping[str, Iterator[Kept]]) -> None:
    brought = [done for done in past.deeds if done.deed.what in ("document", "action")]
    files: list[File | None] = []
    for done in brought:
        kind = done.deed.key if done.deed.what == "document" else "photo"
        with_file = done.deed.what == "document" or done.deed.note is None
        files.append(_file(done, next(papers[kind])) if with_file else None)
    insert([file for file in files if file is not None])
    documents: dict[tuple[int, str], Document] = {}
    numbers = Counter[tuple[int, str]]()
    versions = []
    actions = []
    for done, file in zip(brought, files, strict=True):
        if done.deed.what == "action":
            done.made = _action(done, file)
            actions.append(done.made)
            continue
        key = (done.row.id, done.deed.key)
        if key not in documents:
            documents[key] = Document(
                record_id=done.row.id, type=done.deed.key, created_at=done.deed.at
            )
        numbers[key] += 1
        assert file is not None
        done.made = Version(
            record_id=done.row.id,
            type=done.deed.key,
            document=documents[key],
            number=numbers[key],
            file=file,
            uploaded_by_id=done.deed.by,
            uploaded_at=done.deed.at,
        )
        versions.append(done.made)
    insert(list(documents.values()))
    for version in versions:
        version.document_id = version.document.id
    insert(versions)
    insert(actions)
    _ticks(past)


def _file(done: Done, kept: Kept) -> File:
    return File(
        digest=kept.digest,
        size=kept.size,
        type=kept.type,
        name=kept.name,
        uploaded_by_id=done.deed.by,
        uploaded_at=done.deed.at,
        record_id=done.row.id,
    )


def _action(done: Done, file: File | None) -> KeyAction:
    return KeyAction(
        record_id=done.row.id,
        visit=done.visit,
        item=done.deed.key,
        at=done.deed.at,
        note=done.deed.note,
        file=file,
        by_id=done.deed.by,
        created_at=done.deed.at,
    )


def _ticks(past: Past) -> None:
    latest: dict[tuple[int, str], Version] = {}
    ticks = []
    for done in past.deeds:
        key = (done.row.id, done.deed.key)
        if isinstance(done.made, Version):
            latest[key] = done.made
        elif done.deed.what in ("approved", "sent", "signed"):
            done.made = Tick(
                record_id=done.row.id,
                document_type=done.deed.key,
                standing=done.deed.what,
                version=latest[key],
                by_id=done.deed.by,
                at=done.deed.at,
            )
            ticks.append(done.made)
    insert(ticks)


def _tasks(pipeline: Pipeline, past: Past) -> Iterator[Task]:
    for life, stay, visit in past.visits:
        for spec in pipeline.stage(stay.stage).tasks:
            yield _task(life, stay, visit, spec)


def _task(
    life: Life,
    stay: Stay,
    visit: Visit,
    spec: StageTask,
) -> Task:
    answered = stay.done.get(spec.key)
    owner = spec.assign.role == "owner"
    task = Task(
        record_id=visit.record_id,
        visit=visit,
        pipeline=visit.pipeline,
        stage=visit.stage,
        key=spec.key,
        label=spec.label,
        role=spec.assign.role,
        assignee_id=life.owner if owner else life.technician,
        gate_item=spec.closes_with,
        opened_at=stay.entered,
        due_at=stay.due.get(spec.key),
    )
    if answered is not None:
        task.status, task.done_at, task.done_by_id = "done", answered.at, answered.by
    elif stay.left is not None:
        task.status, task.done_at, task.done_by_id = "cancelled", stay.left, life.owner
    return task


def _participants(past: Past, rows: Mapping[int, Row]) -> None:
    """Whoever is asked sees the project while the task is open."""
    technicians = {rows[id(life)].id: life.technician for life, _, _ in past.visits}
    insert(
        [
            Participant(
                record_id=task.record_id,
                user_id=technicians[task.record_id],
                cause=f"task:{task.id}",
            )
            for task in past.tasks
            if task.status == "open" and (task.role == "technician" or task.key == "book_briefing")
        ]
    )
