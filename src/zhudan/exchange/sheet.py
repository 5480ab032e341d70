"""A table as it came from outside: a header and numbered rows of cells, whatever the file was."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import overload

from zhudan.exchange import colours, header, spool
from zhudan.exchange.cell import Cell
from zhudan.exchange.spool import Line, Spool
from zhudan.exchange.unreadable import Unreadable

MOST_COLUMNS = 1000
HEAD = 100  # lines in which a header is looked for


@dataclass(frozen=True, slots=True)
class Row:
    """number: counted as a spreadsheet counts, the first line of the file being 1."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    """header: the columns' names, each once: blank ones are called by their letter (and stand in
    `unnamed`), the second of one name gets " (2)". coloured: name of a column of colours -> place
    of the column it speaks of. rows: at least as wide as the header, empty ones left out."""

    spool: Spool
    header: tuple[str, ...]
    header_row: int
    sources: tuple[int, ...]  # for each name the column of the file it is read from
    coloured: frozenset[str]
    unnamed: frozenset[str]

    @property
    def rows(self) -> "Rows":
        return Rows(self)

    def after(self, number: int) -> Iterator[Row]:
        """The rows below line `number`."""
        width = max(self.sources, default=-1) + 1
        plain = not self.coloured
        for line in self.spool.lines(max(self.header_row, number)):
            cells = line.cells + [None] * (width - len(line.cells))
            if plain:
                yield Row(line.number, cells)
            else:
                yield Row(line.number, [*self._with_colours(line, cells), *cells[width:]])

    def _with_colours(self, line: Line, cells: list[Cell]) -> Iterator[Cell]:
        for name, source in zip(self.header, self.sources, strict=True):
            if name in self.coloured:
                colour = line.colours.get(source)
                yield colours.said(colour) if colour else None
            else:
                yield cells[source]


class Rows(Sequence[Row]):
    """The rows, read from disk each time they are walked."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __iter__(self) -> Iterator[Row]:
        return self._sheet.after(0)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return list(self)[place]
        return next(islice(iter(self), place, None))


def read(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    known: Collection[str] = (),
) -> Sheet:
    """Read xlsx, xls, ods or csv, told apart by content.

    sheet: a workbook's sheet by name (default: the first that can be seen). header_row: its
    number, counted from 1, 0 for none (default: found). known: folded names that a header is
    expected to hold. Raises Unreadable.
    """
    return of(spool.unpack_aside(path, sheet), header_row, known)


def of(lines: Spool, header_row: int | None, known: Collection[str] = ()) -> Sheet:
    """The table of an unpacked sheet. Raises Unreadable."""
    first = lines.first(HEAD)
    if not first:
        raise Unreadable.no_header()
    if header_row == 0:
        found = header.Found(0, ("",) * max(len(line.cells) for line in first))
    elif header_row is None:
        found = header.find(first[: header.LOOKED_AT], lines.merges, known)
    else:
        found = header.at(first, header_row, lines.merges)
    if len(found.names) > MOST_COLUMNS:
        raise Unreadable.too_wide(MOST_COLUMNS)
    if not found.names:
        raise Unreadable.no_header()
    return _with_colours(lines, found)


def _with_colours(lines: Spool, found: header.Found) -> Sheet:
    names, unnamed = _unique(found.names)
    coloured = colours.columns(lines.lines(found.row), len(names))
    shown, sources = [], []
    for place, name in enumerate(names):
        shown.append(name)
        sources.append(place)
        if place in coloured:
            shown.append(f"{name}的颜色")
            sources.append(place)
    told = frozenset(f"{names[place]}的颜色" for place in coloured)
    return Sheet(lines, tuple(shown), found.row, tuple(sources), told, unnamed)


def _unique(names: Sequence[str]) -> tuple[list[str], frozenset[str]]:
    seen = Counter[str]()
    told, unnamed = [], set()
    for place, bare in enumerate(names):
        name = bare or letters(place)
        seen[name] += 1
        if seen[name] > 1:
            name = f"{name} ({seen[name]})"
        told.append(name)
        if not bare:
            unnamed.add(name)
    return told, frozenset(unnamed)


def letters(place: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    told = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        told = chr(65 + rest) + told
    return told
