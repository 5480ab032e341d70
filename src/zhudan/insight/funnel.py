"""The funnel: of the records registered in a period, how far they have come since."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhudan.insight import asking, figure, labels, statements
from zhudan.insight.period import Period
from zhudan.insight.question import Question
from zhudan.insight.token import mark
from zhudan.kit.language import pick

Json = dict[str, Any]
WON = "won"


@dataclass(frozen=True)
class Step:
    """reached: records that came so far. standing: those still open that came to the step
    before and no farther. of_before: those that went on to here, of how many."""

    reached: int
    standing: int
    of_before: tuple[int, int] | None


def funnel(asked: Question) -> Json:
    """The answer of GET /insight/funnel."""
    asked = asked.whole
    before = asked.period.previous()
    now, then = _counted(asked, asked.period), _counted(asked, before) if before else None
    return {
        "pipeline": asked.pipeline.key,
        "from": asked.period.begins,
        "to": asked.period.ends,
        "cohort": _cohort(asked, now),
        "steps": [_shown(asked, key, step, then) for key, step in now.items()],
    }


def steps(asked: Question) -> tuple[str, ...]:
    return (*asked.stages, WON)


def _shown(asked: Question, key: str, step: Step, then: Mapping[str, Step] | None) -> Json:
    old = then[key] if then else None
    label = labels.WON if key == WON else labels.stage(asked, key)
    return {
        "stage": key,
        "label": pick(label),
        "reached": figure.figure(
            figure.count(step.reached),
            figure.count(old.reached) if old else None,
            mark(asked, "reached", key),
        ),
        "standing": figure.figure(
            figure.count(step.standing),
            figure.count(old.standing) if old else None,
            mark(asked, "standing", key),
        ),
        "share": figure.share(*step.of_before).value if step.of_before else None,
    }


def _cohort(asked: Question, now: Mapping[str, Step]) -> int:
    if not asked.free:  # whoever was registered has reached the first step
        return now[asked.stages[0]].reached
    statement = asking.begun(asked, statements.REGISTERED, asked.period)
    return int(asking.answers(statement)[0][0])


def _counted(asked: Question, period: Period) -> Mapping[str, Step]:
    return (_free if asked.free else _fixed)(asked, period)


def _fixed(asked: Question, period: Period) -> Mapping[str, Step]:
    """From how many came exactly how far."""
    lines = asking.answers(asking.begun(asked, statements.FUNNEL, period))
    found: dict[str, Step] = {}
    before = 0
    for place, key in enumerate(steps(asked)):
        reached = sum(many for farthest, _, many in lines if farthest >= place)
        standing = sum(many for far, open_, many in lines if far == place - 1 and open_)
        found[key] = Step(reached, standing, (reached, before) if place else None)
        before = reached
    return found


def _free(asked: Question, period: Period) -> Mapping[str, Step]:
    lines = asking.answers(asking.begun(asked, statements.FREE_FUNNEL, period))
    by_stage = {stage: numbers for stage, *numbers in lines}
    found: dict[str, Step] = {}
    standing, of_before = 0, None
    for key in asked.stages:
        reached, open_, went_on, _ = by_stage.get(key, (0, 0, 0, 0))
        found[key] = Step(reached, standing, of_before)
        standing, of_before = open_, (went_on, reached)
    won = sum(numbers[3] for numbers in by_stage.values())
    last = found[asked.stages[-1]].reached
    found[WON] = Step(won, standing, (min(won, last), last))
    return found
