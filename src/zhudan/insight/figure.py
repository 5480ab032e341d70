"""A figure: its value, how many cases are behind it, what it was before, and how to open it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Literal

from zhudan.insight.token import Mark

SMALL = 10
Json = dict[str, Any]
_PLACES = {"days": Decimal("0.01"), "share": Decimal("0.0001")}
_DAY = 86_400


@dataclass(frozen=True)
class Number:
    """value None: there were no cases to compute it from."""

    value: float | int | None
    cases: int


NOTHING = Number(None, 0)


def days(seconds: float | Decimal | None, cases: int) -> Number:
    """From seconds in all, or as they are where `cases` does not divide them."""
    return Number(None if seconds is None else _rounded("days", Decimal(seconds) / _DAY), cases)


def mean_days(seconds: int | Decimal | None, cases: int) -> Number:
    return days(Decimal(seconds or 0) / cases, cases) if cases else NOTHING


def share(part: int, cases: int) -> Number:
    return Number(_rounded("share", Decimal(part) / cases), cases) if cases else NOTHING


def count(many: int) -> Number:
    return Number(many, many)


def figure(now: Number, before: Number | None, mark: Mark | None) -> Json:
    """As the API answers it. before None: there is no period before. mark: what it opens. A mean
    or share of too few cases before is shown, but not compared with."""
    previous = before.value if before else None
    change = None
    if now.value is not None and before is not None and previous is not None:
        whole = isinstance(now.value, int)
        exact = Decimal(str(now.value)) - Decimal(str(previous))
        if whole or before.cases >= SMALL:
            change = int(exact) if whole else float(exact)
    return {
        "value": now.value,
        "cases": now.cases,
        "small": now.cases < SMALL,
        "previous": previous,
        "change": change,
        "drill": mark.token if mark and now.cases else None,
    }


def _rounded(kind: Literal["days", "share"], value: Decimal) -> float:
    return float(value.quantize(_PLACES[kind], ROUND_HALF_EVEN))
