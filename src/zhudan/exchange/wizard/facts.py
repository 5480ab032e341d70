"""What is known of a file's columns, from one walk over its rows."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zhudan.exchange.cell import Cell
from zhudan.exchange.sheet import Sheet
from zhudan.exchange.values import shown
from zhudan.kit.errors import Label

SAMPLES = 5
HEAD = 12
_WIDEST_HEAD = 60
_LONGEST = 120
_JUDGED = 2000  # rows whose cells are looked at for what they are
_DISTINCT = 200

_PHONE = re.compile(r"(?:\+?86[\s-]*)?(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]?\d{7,8})\b.*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DATE = re.compile(r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?.*|\d{1,2}月\d{1,2}[日号]")
_NUMBER = re.compile(r"[约¥￥$-]{0,2}\s*\d[\d,]*(?:\.\d+)?\s*(?:[万亿千百]?[^\d]{0,4}[23]?)")


@dataclass
class Column:
    """likes: kind of cell -> share of the filled ones. words: the commonest cells, as text."""

    name: str
    filled: int = 0
    samples: list[str] = field(default_factory=list)
    colour: bool = False
    likes: dict[str, float] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def gather(sheet: Sheet) -> tuple[list[Column], int]:
    """Every column, and how many rows there are."""
    columns = [Column(name, colour=name in sheet.coloured) for name in sheet.header]
    kinds = [Counter[str]() for _ in columns]
    words = [Counter[str]() for _ in columns]
    rows = 0
    for row in sheet.rows:
        rows += 1
        for place, (column, cell) in enumerate(zip(columns, row.cells, strict=False)):
            if cell is None:
                continue
            column.filled += 1
            if rows > _JUDGED:
                continue
            text = shown(cell).strip()
            kinds[place][_kind(cell, text)] += 1
            if len(words[place]) < _DISTINCT or text in words[place]:
                words[place][text[:_LONGEST]] += 1
    for place, column in enumerate(columns):
        judged = kinds[place].total()
        column.likes = {kind: round(n / judged, 3) for kind, n in kinds[place].items()}
        column.words = [text for text, _ in words[place].most_common(_DISTINCT) if text]
        column.samples = list(words[place])[:SAMPLES]
    return columns, rows


def head(sheet: Sheet) -> list[list[str]]:
    """The file's first lines as they stand, for choosing the header row by its number: line n
    is the n-th; an empty one is empty."""
    told: list[list[str]] = []
    for line in sheet.spool.lines():
        if line.number > HEAD:
            break
        told += [[]] * (line.number - 1 - len(told))
        told.append([shown(cell)[:_LONGEST] for cell in line.cells[:_WIDEST_HEAD]])
    return told


def raw(columns: list[Column]) -> list[dict[str, Any]]:
    return [vars(column) for column in columns]


def revived(told: list[dict[str, Any]]) -> list[Column]:
    return [Column(**one) for one in told]


def _kind(cell: Cell, text: str) -> str:
    if isinstance(cell, bool):
        return "yes_no"
    if isinstance(cell, datetime | date):
        return "date"
    plain = unicodedata.normalize("NFKC", text)
    if _PHONE.fullmatch(plain):
        return "phone"
    if isinstance(cell, float):
        return "number"
    if _EMAIL.fullmatch(plain):
        return "email"
    if _DATE.fullmatch(plain):
        return "date"
    return "number" if _NUMBER.fullmatch(plain) else "text"


__all__ = ["Column", "Label", "gather", "head", "raw", "revived"]
