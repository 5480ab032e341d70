"""A sheet as JSON lines on disk: read once from whatever it was, then walked without memory.

The first line tells of the file, {sheets, sheet, merges}; each other is a line of the sheet that
is not empty, [number, cells, {column: colour}].
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from zhudan.exchange import csv_text, workbook
from zhudan.exchange.cell import Cell
from zhudan.exchange.unreadable import Unreadable

LARGEST_FILE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """number: from 1, as a spreadsheet counts. colours: RRGGBB by column, from 0."""

    number: int
    cells: list[Cell]
    colours: dict[int, str]


@dataclass(frozen=True)
class Spool:
    """sheets: {name, rows, columns, hidden} of the file. merges: [row, column, row, column] of
    merged cells near the top, from 0, both ends inside. keeper: keeps a file that is nobody's."""

    path: Path
    sheets: list[dict[str, Any]]
    sheet: str | None
    merges: list[list[int]]
    keeper: object = None

    def lines(self, after: int = 0) -> Iterator[Line]:
        """The lines with a number above `after`."""
        with self.path.open("rb") as file:
            next(file, None)
            for text in file:
                if after and int(text[1 : text.index(b",")]) <= after:
                    continue
                number, cells, *colours = json.loads(text)
                typed = [workbook.cell_of(one) if isinstance(one, list) else one for one in cells]
                told = (
                    {int(place): colour for place, colour in colours[0].items()} if colours else {}
                )
                yield Line(number, typed, told)

    def first(self, most: int) -> list[Line]:
        return list(islice(self.lines(), most))


def opened(path: Path, keeper: object = None) -> Spool:
    with path.open("rb") as file:
        head = json.loads(file.readline())
    return Spool(path, head["sheets"], head["sheet"], head["merges"], keeper)


def unpack(source: Path, sheet: str | None, target: Path) -> Spool:
    """Read one sheet (default: the first that can be seen) of xlsx, xls, ods or csv, told apart
    by content, into `target`, which is there whole or not at all. Raises Unreadable."""
    if source.stat().st_size > LARGEST_FILE:
        raise Unreadable.too_large()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        try:
            with source.open("rb") as file:
                is_workbook = workbook.is_workbook(file.read(8))
            if is_workbook:
                workbook.write_lines(source, sheet, draft)
            else:
                _write_text(source, draft)
            draft.flush()
            Path(draft.name).replace(target)
        finally:
            Path(draft.name).unlink(missing_ok=True)
    return opened(target)


def unpack_aside(source: Path, sheet: str | None) -> Spool:
    """The same, in a folder that goes away with the answer."""
    folder = tempfile.TemporaryDirectory(prefix="zhudan-sheet-")
    spool = unpack(source, sheet, Path(folder.name) / "lines")
    return Spool(spool.path, spool.sheets, spool.sheet, spool.merges, folder)


def _write_text(source: Path, out: IO[bytes]) -> None:
    rows = columns = 0
    with tempfile.TemporaryFile() as body:
        for number, cells in enumerate(csv_text.rows(source.read_bytes()), 1):
            filled = [cell or None for cell in cells]
            while filled and filled[-1] is None:
                filled.pop()
            if filled:
                rows, columns = number, max(columns, len(filled))
                body.write(json.dumps([number, filled]).encode() + b"\n")
        one = {"name": "", "rows": rows, "columns": columns, "hidden": False}
        head = {"sheets": [one], "sheet": None, "merges": []}
        out.write(json.dumps(head).encode() + b"\n")
        body.seek(0)
        while block := body.read(1 << 20):
            out.write(block)
