"""What a change has brought: the same measures of two periods, side by side."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from zhudan.insight import period as periods
from zhudan.insight.effect import closings, key_actions, ramp_up
from zhudan.insight.figure import NOTHING, SMALL, Number, figure
from zhudan.insight.period import Period
from zhudan.insight.question import Question
from zhudan.insight.token import Kind, mark
from zhudan.kit.language import pick

Json = dict[str, Any]
# Each measure, and what its figure opens; those of tasks and people open nothing.
_MEASURES: dict[str, Kind | None] = {
    "cycle_days": "won",
    "key_actions": None,
    "key_actions_late": None,
    "loss_rate": "closed",
    "loss_rate_amount": "closed",
    "interrupted": "interrupted",
    "interrupted_derived": "silent",
    "dropped": "dropped",
    "ramp_up_days": None,
}
_MONTHS = 3


def ask(
    asked: Question, *, given: bool, before_begins: str | None, before_ends: str | None
) -> Json:
    """The answer of GET /insight/effect. given: the question's period was asked for; else it is
    the last three months that are over. Without an earlier period: as long, and right before.

    Invalid (422): `not_a_date`, `period_reversed`.
    """
    asked = asked if given else _last_quarter(asked)
    before = asked.period.previous()
    if before_begins is not None or before_ends is not None:
        before = periods.read(before_begins, before_ends, asked.today)
    now = _measured(asked, asked.period)
    then = _measured(asked, before) if before else None
    return {
        "pipeline": asked.pipeline.key,
        "label": pick(asked.pipeline.label),
        "small": SMALL,
        "closed": asked.period.closed(asked.today),
        "before": _shown(asked, before, then, None),
        "after": _shown(asked, asked.period, now, then),
    }


def _last_quarter(asked: Question) -> Question:
    month = periods.last_month(asked.today)
    assert month.begins and month.ends
    begins = month.begins
    for _ in range(_MONTHS - 1):
        begins = (begins - timedelta(days=1)).replace(day=1)
    return replace(asked, period=Period(begins, month.ends))


def _measured(asked: Question, period: Period) -> dict[str, Number]:
    return {
        **closings.measures(asked, period),
        **key_actions.measures(asked, period),
        **ramp_up.measures(asked, period),
    }


def _shown(
    asked: Question,
    period: Period | None,
    now: dict[str, Number] | None,
    before: dict[str, Number] | None,
) -> Json:
    within = replace(asked, period=period) if period else asked

    def shown(key: str, kind: Kind | None) -> Json:
        number = now[key] if now else NOTHING
        return figure(number, before[key] if before else None, kind and mark(within, kind))

    return {
        "from": period.begins if period else None,
        "to": period.ends if period else None,
        **{key: shown(key, kind) for key, kind in _MEASURES.items()},
    }
