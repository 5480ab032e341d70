"""Days off in China: holidays, weekends, and the weekends that are worked."""

from datetime import date

import pytest

from zhudan.people import calendar


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 10, 1), True),  # National Day
        (date(2026, 10, 10), False),  # a Saturday that makes up for it
        (date(2025, 1, 26), False),  # a Sunday before the Spring Festival
        (date(2026, 11, 21), True),  # a plain Saturday
        (date(2026, 11, 23), False),  # a plain Monday
        (date(2031, 3, 1), True),  # a Saturday of a year nobody knows yet
    ],
)
def test_days_off(db: None, day: date, off: bool) -> None:
    assert calendar.is_off(day) is off


def test_the_company_may_set_a_day(db: None) -> None:
    calendar.set_day(date(2026, 11, 23), off=True, note="厂庆")
    assert calendar.is_off(date(2026, 11, 23))
    calendar.seed()
    assert calendar.is_off(date(2026, 11, 23))


def test_asking_again_costs_nothing(db: None, django_assert_num_queries: object) -> None:
    calendar.is_off(date(2026, 1, 1))
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert calendar.is_off(date(2026, 2, 17))


def test_the_last_known_year_is_told(db: None) -> None:
    assert calendar.last_known_year() == 2026
