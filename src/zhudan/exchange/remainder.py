"""What a cell holds beside its value, where the mapping says what it means.

A unit behind a number, "about" before it, a day without its year, a second phone number: each is
taken apart here exactly as the column's setting says, and without a setting the cell stays as it
is and is refused by whoever reads it.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.fields.choice import WithOptions
from zhudan.blueprint.fields.kind import refuse
from zhudan.blueprint.fields.number import ExactNumber, NumberField
from zhudan.exchange.cell import Cell
from zhudan.exchange.mapping import Column
from zhudan.exchange.values import exact, fold, text_of, written_number

_ABOUT = re.compile(
    r"^(?:大约|大概|约莫|约|近|将近|approx\.?|about|~|≈)\s*|\s*(?:左右|上下|多|余)$"
)
_BEHIND = re.compile(r"^(.*?[\d.]\s*[万亿]?)\s*([^\d\s.,%万亿][^\d]{0,11}|[^\d\s]{0,3}[²³23]?)$")
_BETWEEN_PHONES = re.compile(r"\s*(?:[/、,，;；|\n]|\s或\s?|或)\s*")
_NO_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_MULTIPLES = {
    "十": 10, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000,
    "千万": 10_000_000, "亿": 100_000_000,
}  # fmt: skip
_SAME_UNIT = {
    "m2": "㎡", "m²": "㎡", "平方米": "㎡", "平米": "㎡", "平方": "㎡", "平": "㎡", "方": "m3",
    "m³": "m3", "立方米": "m3", "立方": "m3", "t": "吨", "kg": "公斤", "千克": "公斤",
}  # fmt: skip


@dataclass(frozen=True)
class Split:
    """cell: what is to be read as the field's value. rest: what was left out, as it was written.
    unit: the option of the column's unit_field."""

    cell: Cell
    rest: str | None = None
    unit: str | None = None


def split(cell: Cell, column: Column, kind: FieldKind, units: WithOptions | None) -> Split:
    """Raises FieldError where the cell contradicts the setting."""
    if isinstance(kind, ExactNumber) and kind.kind != "percent":
        return _number(cell, column, kind, units)
    if not isinstance(cell, str):
        return Split(cell)
    if kind.kind == "phone":
        return _phones(cell, column)
    if kind.kind in ("date", "datetime"):
        return Split(dated(cell, column.year))
    return Split(cell)


def _number(cell: Cell, column: Column, kind: ExactNumber, units: WithOptions | None) -> Split:
    multiple, name = _unit(column.unit)
    if isinstance(cell, float) and not isinstance(cell, bool):
        return Split(_times(exact(cell), multiple) if multiple != 1 else cell)
    if not isinstance(cell, str):
        return Split(cell)
    text = unicodedata.normalize("NFKC", cell).strip()
    rest = None
    if column.approximate and _ABOUT.search(text):
        text, rest = _ABOUT.sub("", text).strip(), cell.strip()
    behind = _BEHIND.fullmatch(text)
    if behind is None or not behind[2]:
        return Split(_scaled(text, multiple), rest)
    said = _plain(behind[2])
    if units is not None:
        option = _option(units, said)
        if option is not None:
            return Split(_scaled(behind[1].strip(), multiple), rest, option)
    own = [name] if name else []
    if isinstance(kind, NumberField) and kind.unit:
        own += [_plain(one) for one in kind.unit.values()]
    if said in own:
        return Split(_scaled(behind[1].strip(), multiple), rest)
    return Split(_scaled(text, multiple), rest)


def _unit(unit: str | None) -> tuple[int, str | None]:
    """ "万㎡" is ten thousand and ㎡; "万" and "万元" ten thousand."""
    text = unicodedata.normalize("NFKC", unit or "").strip()
    for word in sorted(_MULTIPLES, key=len, reverse=True):
        if text.startswith(word):
            rest = text[len(word) :]
            return _MULTIPLES[word], None if rest in ("", "元") else _plain(rest)
    return 1, _plain(text) if text and text != "元" else None


def _plain(unit: str) -> str:
    folded = fold(unit).replace(" ", "")
    return _SAME_UNIT.get(folded, _SAME_UNIT.get(folded.rstrip("/"), folded))


def _option(units: WithOptions, said: str) -> str | None:
    for option in units.options:
        if said in (option.key, *(_plain(one) for one in option.label.values())):
            return option.key
    return None


def _scaled(text: str, multiple: int) -> Cell:
    """A bare number counts in the column's unit; one that says 万 itself cannot."""
    if multiple == 1:
        return text
    if re.search(r"[万亿元]", text):
        raise refuse(
            "unit_twice",
            "单元格自己写了单位，与这一列的单位不一致",
            "The cell has a unit of its own beside the column's",
        )
    return _times(written_number(text), multiple)


def _times(number: Decimal, multiple: int) -> str:
    return format(number * multiple, "f")


def _phones(cell: str, column: Column) -> Split:
    parts = [part for part in _BETWEEN_PHONES.split(cell.strip()) if part]
    if len(parts) < 2:
        return Split(cell)
    if column.several == "first":
        return Split(parts[0], "、".join(parts[1:]))
    raise refuse(
        "several_phones",
        "一个单元格里有几个号码：请在映射里选择“取第一个”，或只留一个",
        "The cell holds several numbers: choose “take the first” in the mapping, or leave one",
    )


def dated(cell: Cell, year: int | None) -> Cell:
    """A day written without its year, with it. Raises FieldError where none is known."""
    if not isinstance(cell, str):
        return cell
    found = _NO_YEAR.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    if found is None:
        return cell
    if year is None:
        raise refuse(
            "no_year",
            f"“{cell.strip()[:20]}”没有写年份，请在映射里说明这一列是哪一年",
            f"“{cell.strip()[:20]}” says no year; say in the mapping which year this column is of",
        )
    return f"{year}-{found[1]}-{found[2]}"


def told_of(rest: str, column: str) -> str:
    """A line for the field that keeps what was left out."""
    return f"{column}：{rest}"


__all__ = ["Split", "split", "text_of", "told_of"]
