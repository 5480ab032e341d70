"""Time as the organisation counts it: its days, and due times on three clocks.

calendar      runs always; a day is the same time of the next day.
workday_24h   runs round the clock on working days and stands still on days off.
working_hours runs between opening and closing on working days; a day is one such span.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

Clock = Literal["calendar", "workday_24h", "working_hours"]

OPENS = time(9)
CLOSES = time(18)
_FARTHEST = 3660  # days looked ahead; a calendar that is off for ten years is broken


def day_of(at: datetime, zone: tzinfo) -> date:
    """The organisation's day on which the moment falls."""
    return at.astimezone(zone).date()


def midnight(day: date, zone: tzinfo) -> datetime:
    """The moment the organisation's day begins, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def due(
    start: datetime,
    *,
    hours: float = 0,
    days: float = 0,
    clock: Clock,
    is_off: Callable[[date], bool],
    zone: tzinfo,
) -> datetime:
    """When `hours` plus `days` counted from `start` on `clock` have run out, in UTC.

    A due time that falls on the end of a working day stays there; it does not slide to the
    next opening. ValueError when the calendar knows no working day for ten years.
    """
    if clock == "calendar":
        whole_days = start.astimezone(zone) + timedelta(days=days)
        return whole_days.astimezone(UTC) + timedelta(hours=hours)
    left = timedelta(hours=hours) + days * _length_of_day(clock)
    if not left:
        return start.astimezone(UTC)
    for begins, ends in _running(start, clock, is_off, zone):
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    raise ValueError("the calendar has no working time in the next ten years")


def _length_of_day(clock: Clock) -> timedelta:
    if clock == "workday_24h":
        return timedelta(days=1)
    return timedelta(hours=CLOSES.hour - OPENS.hour)


def _running(
    start: datetime, clock: Clock, is_off: Callable[[date], bool], zone: tzinfo
) -> Iterator[tuple[datetime, datetime]]:
    """The spans, in UTC, in which the clock runs after `start`."""
    first = day_of(start, zone)
    for day in (first + timedelta(days=n) for n in range(_FARTHEST)):
        if is_off(day):
            continue
        if clock == "workday_24h":
            begins, ends = midnight(day, zone), midnight(day + timedelta(days=1), zone)
        else:
            begins = datetime.combine(day, OPENS, zone).astimezone(UTC)
            ends = datetime.combine(day, CLOSES, zone).astimezone(UTC)
        if start < ends:
            yield max(begins, start.astimezone(UTC)), ends
