"""The conversion table: a row for each stage, with what each was in the period before."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhudan.blueprint.parts.stage import Stage
from zhudan.insight import asking, figure, labels, reasons, statements
from zhudan.insight.figure import NOTHING, SMALL, Number
from zhudan.insight.period import Period
from zhudan.insight.quantiles import quantiles
from zhudan.insight.question import Question
from zhudan.insight.token import Kind, mark
from zhudan.kit.language import pick

Json = dict[str, Any]
Group = int | str | None
Key = tuple[str, Group]  # stage, group


@dataclass
class Counts:
    """What happened in a stage in a period. Seconds are sums. fates: what became of those who
    first came there; reasons: the last given by those that got stuck."""

    visits: int = 0
    dwell: int = 0
    in_time: int = 0
    decided: int = 0
    went_on: int = 0
    stuck: int = 0
    stay: int = 0
    median: float | None = None
    p90: float | None = None
    open: int = 0
    fates: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def cohort(self) -> int:
        return sum(self.fates.values())

    @property
    def unsaid(self) -> int:
        return self.stuck - sum(self.reasons.values())

    @property
    def anything(self) -> bool:
        return bool(self.visits or self.open or self.cohort)


Counted = Mapping[Key, Counts]


def table(asked: Question) -> Json:
    """The answer of GET /insight/stages."""
    before = asked.period.previous()
    now, then = counted(asked, asked.period), counted(asked, before) if before else None
    grouped = None
    if asked.group:
        grouped = _grouped(asked, now, then)
        whole = asked.whole
        now = counted(whole, whole.period)
        then = counted(whole, before) if before else None
        asked = whole
    return {
        "pipeline": asked.pipeline.key,
        "label": pick(asked.pipeline.label),
        "from": asked.period.begins,
        "to": asked.period.ends,
        "previous": {"from": before.begins, "to": before.ends} if before else None,
        "small": SMALL,
        "closed": asked.period.closed(asked.today),
        "rows": list(_rows(asked, now, then, None)),
        "groups": grouped,
    }


# as statements.FIGURES gives them
_FIGURES = ("visits", "dwell", "in_time", "decided", "went_on", "stuck", "stay")


def counted(asked: Question, period: Period) -> Counted:
    """At most five statements, whatever the company's size."""
    found: defaultdict[Key, Counts] = defaultdict(Counts)
    for stage, group, *numbers in _ask(asked, statements.FIGURES, period):
        one = found[stage, group]
        for name, number in zip(_FIGURES, numbers, strict=True):
            setattr(one, name, int(number or 0))
    went_on = {key: one.went_on for key, one in found.items()}
    for key, (median, p90) in quantiles(asked, period, went_on).items():
        found[key].median, found[key].p90 = median, p90
    for stage, group, many in asking.answers(asking.standing(asked, period)):
        found[stage, group].open = int(many)
    cohorts = asking.begun(asked, statements.COHORTS, period)
    for stage, group, fate, many in asking.answers(cohorts):
        found[stage, group].fates[fate] = many
    for stage, group, reason, many in _ask(asked, statements.REASONS, period):
        found[stage, group].reasons[reason] = many
    return found


def _ask(asked: Question, text: str, period: Period) -> list[asking.Line]:
    return asking.answers(asking.ended(asked, text, period))


def _grouped(asked: Question, now: Counted, then: Counted | None) -> list[Json]:
    groups = {group for _, group in now}
    named = sorted((labels.group(asked, one), one) for one in groups if one is not None)
    listed: list[tuple[str, Group]] = [*named]
    if None in groups:
        listed.append((labels.group(asked, None), None))
    return [
        {
            "key": "" if key is None else str(key),
            "label": label,
            "rows": list(_rows(asked, now, then, key)),
        }
        for label, key in listed
    ]


def _rows(asked: Question, now: Counted, then: Counted | None, group: Group) -> Iterator[Json]:
    """The stages in their order; below them those that are gone but have figures."""
    gone = sorted({stage for (stage, of), one in now.items() if of == group and one.anything})
    for stage in (*asked.stages, *(one for one in gone if one not in asked.stages)):
        yield _row(
            asked,
            stage,
            now.get((stage, group), Counts()),
            then.get((stage, group), Counts()) if then is not None else None,
            group,
        )


def _row(asked: Question, stage: str, now: Counts, then: Counts | None, group: Group) -> Json:
    part = asked.pipeline.stages_by_key.get(stage)
    following = _following(asked, stage)
    measured = _measured(now, part)
    before = _measured(then, part) if then else {}

    def shown(name: str, kind: Kind) -> Json:
        return figure.figure(
            measured[name], before.get(name), mark(asked, kind, stage, among=group)
        )

    return {
        "stage": stage,
        "label": pick(labels.stage(asked, stage)),
        "to": following,
        "to_label": pick(labels.stage(asked, following)) if following else pick(labels.WON),
        "expected_days": part.expected_days if part else None,
        **{name: shown(name, kind) for name, kind in _OPENS.items()},
        "sticking": _sticking(asked, stage, now, then, group),
    }


# figure -> what it opens
_OPENS: Mapping[str, Kind] = {
    "average_days": "went_on",
    "median_days": "went_on",
    "p90_days": "went_on",
    "days_per_visit": "visits",
    "conversion": "decided",
    "cohort_conversion": "cohort",
    "cohort_open": "cohort",
    "ended": "decided",
    "went_on": "went_on",
    "open": "open",
    "efficiency": "visits",
}


def _measured(one: Counts, part: Stage | None) -> Mapping[str, Number]:
    return {
        "average_days": figure.mean_days(one.stay, one.went_on),
        "median_days": figure.days(one.median, one.went_on),
        "p90_days": figure.days(one.p90, one.went_on),
        "days_per_visit": figure.mean_days(one.dwell, one.visits),
        "conversion": figure.share(one.went_on, one.decided),
        "cohort_conversion": figure.share(one.fates.get("gone", 0), one.cohort),
        "cohort_open": figure.share(one.fates.get("open", 0), one.cohort),
        "ended": figure.count(one.decided),
        "went_on": figure.count(one.went_on),
        "open": figure.count(one.open),
        "efficiency": figure.share(one.in_time, one.visits) if part else NOTHING,
    }


def _sticking(asked: Question, stage: str, now: Counts, then: Counts | None, group: Group) -> Json:
    def said(reason: str, many: int) -> Json:
        opened = mark(asked, "reason", stage, among=group, reason=reason)
        return {
            "count": many,
            "share": figure.share(many, now.stuck).value,
            "drill": opened.token if many else None,
        }

    listed = []
    for reason, many in reasons.most_given(now.reasons):
        label, side = reasons.told(asked, stage, reason)
        listed.append({"key": reason, "label": label, "side": side, **said(reason, many)})
    return {
        "cases": figure.figure(
            figure.count(now.stuck),
            figure.count(then.stuck) if then else None,
            mark(asked, "stuck", stage, among=group),
        ),
        "reasons": listed,
        "unsaid": said("", now.unsaid),
    }


def _following(asked: Question, stage: str) -> str | None:
    if stage not in asked.stages:
        return None
    place = asked.pipeline.place(stage) + 1
    return asked.stages[place] if place < len(asked.stages) else None
