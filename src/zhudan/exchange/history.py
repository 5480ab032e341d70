"""A record's way through its pipeline, read from what a ledger or another system kept of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.flow import refusals
from zhudan.flow.stays import Stay
from zhudan.kit.errors import Label, Refusal


class DatesRefused(Refusal):
    """Dates that cannot all be true. extra: stages, the keys of those concerned."""

    status = 422


class NoDates(DatesRefused):
    code = "no_dates"
    title = {"zh-CN": "没有任何阶段的日期", "en": "No stage has a date"}


class OutOfOrder(DatesRefused):
    code = "dates_out_of_order"
    title = {
        "zh-CN": "“{later}”的日期早于“{earlier}”",
        "en": "The date of “{later}” lies before that of “{earlier}”",
    }


class EndMissing(DatesRefused):
    code = "end_missing"
    title = {
        "zh-CN": "结果是“{outcome}”，但没有结束日期",
        "en": "It ended as “{outcome}”, but the date is missing",
    }


class OutcomeMissing(DatesRefused):
    code = "outcome_missing"
    title = {
        "zh-CN": "有结束日期，但没有结果",
        "en": "There is a date on which it ended, but no outcome",
    }


class NotWon(DatesRefused):
    code = "not_won"
    title = {
        "zh-CN": "结果是“{outcome}”，却有签约日期",
        "en": "It ended as “{outcome}”, yet has a date on which it was won",
    }


_END: Label = {"zh-CN": "结束", "en": "the end"}


def outcome_of(pipeline: Pipeline, outcome: str | None, won_at: datetime | None) -> str | None:
    """The key of the outcome: the one stated, else, where it was won, the pipeline's first that
    wins. None: still open."""
    if outcome is None and won_at is not None:
        return next((one.key for one in pipeline.outcomes if one.kind == "won"), None)
    return outcome


def stays_of(
    dates: Mapping[str, datetime],
    pipeline: Pipeline,
    *,
    won_at: datetime | None = None,
    closed_at: datetime | None = None,
    outcome: str | None = None,
    reason: str | None = None,
) -> list[Stay]:
    """The stays of a record of which a ledger has a date for each stage it entered.

    dates: stage -> when it was entered, aware; a stage without one was skipped. Two may be the
    same. won_at: when it was won, which also says that it was; closed_at: when it ended, however
    it did. outcome: key of the pipeline's outcome; `outcome_of` says which it is in the end.
    DatesRefused where they contradict each other; UnknownStage, UnknownOutcome.
    """
    unknown = dates.keys() - set(pipeline.stage_keys)
    if unknown:
        raise refusals.UnknownStage(extra={"stages": sorted(unknown)})
    if not dates:
        raise NoDates
    stages = [key for key in pipeline.stage_keys if key in dates]
    if pipeline.order == "free":
        stages.sort(key=lambda key: dates[key])
    for earlier, later in pairwise(stages):
        if dates[later] < dates[earlier]:
            raise _disorder(pipeline, earlier, later)
    stays = [
        Stay(here, dates[here], dates[after] if after else None)
        for here, after in pairwise([*stages, None])
        if here is not None
    ]
    _end(pipeline, stays, outcome, won_at, closed_at, reason)
    return stays


def _end(
    pipeline: Pipeline,
    stays: Sequence[Stay],
    outcome: str | None,
    won_at: datetime | None,
    closed_at: datetime | None,
    reason: str | None,
) -> None:
    last = stays[-1]
    key = outcome_of(pipeline, outcome, won_at)
    if key is None:
        if closed_at is not None or won_at is not None:
            raise OutcomeMissing(extra={"stages": [last.stage]})
        return
    chosen = pipeline.outcomes_by_key.get(key)
    if chosen is None:
        raise refusals.UnknownOutcome
    said = {"outcome": chosen.label}
    if won_at is not None and chosen.kind != "won":
        raise NotWon(params=said, extra={"stages": [last.stage]})
    ended = won_at if won_at is not None else closed_at
    if ended is None:
        raise EndMissing(params=said, extra={"stages": [last.stage]})
    if ended < last.entered_at:
        raise _disorder(pipeline, last.stage, None)
    last.left_at, last.outcome, last.reason = ended, chosen.kind, reason


def _disorder(pipeline: Pipeline, earlier: str, later: str | None) -> OutOfOrder:
    concerned = [earlier] if later is None else [earlier, later]
    labels = [pipeline.stage(key).label for key in concerned]
    return OutOfOrder(
        params={"earlier": labels[0], "later": labels[1] if later else _END},
        extra={"stages": concerned},
    )
