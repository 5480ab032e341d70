"""The days a report looks at, and those it compares them with."""

from dataclasses import dataclass
from datetime import date, timedelta

from zhudan.kit.errors import Invalid, Label

_FIRST, _LAST = date(1, 1, 1), date(9999, 1, 1)
_YEARS = range(1900, 9000)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From one day of the organisation to another, both included; None: without limit."""

    begins: date | None
    ends: date | None

    @property
    def first(self) -> date:
        return self.begins or _FIRST

    @property
    def last(self) -> date:
        return self.ends or _LAST

    def closed(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.last < today

    def previous(self) -> "Period | None":
        """As long and right before: whole months before whole months, else as many days."""
        if self.begins is None or self.ends is None:
            return None
        before = self.begins - _DAY
        if self.begins.day == 1 and (self.ends + _DAY).day == 1:
            months = _month(self.ends) - _month(self.begins) + 1
            return Period(_first_of(_month(self.begins) - months), before)
        return Period(before - (self.ends - self.begins), before)

    @property
    def label(self) -> Label:
        """As people call it: a month by its name, else its days."""
        if self.begins is None and self.ends is None:
            return {"zh-CN": "全部时间", "en": "all time"}
        ends = self.ends
        if ends and (ends + _DAY).day == 1 and self.begins == _first_of(_month(ends)):
            return {"zh-CN": f"{ends.year}年{ends.month}月", "en": f"{ends:%B} {ends.year}"}
        days = f"{self.begins or ''} … {self.ends or ''}".strip()
        return {"zh-CN": days, "en": days}


def last_month(today: date) -> Period:
    """The last month that is over."""
    ends = today.replace(day=1) - _DAY
    return Period(ends.replace(day=1), ends)


def read(begins: str | None, ends: str | None, today: date) -> Period:
    """As asked for: neither, the last closed month; an empty one, no limit on that side.

    Invalid (422): `not_a_date`, `period_reversed`.
    """
    if begins is None and ends is None:
        return last_month(today)
    asked = Period(_day("from", begins), _day("to", ends))
    if asked.first > asked.last:
        raise Invalid.field(
            "to",
            "period_reversed",
            {"zh-CN": "结束日期早于开始日期", "en": "The period ends before it begins"},
        )
    return asked


def _day(name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS or len(text) != 10:
        raise Invalid.field(
            name, "not_a_date", {"zh-CN": "日期要写成 2026-10-31", "en": "A date is 2026-10-31"}
        )
    return day


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
