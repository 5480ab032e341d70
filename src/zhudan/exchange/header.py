"""Where a table begins in a sheet: which line names its columns, under titles and merged cells.

A header is a line of distinct short texts, nearly as wide as what stands below it, above cells
that look different from it; a line that calls columns what the blueprint calls its fields wins.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from zhudan.exchange.cell import Cell
from zhudan.exchange.spool import Line
from zhudan.exchange.values import fold

LOOKED_AT = 60
_BELOW = 12
_LONGEST_NAME = 24
_NUMBERS = re.compile(r"[-+¥$€]?[\d,.]+\s*[%万亿元]?|-+|/")
_DATES = re.compile(r"\d{2,4}[-./年]\d{1,2}([-./月]\d{1,2}日?)?|\d{1,2}月\d{1,2}日?")
_NOTE = re.compile(r"[:：]|^(注|备注说明|单位|日期|制表|填报|编制|说明)[:：]")

Merges = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Found:
    """row: the lowest line of the header, 0 where none names columns. names: by column."""

    row: int
    names: tuple[str, ...]


def find(lines: Sequence[Line], merges: Merges, known: Collection[str] = ()) -> Found:
    """known: folded names of fields. lines: the first LOOKED_AT that are not empty, at least
    one."""
    scored = [
        (_score(lines, place, merges, known) - place * 0.1, -place)
        for place in range(min(len(lines), LOOKED_AT))
    ]
    _, place = max(scored)
    return at(lines, lines[-place].number, merges)


def at(lines: Sequence[Line], row: int, merges: Merges) -> Found:
    """The header whose lowest line is `row`, joined with a line of groups above it."""
    place = next((at for at, line in enumerate(lines) if line.number == row), None)
    if place is None:
        return Found(row, ())
    names = [_name(cell) for cell in lines[place].cells]
    if place > 0 and lines[place - 1].number == row - 1:
        names = _joined(names, lines[place - 1], lines[place], merges)
    while names and not names[-1]:
        names.pop()
    return Found(row, tuple(names))


def _score(lines: Sequence[Line], place: int, merges: Merges, known: Collection[str]) -> float:
    line = lines[place]
    below = lines[place + 1 : place + 1 + _BELOW]
    names = at(lines, line.number, merges).names
    filled = [name for name in names if name]
    if not filled:
        return -10.0
    width = _width([line, *below])
    texts = [name for name in filled if _names_something(name)]
    share = len(texts) / len(filled)
    score = 3.0 * min(len(filled) / width, 1.0) + 2.0 * share
    score += 1.0 * len(set(filled)) / len(filled)
    score += 2.5 * sum(fold(name) in known for name in filled) / len(filled)
    score += 2.0 * _contrast(line, below)
    if not below:
        score -= 2.0
    if width > 1 and len(filled) == 1:
        score -= 3.0
    if sum(len(name) > _LONGEST_NAME for name in filled) * 2 > len(filled):
        score -= 1.5
    if any(_NOTE.search(name) for name in filled) and len(filled) * 2 <= width:
        score -= 1.0
    return score


def _width(lines: Sequence[Line]) -> int:
    """How many cells a line here mostly fills."""
    counts = sorted(sum(cell is not None for cell in line.cells) for line in lines)
    return max(counts[len(counts) * 3 // 4], 1)


def _contrast(line: Line, below: Sequence[Line]) -> float:
    """The share of columns whose name is a text above cells of another look: numbers, days,
    long texts, or the same few words again and again."""
    judged = unlike = 0
    for column, cell in enumerate(line.cells):
        under = [one.cells[column] for one in below if column < len(one.cells)]
        under = [one for one in under if one is not None]
        if cell is None or not under:
            continue
        judged += 1
        if not _names_something(_name(cell)):
            unlike -= 1
        elif sum(not _names_something(_name(one)) for one in under) * 2 >= len(under) or (
            len(under) > 3 and len({str(one) for one in under}) * 2 <= len(under)
        ):
            unlike += 1
    return unlike / judged if judged else 0.0


def _names_something(name: str) -> bool:
    """A short text that is no number, day or sentence."""
    plain = unicodedata.normalize("NFKC", name)
    if not plain or len(plain) > _LONGEST_NAME:
        return False
    return not (_NUMBERS.fullmatch(plain) or _DATES.fullmatch(plain))


def _joined(names: list[str], above: Line, line: Line, merges: Merges) -> list[str]:
    """With the line above as groups, where merged cells or gaps say that it is one."""
    width = max(len(names), len(above.cells))
    names = names + [""] * (width - len(names))
    spans = _spans(above, merges, width)
    grouped = [
        (first, last)
        for first, last in spans
        if last > first and sum(bool(names[at]) for at in range(first, last + 1)) > 1
    ]
    holes = [at for at in range(width) if not names[at]]
    fills = [at for at in holes if at < len(above.cells) and above.cells[at] is not None]
    whole = any(last - first + 1 >= width for first, last in grouped)
    if whole or not (grouped and (fills or len(grouped) > 1 or not holes)):
        return names[: len(line.cells)]
    told = names[:]
    for first, last in spans:
        group = _name(above.cells[first])
        if not _names_something(group):
            return names[: len(line.cells)]
        for at in range(first, last + 1):
            told[at] = f"{group} / {names[at]}" if names[at] and last > first else told[at] or group
    return told


def _spans(above: Line, merges: Merges, width: int) -> list[tuple[int, int]]:
    """First and last column of each text of a line; merged cells reach as far as they say."""
    row = above.number - 1
    merged = {first: last for top, first, bottom, last in merges if top <= row <= bottom}
    return [
        (at, min(merged.get(at, at), width - 1))
        for at, cell in enumerate(above.cells)
        if cell is not None
    ]


def _name(cell: Cell) -> str:
    """A column may well be called 2025, which a workbook keeps as a number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return " ".join(str(cell).split()) if cell is not None else ""
