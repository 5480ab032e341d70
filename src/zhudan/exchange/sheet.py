"""A table as it came from outside: a header and numbered rows of cells, whatever the file was."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhudan.exchange import csv_text, workbook
from zhudan.exchange.cell import Cell
from zhudan.exchange.unreadable import Unreadable

LARGEST_FILE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """number: counted as a spreadsheet counts, the first line of the file being 1."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """header: the column names, trimmed. rows: at least as wide, wholly empty ones left out."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read(path: Path, *, sheet: str | None = None, header_row: int | None = None) -> Sheet:
    """Read xlsx, xls, ods or csv, told apart by content.

    sheet: a workbook's sheet by name (default: the first). header_row: its number, counted
    from 1 (default: the first row that is not empty). Raises Unreadable.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise Unreadable.too_large()
    content = path.read_bytes()
    if workbook.is_workbook(content):
        lines: Sequence[Sequence[Cell]] = workbook.cells(content, sheet)
    else:
        lines = csv_text.cells(content)
    return _with_header(lines, header_row)


def _with_header(lines: Sequence[Sequence[Cell]], header_row: int | None) -> Sheet:
    numbered = [Row(number, line) for number, line in enumerate(lines, 1)]
    filled = [row for row in numbered if any(cell is not None for cell in row.cells)]
    if header_row is None:
        head = filled[0] if filled else None
    else:
        head = next((row for row in filled if row.number == header_row), None)
    if head is None:
        raise Unreadable.no_header()
    header = [_title(cell) for cell in head.cells]
    while header and not header[-1]:
        header.pop()
    width = len(header)
    rows = [
        Row(row.number, (*row.cells, *[None] * (width - len(row.cells))))
        for row in filled
        if row.number > head.number
    ]
    return Sheet(tuple(header), tuple(rows))


def _title(cell: Cell) -> str:
    """A column may well be called 2025, which a workbook keeps as a number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split()) if cell is not None else ""
