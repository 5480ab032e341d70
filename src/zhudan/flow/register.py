"""A record comes into being: its row, its first visit, its first tasks, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.flow import close, gates, moves, refusals, situation, tasks, visits
from zhudan.flow.requirements.case import Facts
from zhudan.kit.errors import NotFound
from zhudan.people.viewer import Viewer
from zhudan.records import access, duplicates, writes
from zhudan.records.tables import Row


@dataclass(frozen=True)
class BroughtIn:
    """Where a record of another system stood, and since when. stage None: in the first.

    outcome, closed_at, reason: how and when it left the pipeline from there, if it did.
    """

    stage: str | None
    entered_at: datetime
    outcome: str | None = None
    closed_at: datetime | None = None
    reason: str | None = None


@transaction.atomic
def register(
    table: str,
    values: Mapping[str, object],
    *,
    viewer: Viewer,
    owner: int | None = None,
    stage: str | None = None,
    duplicate_reason: str | None = None,
) -> Row:
    """Create a record; where its table has a pipeline, it enters the first stage that applies.

    stage: moves it there at once, through every gate between, as any move would.
    duplicate_reason: why there must be another; without it one that is there is a Duplicate.
    """
    live = blueprint.hold()
    pipeline = pipeline_of(live, table)
    if pipeline is None:
        row = writes.create(live, table, values, viewer=viewer, owner=owner)
        duplicates.guard(live, row, None, viewer=viewer, reason=duplicate_reason)
        return row
    now = timezone.now()
    row = writes.create(
        live,
        table,
        values,
        viewer=viewer,
        owner=owner,
        created_at=now,
        pipeline=pipeline.key,
        stage=pipeline.stage_keys[0],
        status="open",
        stage_entered_at=now,
    )
    duplicates.guard(live, row, None, viewer=viewer, reason=duplicate_reason)
    first = first_stage(live, pipeline, row, now)
    if first != row.stage:
        row = writes.place(live, row, stage=first, entered_at=now)
    begun = visits.begin(live, row, [], first, at=now, actor=viewer.id)
    here = situation.Situation(live, row, pipeline, begun, Facts(entered_at=now), now)
    tasks.open_for(here, begun[-1], actor=viewer.id)
    if stage is None or stage == first:
        return row
    return moves.move_record(row.id, stage, viewer=viewer, version=None).row


@transaction.atomic
def bring_in(
    table: str,
    values: Mapping[str, object],
    placed: BroughtIn,
    *,
    viewer: Viewer,
    owner: int | None = None,
) -> Row:
    """Create a record as another system knew it; needs the ability `migrate`.

    It counts as registered when it entered; its visit is marked as brought in; no task opens.
    """
    live = blueprint.hold()
    access.rights(live, viewer).need("migrate")
    pipeline = pipeline_of(live, table)
    if pipeline is None:
        raise situation.NoPipeline
    stage = placed.stage or pipeline.stage_keys[0]
    if stage not in pipeline.stage_keys:
        raise refusals.UnknownStage
    now = timezone.now()
    moves.check_moment(placed.entered_at, now=now)
    row = writes.create(
        live,
        table,
        values,
        viewer=viewer,
        owner=owner,
        created_at=placed.entered_at,
        pipeline=pipeline.key,
        stage=stage,
        status="open",
        stage_entered_at=placed.entered_at,
    )
    begun = visits.begin(
        live, row, [], stage, at=placed.entered_at, actor=viewer.id, brought_in=True
    )
    if placed.outcome is None or placed.closed_at is None:
        return row
    here = situation.Situation(live, row, pipeline, begun, Facts(placed.entered_at), now)
    return close.state(
        here,
        placed.outcome,
        viewer=viewer,
        closed_at=placed.closed_at,
        reason=placed.reason,
    ).row


def pipeline_of(live: LiveBlueprint, table: str) -> Pipeline | None:
    """The pipeline that new records of a table enter; NotFound for an unknown table."""
    if table not in live.document.tables_by_key:
        raise NotFound
    return next(iter(live.document.pipelines_of(table)), None)


def first_stage(live: LiveBlueprint, pipeline: Pipeline, row: Row, now: datetime) -> str:
    case = gates.case(live, row, Facts(), now)
    applying = [stage.key for stage in pipeline.stages if gates.holds(stage.applies_if, case)]
    return applying[0] if applying else pipeline.stage_keys[0]
