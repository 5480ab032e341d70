"""Run by workbook.py as a program of its own: a workbook in, JSON lines out, cell by cell.

Arguments: the file, and the sheet's name if one is wanted. The first line tells of the book
({sheets, sheet, merges}); each line after it is a row that is not empty: [number, cells,
{column: colour}]. Exit status: 0 read, 3 encrypted, 4 no such sheet, 5 too large, anything else
damaged.
"""

import contextlib
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from zhudan.exchange import workbook_xml

_MEMORY = 1536 * 1024 * 1024
_OUTPUT = 1024 * 1024 * 1024
_CPU_SECONDS = 90
_MOST_CELLS = 20_000_000
_MERGES_WITHIN = 100  # rows in which a header may stand

_DAMAGED = (
    CalamineError,
    ElementTree.ParseError,
    zipfile.BadZipFile,
    KeyError,
    OSError,
    ValueError,
)


class _TooLarge(Exception):
    pass


def _limit() -> None:
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit but refuses it
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_OUTPUT, _OUTPUT))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _plain(cell: object) -> object:
    if cell == "":
        return None
    if isinstance(cell, datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    if isinstance(cell, (str, bool)):
        return cell
    return float(cell) if isinstance(cell, (int, float)) else str(cell)


def _sheets(book: CalamineWorkbook, archive: zipfile.ZipFile | None) -> list[dict[str, Any]]:
    """Every sheet with its size; told by the file where it tells, so that none need be read."""
    found = []
    for one in book.sheets_metadata:
        size = workbook_xml.size(archive, one.name) if archive else None
        if size is None:
            with contextlib.suppress(CalamineError):
                sheet = book.get_sheet_by_name(one.name)
                size = (sheet.total_height, sheet.total_width)
        rows, columns = size or (0, 0)
        hidden = one.visible != SheetVisibleEnum.Visible
        found.append({"name": one.name, "rows": rows, "columns": columns, "hidden": hidden})
    return found


def _chosen(sheets: list[dict[str, Any]]) -> str:
    """The first that can be seen and holds more than one cell."""
    seen = [one for one in sheets if not one["hidden"]] or sheets
    filled = [one for one in seen if one["rows"] * one["columns"] > 1]
    return str((filled or seen)[0]["name"])


def _merges(sheet: CalamineSheet) -> list[list[int]]:
    ranges = sheet.merged_cell_ranges or []
    return [[*first, *last] for first, last in ranges if first[0] < _MERGES_WITHIN]


def _lines(sheet: CalamineSheet, extras: Iterator[workbook_xml.Extra]) -> Iterator[list[Any]]:
    extra = next(extras, None)
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_plain(cell) for cell in row]
        colours: dict[int, str] = {}
        while extra is not None and extra.row <= number:
            if extra.row == number:
                colours = extra.colours
                for column, error in extra.errors.items():
                    if column < len(cells):
                        cells[column] = error
            extra = next(extras, None)
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield [number, cells, colours] if colours else [number, cells]


def _read(path: str, name: str | None) -> None:
    content = Path(path).read_bytes()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    archive = zipfile.ZipFile(io.BytesIO(content)) if content.startswith(b"PK") else None
    sheets = _sheets(book, archive)
    if not sheets:
        raise ValueError("no sheets")
    name = name or _chosen(sheets)
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > _MOST_CELLS:
        raise _TooLarge
    head = {"sheets": sheets, "sheet": name, "merges": _merges(sheet)}
    out = sys.stdout
    out.write(json.dumps(head) + "\n")
    extras = workbook_xml.extras(archive, name) if archive else iter(())
    for line in _lines(sheet, extras):
        out.write(json.dumps(line) + "\n")
    out.flush()


def main() -> int:
    _limit()
    try:
        _read(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    except PasswordError:
        return 3
    except WorksheetNotFound:
        return 4
    except (_TooLarge, MemoryError):
        return 5
    except _DAMAGED as error:
        return 5 if isinstance(error, OSError) and error.errno == 27 else 1  # EFBIG
    return 0


if __name__ == "__main__":
    sys.exit(main())
