"""Where one record stands: its pipeline, its visits, its path and the state of its gates.

Read once, under the record's lock where something is to be written, and passed along.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.flow import facts, gates, visits
from zhudan.flow.gates import ItemState
from zhudan.flow.models import Visit
from zhudan.flow.paths import Course, Path, Step, path_of
from zhudan.flow.requirements.case import Case, Facts
from zhudan.flow.since import introductions
from zhudan.kit.errors import Conflict
from zhudan.records.tables import Row


class NoPipeline(Conflict):
    code = "no_pipeline"
    title = {
        "zh-CN": "这条记录不在任何流程中",
        "en": "This record is not in any pipeline",
    }


@dataclass(frozen=True)
class Situation:
    """now: the moment it was read, which is also the moment of what is done about it."""

    live: LiveBlueprint
    row: Row
    pipeline: Pipeline
    visits: Sequence[Visit]
    facts: Facts
    now: datetime

    @property
    def stage(self) -> str:
        return self.visits[-1].stage

    @cached_property
    def case(self) -> Case:
        return gates.case(self.live, self.row, self.facts, self.now)

    @cached_property
    def course(self) -> Course:
        return course_of(self.row, self.visits)

    @cached_property
    def path(self) -> Path:
        return path_in(self.live, self.pipeline, self.stage, self.case, self.course)

    def gate(self, stage: str) -> list[ItemState]:
        return gates.judge(self.live, self.pipeline, stage, self.case, self.course)

    def gates(self, stages: Sequence[str]) -> list[ItemState]:
        return [state for stage in stages for state in self.gate(stage)]

    def after(self, row: Row, visits: Sequence[Visit]) -> "Situation":
        """The same record once it stands elsewhere; nothing else has changed meanwhile."""
        known = replace(self.facts, entered_at=row.stage_entered_at)
        return replace(self, row=row, visits=visits, facts=known)


def of(live: LiveBlueprint, row: Row, now: datetime) -> Situation:
    """Read what there is to know about a record, in four queries; NoPipeline (409)."""
    pipeline = live.document.pipelines_by_key.get(row.pipeline or "")
    if pipeline is None:
        raise NoPipeline
    so_far = visits.of_record(row.id)
    # A clock that went back must not make a visit end before it began.
    latest = max([now, *(visit.left_at or visit.entered_at for visit in so_far)])
    return Situation(live, row, pipeline, so_far, facts.around([row])[row.id], latest)


def course_of(row: Row, so_far: Sequence[Visit]) -> Course:
    return Course(row.created_at, [(visit.stage, visit.entered_at) for visit in so_far])


def path_in(live: LiveBlueprint, pipeline: Pipeline, now: str, case: Case, course: Course) -> Path:
    brought_in = introductions(live, pipeline.key)
    steps = [
        Step(stage.key, gates.holds(stage.applies_if, case), brought_in.get((stage.key, None)))
        for stage in pipeline.stages
    ]
    return path_of(steps, course, now, free=pipeline.order == "free")
