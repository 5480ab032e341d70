"""Stays of a record in stages, as another system knew them, and whether they can be true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.flow import moves, refusals
from zhudan.flow.models import Visit
from zhudan.kit.errors import Invalid, Refusal
from zhudan.people import directory

_ON_THE_WAY = frozenset({Visit.Outcome.ADVANCED, Visit.Outcome.RETURNED, Visit.Outcome.SKIPPED})


@dataclass
class Stay:
    """A stay in a stage. Moments are aware. left_at: if stated, the moment the next began; of
    the last, when the record left its pipeline. outcome: how it ended (advanced, returned,
    skipped; of the last, the kind of the record's outcome); None: as the stages' order says.
    reason: a reason's key, or words. owner: whose the record was as it ended, gone or not."""

    stage: str
    entered_at: datetime
    left_at: datetime | None = None
    outcome: str | None = None
    reason: str | None = None
    owner: int | None = None


def wrong(
    pipeline: Pipeline, stays: Sequence[Stay], outcome: str | None, *, now: datetime
) -> Refusal | None:
    """Why a record cannot have gone this way; extra["stay"] says at which stay, from 0."""
    if not stays:
        return refusals.UnknownStage()
    before: datetime | None = None
    for place, (stay, following) in enumerate(pairwise([*stays, None])):
        assert stay is not None
        try:
            _check(pipeline, stay, following, outcome, before, now)
        except Refusal as refusal:
            refusal.extra["stay"] = place
            return refusal
        before = stay.entered_at
    return None


def ending(pipeline: Pipeline, stay: Stay, following: Stay | None, outcome: str | None) -> str:
    """How a stay ended. outcome: the record's, whose last it is."""
    if following is None and outcome is not None:
        return pipeline.outcome(outcome).kind
    if stay.outcome is not None or following is None:
        return stay.outcome or ""
    return moves.stated(pipeline, stay.stage, following.stage)


def _check(
    pipeline: Pipeline,
    stay: Stay,
    following: Stay | None,
    outcome: str | None,
    before: datetime | None,
    now: datetime,
) -> None:
    if stay.stage not in pipeline.stage_keys:
        raise refusals.UnknownStage
    moves.check_moment(stay.entered_at, after=before, now=now)
    if stay.owner is not None and directory.current().user(stay.owner) is None:
        raise Invalid.field(
            "owner", "no_such_user", {"zh-CN": "没有这位同事", "en": "There is no such person"}
        )
    if following is not None:
        _check_step(stay, following)
    else:
        _check_end(pipeline, stay, outcome, now)


def _check_step(stay: Stay, following: Stay) -> None:
    if stay.left_at not in (None, following.entered_at):
        raise Invalid.field(
            "left_at",
            "gap",
            {
                "zh-CN": "离开的时间要与进入下一阶段的时间相同",
                "en": "The time it left must be the time it entered the next stage",
            },
        )
    if stay.outcome is not None and stay.outcome not in _ON_THE_WAY:
        raise Invalid.field(
            "outcome",
            "not_last",
            {
                "zh-CN": "结果只能写在最后一次停留上",
                "en": "Only the last stay may have an outcome",
            },
        )


def _check_end(pipeline: Pipeline, stay: Stay, outcome: str | None, now: datetime) -> None:
    if outcome is None:
        if stay.left_at is not None or stay.outcome is not None:
            raise Invalid.field(
                "outcome",
                "required",
                {
                    "zh-CN": "最后一次停留已离开，请填写结果",
                    "en": "The last stay ended; say with which outcome",
                },
            )
        return
    chosen = pipeline.outcomes_by_key.get(outcome)
    if chosen is None or stay.outcome not in (None, chosen.kind):
        raise refusals.UnknownOutcome
    if stay.left_at is None:
        raise Invalid.field(
            "left_at",
            "required",
            {"zh-CN": "有结果就要有结束时间", "en": "An outcome needs the time it was reached"},
        )
    moves.check_moment(stay.left_at, after=stay.entered_at, now=now)
