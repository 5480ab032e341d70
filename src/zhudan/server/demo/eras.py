"""When the demo company went live, and what that changed in how it works."""

from dataclasses import dataclass
from datetime import datetime

MONTHS = 18  # of history, the running month beside


@dataclass(frozen=True)
class Habits:
    """Of the key actions: shares done in time and late; the rest is never done."""

    in_time: float
    late: float
    done: float  # of those without a due time: done before the project moves on


# Before: the board was kept and the gates let everything through.
LOOSE = Habits(in_time=0.4, late=0.3, done=0.3)
FIRM = Habits(in_time=0.82, late=0.12, done=0.92)


@dataclass(frozen=True)
class Eras:
    """begins: the first project. live_on: the first of a month, three closed months back.
    rule_on: a month later, the promise of a proposal within 48 hours. quarter_before: three months
    before live_on. All midnights at home."""

    now: datetime
    begins: datetime
    live_on: datetime
    rule_on: datetime
    quarter_before: datetime

    def habits(self, at: datetime) -> Habits:
        return FIRM if at >= self.live_on else LOOSE


def eras(now: datetime) -> Eras:
    """now: aware, in the organisation's zone."""
    return Eras(now, _first(now, MONTHS), _first(now, 3), _first(now, 2), _first(now, 6))


def _first(now: datetime, months_back: int) -> datetime:
    """The beginning of the month so many before the running one."""
    month = now.year * 12 + now.month - 1 - months_back
    year, place = divmod(month, 12)
    return datetime(year, place + 1, 1, tzinfo=now.tzinfo)
