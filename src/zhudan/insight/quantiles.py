"""Median and 90th percentile of the stays, by stage and group, in seconds."""

from collections.abc import Mapping, Sequence

from django.db import connection

from zhudan.insight import asking, statements
from zhudan.insight.period import Period
from zhudan.insight.question import Question

SHARES = (0.5, 0.9)
Both = Sequence[float | None]


def quantiles(
    asked: Question, period: Period, went_on: Mapping[tuple[str, int | str | None], int]
) -> dict[tuple[str, int | str | None], Both]:
    """PostgreSQL computes them; SQLite tells the neighbours between which they lie. went_on: how
    many stays there are."""
    if not any(went_on.values()):
        return {}
    text = statements.QUANTILES[connection.vendor]
    many = None if asked.group else {stage: number for (stage, _), number in went_on.items()}
    lines = asking.answers(asking.ended(asked, text, period, many))
    if connection.vendor == "postgresql":
        return {(stage, group): both for stage, group, both in lines}
    told: dict[tuple[str, int | str | None], tuple[int, dict[int, int]]] = {}
    for stage, group, many, nth, seconds in lines:
        told.setdefault((stage, group), (many, {}))[1][nth] = seconds
    return {
        key: [between(many, neighbours, share) for share in SHARES]
        for key, (many, neighbours) in told.items()
    }


def between(many: int, values: dict[int, int], share: float) -> float:
    """As percentile_cont of standard SQL: linear between the two neighbours.

    many: how many values there are in all; values: those at the places around the share.
    """
    place = share * (many - 1)
    # 0.9 × 10 is a hair less than 9, and nobody's neighbour is asked for at such a place.
    low = int(place + 1e-9)
    rest = max(0.0, place - low)
    if rest < 1e-9:
        return float(values[low])
    return values[low] + rest * (values[low + 1] - values[low])
