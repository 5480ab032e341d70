"""Which days nobody works: weekends, but for China's holidays and the make-up days they cost.

The table is seeded from `calendar_cn.csv` and is the company's to edit; days it does not name
follow the week.
"""

import csv
import datetime
from collections.abc import Mapping
from importlib.resources import files

from django.db import transaction

from zhudan.people import directory
from zhudan.people.models import CalendarDay

SATURDAY = 5

_latest: tuple[str, Mapping[datetime.date, bool]] | None = None


def is_off(day: datetime.date) -> bool:
    """Whether `day` is a day off. No query but the directory's own."""
    named = _days().get(day)
    return named if named is not None else day.weekday() >= SATURDAY


def last_known_year() -> int | None:
    """The last year whose holidays are in the table; None where it is empty."""
    days = _days()
    return max(day.year for day in days) if days else None


@transaction.atomic
def set_day(day: datetime.date, *, off: bool, note: str) -> None:
    CalendarDay.objects.update_or_create(day=day, defaults={"off": off, "note": note})
    directory.turn()


@transaction.atomic
def seed() -> None:
    """Add the shipped days; days already in the table stay as the company set them."""
    text = files("zhudan.people").joinpath("calendar_cn.csv").read_text("utf-8")
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                day=datetime.date.fromisoformat(row["day"]),
                off=row["off"] == "1",
                note=row["note"],
            )
            for row in csv.DictReader(text.splitlines())
        ],
        ignore_conflicts=True,
    )
    directory.turn()


def _days() -> Mapping[datetime.date, bool]:
    global _latest
    version = directory.current().version
    if _latest is None or _latest[0] != version:
        _latest = (version, dict(CalendarDay.objects.values_list("day", "off")))
    return _latest[1]
