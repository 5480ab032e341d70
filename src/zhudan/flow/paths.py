"""Which stages a record still has before it, and where it may go. Pure.

A stage is on a record's path when its `applies_if` holds and the publish that brought the
stage in reached records like this one. Wherever the record stands is always on its path, so
that no publish and no change of a field can strand it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Policy = Literal["new", "not_reached", "next_move"]
Direction = Literal["forward", "back", "skip"]


@dataclass(frozen=True)
class Since:
    """The publish that brought a stage or a gate item in, and for which records."""

    at: datetime
    policy: Policy


@dataclass(frozen=True)
class Step:
    """A stage of the pipeline as one record sees it. since: None if it was there at first."""

    stage: str
    applies: bool = True
    since: Since | None = None


@dataclass(frozen=True)
class Course:
    """What a record has been through. visits: (stage, entered_at) of every visit so far."""

    registered_at: datetime
    visits: Sequence[tuple[str, datetime]] = ()


@dataclass(frozen=True)
class Target:
    """A stage the record may go to. gates: stages whose gates must be passed on the way."""

    stage: str
    direction: Direction
    gates: tuple[str, ...]


@dataclass(frozen=True)
class Path:
    """The stages of one record in order; `now` is among them. free: any may follow any."""

    stages: tuple[str, ...]
    now: str
    free: bool = False

    @property
    def next(self) -> str | None:
        ahead = self.stages[self._place + 1 :]
        return ahead[0] if ahead else None

    @property
    def gates_to_the_end(self) -> tuple[str, ...]:
        """The gates between here and a won project."""
        return (self.now,) if self.free else self.stages[self._place :]

    def target(self, stage: str) -> Target | None:
        """How the record would go to `stage`; None when that is not on its path or is here."""
        if stage not in self.stages or stage == self.now:
            return None
        there = self.stages.index(stage)
        if there < self._place:
            return Target(stage, "back", ())
        if self.free or there == self._place + 1:
            return Target(stage, "forward", (self.now,))
        return Target(stage, "skip", self.stages[self._place : there])

    def targets(self) -> list[Target]:
        found = (self.target(stage) for stage in self.stages)
        return [target for target in found if target]

    @property
    def _place(self) -> int:
        return self.stages.index(self.now)


def path_of(steps: Sequence[Step], course: Course, now: str, *, free: bool = False) -> Path:
    """The path of a record that stands in stage `now` of the pipeline made of `steps`."""
    order = [step.stage for step in steps]
    stages = tuple(
        step.stage
        for step in steps
        if step.stage == now or (step.applies and in_force(step.since, step.stage, order, course))
    )
    return Path(stages if now in stages else (now, *stages), now, free)


def in_force(
    since: Since | None,
    point: str,
    order: Sequence[str],
    course: Course,
    *,
    gate: bool = False,
) -> bool:
    """Whether what a publish brought in at stage `point` holds for this record.

    new: only records registered afterwards. not_reached: records that had not passed the
    point. next_move: a gate item holds for everyone's next move; a stage, as not_reached.
    """
    if since is None:
        return True
    if since.policy == "new":
        return course.registered_at >= since.at
    if since.policy == "next_move" and gate:
        return True
    return not passed(point, order, course, before=since.at)


def passed(point: str, order: Sequence[str], course: Course, *, before: datetime) -> bool:
    """Whether any visit to a stage later than `point` began before that moment."""
    later = set(order[order.index(point) + 1 :])
    return any(stage in later and entered < before for stage, entered in course.visits)
