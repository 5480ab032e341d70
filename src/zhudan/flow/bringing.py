"""Many records at once: registered as new ones are, or brought in with the way they went.

The set-based twins of `register.register` and of `register.bring_in` with
`moves.place_existing` and `close.close_existing`. In the caller's transaction, under the
revision the caller holds.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.flow import close, moves, refusals, register, situation, stays, tasks, visits
from zhudan.flow.models import Visit
from zhudan.flow.requirements.case import Facts
from zhudan.flow.situation import Situation
from zhudan.flow.stays import Stay
from zhudan.journal.models import Event
from zhudan.kit import rows
from zhudan.kit.errors import Refusal
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access, bulk, computed, drafts, writes
from zhudan.records.bulk import Entry
from zhudan.records.tables import Row

__all__ = ["Brought", "Entry", "Stay", "bring_many", "register_many"]


@dataclass
class Brought:
    """A record and its way through a pipeline, the oldest stay first. outcome: the key of the
    pipeline's outcome with which the last stay ended; None: it stands there still."""

    entry: Entry
    stays: Sequence[Stay]
    outcome: str | None = None


@transaction.atomic(savepoint=False)
def register_many(
    live: LiveBlueprint, table: str, entries: Sequence[Entry], *, viewer: Viewer
) -> list[Row | Refusal]:
    """Create records; where their table has a pipeline, each enters the first stage that
    applies, and its tasks open. What would be raised for one stands in its place."""
    pipeline = register.pipeline_of(live, table)
    if pipeline is None:
        return bulk.create_many(live, table, entries, viewer=viewer)
    now = timezone.now()
    engine = {
        "pipeline": pipeline.key,
        "stage": pipeline.stage_keys[0],
        "status": "open",
        "stage_entered_at": now,
    }

    def enter(row: Row) -> None:
        first = register.first_stage(live, pipeline, row, now)
        if first != row.stage:
            row.stage, row.version = first, row.version + 1
            computed.put_formulas(live, row)

    made = bulk.create_many(
        live,
        table,
        [
            replace(one, created_at=one.created_at or now, engine={**one.engine, **engine})
            for one in entries
        ],
        viewer=viewer,
        finish=enter,
    )
    _begin(live, pipeline, [row for row in made if isinstance(row, Row)], viewer, now)
    return made


def _begin(
    live: LiveBlueprint, pipeline: Pipeline, new: Sequence[Row], viewer: Viewer, now: datetime
) -> None:
    """The first visits of new records, and their tasks."""
    begun = [
        visit
        for row in new
        for visit in visits.drafted(live, row, [], [str(row.stage)], at=now, actor=viewer.id)
    ]
    rows.insert_all(begun)
    tasks.open_all(
        [
            (Situation(live, row, pipeline, [visit], Facts(entered_at=now), now), visit)
            for row, visit in zip(new, begun, strict=True)
        ],
        actor=viewer.id,
    )


@transaction.atomic(savepoint=False)
def bring_many(
    live: LiveBlueprint,
    table: str,
    brought: Sequence[Brought],
    *,
    viewer: Viewer,
    pipeline: str | None = None,
) -> list[Row | Refusal]:
    """Create records as another system knew them; needs the ability `migrate`.

    pipeline: default the one new records of the table enter. Each counts as registered when it
    entered its first stage, unless its entry says otherwise; whose it is without a word of its
    entry: the owner of its last stay. No gate is judged and no task opens. What is wrong with
    one stands in its place, with the number of the stay from 0 as `extra["stay"]` where a stay
    is at fault.
    """
    access.rights(live, viewer).need("migrate")
    way = (
        register.pipeline_of(live, table) if pipeline is None else live.document.pipeline(pipeline)
    )
    if way is None:
        raise situation.NoPipeline
    now = timezone.now()
    judged = [stays.wrong(way, one.stays, one.outcome, now=now) for one in brought]
    sound = [one for one, refusal in zip(brought, judged, strict=True) if refusal is None]
    entries = [_entry(live, way, one) for one in sound]
    made = bulk.create_many(live, table, entries, viewer=viewer)
    kept = [(row, one) for row, one in zip(made, sound, strict=True) if isinstance(row, Row)]
    rows.insert_all([v for row, one in kept for v in _visits(live, way, row, one, viewer)])
    told = [event for row, one in kept for event in _events(live, way, row, one, viewer)]
    rows.insert_all(told, ids=False)
    answers = iter(made)
    return [next(answers) if refusal is None else refusal for refusal in judged]


def bring_onto(
    live: LiveBlueprint, record_id: int, pipeline: Pipeline, one: Brought, *, viewer: Viewer
) -> Row:
    """Tell the way a record went that has never been in a pipeline; needs the ability `migrate`.
    Its values and its owner stay. HasHistory, and what is wrong with its stays."""
    access.rights(live, viewer).need("migrate")
    row = access.lock_record(live, viewer, record_id, verb="read")
    if row.pipeline is not None or Visit.objects.filter(record_id=row.id).exists():
        raise refusals.HasHistory
    refusal = stays.wrong(pipeline, one.stays, one.outcome, now=timezone.now())
    if refusal is not None:
        raise refusal
    engine = _standing(live, pipeline, one)
    entered = copy(row)
    entered.__dict__.update(engine)
    placed = writes.touch(live, row, **engine, **drafts.copy_to_engine(live, entered))
    rows.insert_all(_visits(live, pipeline, placed, one, viewer))
    first = one.stays[0]
    data = moves.placed_there(pipeline, None, first.stage, entered_at=first.entered_at, reason=None)
    writes.note(live, row, placed, "record_placed", viewer.id, data)
    rows.insert_all(list(_events(live, pipeline, placed, one, viewer, first=placed.version)))
    return placed


def _entry(live: LiveBlueprint, pipeline: Pipeline, one: Brought) -> Entry:
    owner = one.stays[-1].owner if one.entry.owner is None else one.entry.owner
    version = len(one.stays) + (one.outcome is not None)
    return replace(
        one.entry,
        owner=owner,
        created_at=one.entry.created_at or one.stays[0].entered_at,
        engine={**one.entry.engine, **_standing(live, pipeline, one), "version": version},
    )


def _standing(live: LiveBlueprint, pipeline: Pipeline, one: Brought) -> dict[str, Any]:
    """The columns of the engine that say where a record stands in the end."""
    last = one.stays[-1]
    engine: dict[str, Any] = {
        "pipeline": pipeline.key,
        "stage": last.stage,
        "status": "open",
        "stage_entered_at": last.entered_at,
    }
    if one.outcome is not None and last.left_at is not None:
        engine |= close.standing(live, pipeline.outcome(one.outcome), last.left_at)
    return engine


def _visits(
    live: LiveBlueprint, pipeline: Pipeline, row: Row, one: Brought, viewer: Viewer
) -> list[Visit]:
    zone = live.document.settings.timezone
    made: list[Visit] = []
    for stay, following in pairwise([*one.stays, None]):
        assert stay is not None
        (visit,) = visits.drafted(
            live, row, made, [stay.stage], at=stay.entered_at, actor=viewer.id, brought_in=True
        )
        if not visit.is_first_in_stage:
            for earlier in made:
                if earlier.stage == visit.stage and earlier.followed_on is None:
                    earlier.followed_on = visit.entered_day
        ended = stay.left_at if following is None else following.entered_at
        if ended is not None:
            outcome = stays.ending(pipeline, stay, following, one.outcome)
            visits.close(visit, made, at=ended, outcome=outcome, zone=zone)
            visit.reason = stay.reason
            _give(visit, stay)
        made.append(visit)
    return made


def _give(visit: Visit, stay: Stay) -> None:
    """A stay that ended counts for whose it was, where he is now; an open one for the owner."""
    person = directory.current().user(stay.owner)
    if person is not None:
        visit.owner_id = person.id
        visit.region_id = visit.region_id if person.region_id is None else person.region_id


def _events(
    live: LiveBlueprint,
    pipeline: Pipeline,
    row: Row,
    one: Brought,
    viewer: Viewer,
    *,
    first: int | None = None,
) -> Iterator[Event]:
    """The steps after the first stay. first: the version all of them made; None: each its own."""
    for place, (before, stay) in enumerate(pairwise(one.stays), start=2):
        data = moves.placed_there(
            pipeline,
            before.stage,
            stay.stage,
            entered_at=stay.entered_at,
            reason=before.reason,
        )
        yield writes.event(live, row, row, "record_placed", viewer.id, data, version=first or place)
    if one.outcome is not None:
        last, chosen = one.stays[-1], pipeline.outcome(one.outcome)
        told = close.closed_so(pipeline, last.stage, chosen, {"reason": last.reason})
        yield writes.event(live, row, row, "record_closed", viewer.id, told)
