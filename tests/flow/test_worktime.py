"""The three clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhudan.kit.worktime import CLOSES, OPENS, day_of, due, midnight

SHANGHAI = ZoneInfo("Asia/Shanghai")


def weekend(day: date) -> bool:
    return day.weekday() >= 5


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-11-23T10:00", "2026-11-25T10:00"),  # Monday to Wednesday
        ("2026-11-27T10:00", "2026-12-01T10:00"),  # Friday: Saturday and Sunday stand still
        ("2026-11-28T15:00", "2026-12-02T00:00"),  # given on Saturday, it starts on Monday
        ("2026-11-26T00:00", "2026-11-28T00:00"),  # ends with Friday, and does not slide
    ],
)
def test_48_hours_run_round_the_clock_and_stand_still_on_days_off(
    start: str, expected: str
) -> None:
    end = due(at(start), hours=48, clock="workday_24h", is_off=weekend, zone=SHANGHAI)
    assert end == at(expected)


def test_a_make_up_day_runs_and_a_holiday_does_not() -> None:
    def is_off(day: date) -> bool:
        return day == date(2026, 11, 27) or day == date(2026, 11, 29)

    end = due(at("2026-11-26T12:00"), hours=48, clock="workday_24h", is_off=is_off, zone=SHANGHAI)
    assert end == at("2026-11-30T12:00")


def test_working_hours_count_only_while_the_office_is_open() -> None:
    end = due(at("2026-11-27T17:00"), hours=2, clock="working_hours", is_off=weekend, zone=SHANGHAI)
    assert end == at("2026-11-30T10:00")
    end = due(at("2026-11-27T20:00"), days=1, clock="working_hours", is_off=weekend, zone=SHANGHAI)
    assert end == at("2026-11-30T18:00")


def test_calendar_days_keep_the_time_of_day_over_a_change_of_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 24, 9, tzinfo=berlin)
    end = due(start, days=2, clock="calendar", is_off=weekend, zone=berlin)
    assert end == datetime(2026, 10, 26, 9, tzinfo=berlin)


def test_a_calendar_without_working_days_is_refused_not_looped_over() -> None:
    with pytest.raises(ValueError, match="no working time"):
        due(
            at("2026-11-23T10:00"),
            hours=1,
            clock="workday_24h",
            is_off=lambda day: True,
            zone=SHANGHAI,
        )


moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
days_off = st.sets(st.dates(date(2026, 1, 1), date(2028, 3, 1)), max_size=40)


@given(moments, st.integers(1, 400), days_off)
def test_exactly_the_asked_time_runs_before_the_due_time(
    start: datetime, quarters: int, off: set[date]
) -> None:
    """Counted the slow way: every quarter of an hour asked whether the clock ran in it."""
    start = start.replace(minute=start.minute // 15 * 15)

    def is_off(day: date) -> bool:
        return weekend(day) or day in off

    for clock in ("workday_24h", "working_hours"):
        end = due(start, hours=quarters / 4, clock=clock, is_off=is_off, zone=SHANGHAI)
        ran, moment = 0, start
        while moment < end:
            local = moment.astimezone(SHANGHAI)
            open_now = clock == "workday_24h" or OPENS <= local.time() < CLOSES
            ran += open_now and not is_off(local.date())
            moment += timedelta(minutes=15)
        assert ran == quarters


@given(moments)
def test_a_moment_lies_in_its_day(moment: datetime) -> None:
    day = day_of(moment, SHANGHAI)
    assert midnight(day, SHANGHAI) <= moment < midnight(day + timedelta(days=1), SHANGHAI)
