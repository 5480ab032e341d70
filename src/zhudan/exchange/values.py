"""From a cell to what a field takes: exactly, or not at all.

What a person in China or abroad unmistakably wrote is understood (2025年3月7日, ¥1,200.00, 3.5万);
what could mean two things is refused with the reason, never guessed (7/3/2025, 45000 as a date).
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from zhudan.blueprint.fields import FieldError, FieldKind
from zhudan.blueprint.fields.choice import WithOptions
from zhudan.blueprint.fields.kind import WRONG_TYPE, refuse
from zhudan.exchange.cell import Cell


@dataclass(frozen=True, slots=True)
class Setting:
    """What a cell alone does not say.

    zone: of times without offset. currency: ISO code of the organisation. percent: what a bare
    number in a percent column is, percents (6.2) or a fraction (0.062); None refuses it.
    """

    zone: ZoneInfo
    currency: str
    percent: Literal["percent", "fraction"] | None = None


def read(cell: Cell, field: FieldKind, setting: Setting) -> Any:
    """What `field.parse` takes, for a kind of READERS. None when empty; raises FieldError."""
    if isinstance(cell, str):
        cell = cell.strip() or None
    return None if cell is None else READERS[field.kind](cell, field, setting)


def text_of(cell: Cell) -> str:
    """The cell as text: a whole number of a workbook as its digits, 13800138000 and no ".0"."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return format(exact(cell), "f")
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return "" if cell is None else str(cell)


def shown(cell: Cell) -> str:
    """The cell for a reader, where `text_of` would refuse it."""
    try:
        return text_of(cell)
    except FieldError:
        return str(cell)


def exact(number: float) -> Decimal:
    """The decimal number a workbook's binary one stands for.

    Its shortest reading; where that has more than 15 digits it is the trace of binary
    arithmetic (0.1 + 0.2), and the 15 digits count that spreadsheets calculate and show. A
    longer number (an 18-digit identity number) has lost its end already and is refused.
    """
    if not abs(number) < 1e15:
        raise refuse(
            "digits_lost",
            "数字超过 15 位，表格软件已丢失末尾的数字：请把该列设为文本格式再填写",
            "A number of more than 15 digits has lost its end in the spreadsheet: keep it as text",
        )
    shortest = Decimal(repr(number))
    if len(shortest.as_tuple().digits) > 15:
        shortest = Decimal(f"{number:.15g}")
    whole = shortest.to_integral_value()
    return whole.quantize(Decimal(1)) if shortest == whole else shortest


def _text(cell: Cell, field: FieldKind, setting: Setting) -> str:
    return text_of(cell)


_SYMBOLS = {"CNY": "¥|元|圆|RMB|CNY", "USD": r"US\$|\$|USD", "EUR": "€|EUR", "GBP": "£|GBP"}
_MULTIPLES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*([万亿]?)", re.ASCII)


def _number(cell: Cell, field: FieldKind, setting: Setting) -> Decimal:
    if isinstance(cell, float) and not isinstance(cell, bool):
        return exact(cell)
    if not isinstance(cell, str):
        raise WRONG_TYPE
    return written_number(unicodedata.normalize("NFKC", cell).strip())


def written_number(text: str) -> Decimal:
    """1234.5, 1,234.5, 12.5万; thousands are marked rightly or not at all."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise refuse(
            "not_a_number",
            f"“{_short(text)}”不是数字",
            f"“{_short(text)}” is not a number",
        )
    sign, whole, fraction, multiple = found.groups()
    number = Decimal(f"{sign}{whole.replace(',', '')}{fraction or ''}")
    return number * _MULTIPLES[multiple]


def _money(cell: Cell, field: FieldKind, setting: Setting) -> Decimal:
    if not isinstance(cell, str):
        return _number(cell, field, setting)
    text = unicodedata.normalize("NFKC", cell).strip()
    symbol = _SYMBOLS.get(setting.currency, re.escape(setting.currency))
    sign, bare = ("-", text[1:]) if text.startswith("-") else ("", text)
    bare = re.sub(rf"^(?:{symbol})\s*|\s*(?:{symbol})$", "", bare)
    return written_number(sign + bare)


def _percent(cell: Cell, field: FieldKind, setting: Setting) -> Decimal:
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        if text.endswith("%"):
            return written_number(text[:-1].strip())
    number = _number(cell, field, setting)
    if setting.percent is None:
        raise refuse(
            "percent_unclear",
            "不清楚这个数是百分数还是小数：请写上 %，或在映射里注明 percent",
            "It is unclear whether this number is percent or a fraction: write %, or say it with "
            "“percent” in the mapping",
        )
    return number * 100 if setting.percent == "fraction" else number


_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|/(\d{1,2})/(\d{1,2})"
    r"|年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)",
    re.ASCII,
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?", re.ASCII)
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")


def _date(cell: Cell, field: FieldKind, setting: Setting) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        if "T" in text or ":" in text:
            return _moment(text, setting).astimezone(setting.zone).date().isoformat()
        return written_date(text).isoformat()
    raise _not_a_date(text_of(cell))


def written_date(text: str) -> date:
    """ISO and the ways it is written in China, year first; anything else may mean two days."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise _not_a_date(text)
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise _not_a_date(text) from None


def _datetime(cell: Cell, field: FieldKind, setting: Setting) -> str:
    return moment(cell, setting).isoformat()


def moment(cell: Cell, setting: Setting) -> datetime:
    """An aware time; a day alone is its first moment in the organisation's zone."""
    if isinstance(cell, datetime):
        return _in_zone(cell, setting.zone)
    if isinstance(cell, date):
        return _in_zone(datetime.combine(cell, time()), setting.zone)
    if isinstance(cell, str):
        return _moment(unicodedata.normalize("NFKC", cell).strip(), setting)
    raise _not_a_date(text_of(cell))


def _moment(text: str, setting: Setting) -> datetime:
    day_text, _, time_text = text.replace("T", " ").partition(" ")
    day = written_date(day_text)
    if not time_text:
        return _in_zone(datetime.combine(day, time()), setting.zone)
    offset = _OFFSET.search(time_text)
    clock = _TIME.fullmatch(time_text[: offset.start()] if offset else time_text)
    try:
        if clock is None:
            raise ValueError
        hour, minute, second, fraction = clock.groups()
        told = time(int(hour), int(minute), int(second or 0), int((fraction or "").ljust(6, "0")))
        if offset:
            return datetime.fromisoformat(f"{day}T{told.isoformat()}{offset[0]}")
    except ValueError:
        raise _not_a_date(text) from None
    return _in_zone(datetime.combine(day, told), setting.zone)


def _in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """Refuses the hour that a change of clocks leaves out or repeats."""
    first, second = moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1)
    if first.utcoffset() != second.utcoffset():
        raise _not_a_date(moment.isoformat(" "))
    return first


def _not_a_date(text: str) -> Exception:
    return refuse(
        "not_a_date",
        f"“{_short(text)}”不是明确的日期，请写成 2025-03-07 这样",
        f"“{_short(text)}” is not a clear date; write it as 2025-03-07",
    )


def _choice(cell: Cell, field: FieldKind, setting: Setting) -> str:
    assert isinstance(field, WithOptions)
    return _option(field, text_of(cell))


BETWEEN = re.compile(r"[,，;；、|\n]")


def _choices(cell: Cell, field: FieldKind, setting: Setting) -> list[str]:
    assert isinstance(field, WithOptions)
    parts = [part.strip() for part in BETWEEN.split(text_of(cell))]
    return [_option(field, part) for part in parts if part]


def _option(field: WithOptions, text: str) -> str:
    """By key or by label in any language."""
    folded = fold(text)
    for option in field.options:
        if folded == option.key or folded in map(fold, option.label.values()):
            return option.key
    raise refuse(
        "unknown_option",
        f"没有选项“{_short(text)}”",
        f"There is no option “{_short(text)}”",
    )


_YES: Sequence[str] = ("是", "有", "对", "yes", "y", "true", "1", "√", "✓")
_NO: Sequence[str] = ("否", "无", "没有", "不", "no", "n", "false", "0", "×")


def _yes_no(cell: Cell, field: FieldKind, setting: Setting) -> bool:
    if isinstance(cell, bool):
        return cell
    folded = fold(text_of(cell))
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise refuse(
        "not_yes_or_no",
        f"“{_short(text_of(cell))}”不是“是”或“否”",
        f"“{_short(text_of(cell))}” is neither yes nor no",
    )


def fold(text: str) -> str:
    """How names are compared: width, case and runs of blanks do not count, nor does any blank
    between Chinese characters."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _WITHIN_CHINESE.sub("", plain)


_WITHIN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


# Kinds that point to something are read by pointers.py; attachments and computed kinds by nobody.
READERS: dict[str, Callable[[Any, FieldKind, Setting], Any]] = {
    "text": _text,
    "long_text": _text,
    "phone": _text,
    "email": _text,
    "url": _text,
    "address": _text,
    "number": _number,
    "money": _money,
    "percent": _percent,
    "date": _date,
    "datetime": _datetime,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
}
