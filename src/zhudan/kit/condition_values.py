"""The values a condition may compare a field with, by the field's family."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

MAX_TEXT = 500
MAX_DAYS_FROM_TODAY = 36_600
MAX_DIGITS = 15
EARLIEST, LATEST = 1900, 2200

Family = Literal[
    "text",
    "number",
    "date",
    "datetime",
    "choice",
    "choices",
    "yes_no",
    "user",
    "reference",
    "files",
]


@dataclass(frozen=True)
class FieldType:
    """What a condition must know of a field. scale: decimal places of a number. options: the
    keys a choice may take (None: any)."""

    family: Family
    scale: int = 0
    options: frozenset[str] | None = None


FieldTypes = Mapping[str, FieldType]


@dataclass(frozen=True)
class Today:
    """The date `days` after today."""

    days: int


@dataclass(frozen=True)
class Me:
    """The person who looks."""


def typed_value(kind: FieldType, raw: object) -> object:
    """A condition's value for a field: str, Decimal, date, datetime, bool, int (an id), Today
    or Me. Raises ValueError when the field cannot be compared with it."""
    return _VALUES[kind.family](raw, kind)


def read_text(raw: object, kind: FieldType) -> str:
    if not isinstance(raw, str) or len(raw) > MAX_TEXT or "\0" in raw:
        raise ValueError
    raw.encode()  # a lone surrogate is a ValueError, too
    return raw


def read_number(raw: object, kind: FieldType) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise ValueError
    # a float's shortest reading is what was written, so 0.1 in JSON stays 0.1; those written
    # with an exponent have too many digits anyway
    text = str(raw)
    if len(text) > 40 or not re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII):
        raise ValueError
    number = Decimal(text)
    scaled = number.scaleb(kind.scale)
    if scaled != scaled.to_integral_value() or abs(scaled) >= 10**MAX_DIGITS:
        raise ValueError
    return number


def read_day(raw: object, kind: FieldType) -> date | Today:
    if isinstance(raw, Mapping):
        days = raw.get("today")
        if set(raw) != {"today"} or isinstance(days, bool) or not isinstance(days, int):
            raise ValueError
        if abs(days) > MAX_DAYS_FROM_TODAY:
            raise ValueError
        return Today(days)
    if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", raw, re.ASCII):
        raise ValueError
    day = date.fromisoformat(raw)
    if not EARLIEST <= day.year < LATEST:
        raise ValueError
    return day


def read_moment(raw: object, kind: FieldType) -> date | datetime | Today:
    if isinstance(raw, str) and "T" in raw and len(raw) <= 40:
        moment = datetime.fromisoformat(raw)
        if moment.tzinfo is None or not EARLIEST <= moment.year < LATEST:
            raise ValueError
        return moment
    return read_day(raw, kind)


def read_choice(raw: object, kind: FieldType) -> str:
    text = read_text(raw, kind)
    if kind.options is not None and text not in kind.options:
        raise ValueError
    return text


def read_yes_no(raw: object, kind: FieldType) -> bool:
    if not isinstance(raw, bool):
        raise ValueError
    return raw


def read_id(raw: object, kind: FieldType) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise ValueError
    if not re.fullmatch(r"\d{1,18}", str(raw), re.ASCII):
        raise ValueError
    return int(raw)


def read_person(raw: object, kind: FieldType) -> int | Me:
    if isinstance(raw, Mapping):
        if set(raw) != {"me"} or raw["me"] is not True:
            raise ValueError
        return Me()
    return read_id(raw, kind)


def read_nothing(raw: object, kind: FieldType) -> object:
    raise ValueError


_VALUES: Mapping[Family, Callable[[object, FieldType], object]] = {
    "text": read_text,
    "number": read_number,
    "date": read_day,
    "datetime": read_moment,
    "choice": read_choice,
    "choices": read_choice,
    "yes_no": read_yes_no,
    "user": read_person,
    "reference": read_id,
    "files": read_nothing,
}
