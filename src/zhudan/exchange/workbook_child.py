"""Run by workbook.py as a program of its own: a workbook on standard input, JSON rows out.

Exit status: 0 read, 3 encrypted, 4 no such sheet, 5 too large, anything else damaged.
"""

import contextlib
import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound

_MEMORY = 2 * 1024 * 1024 * 1024
_CPU_SECONDS = 60
_MOST_CELLS = 20_000_000


def _limit() -> None:
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit but refuses it
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
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


def _name_errors(content: bytes, sheet: str, rows: list[list[object]]) -> None:
    """Put #DIV/0! and its like where calamine leaves an empty cell; xlsx only."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = _part_of(archive, sheet)
        if part is None:
            return
        for found in _ERROR.finditer(archive.read(part)):
            if b't="e"' in found[1] and (place := _PLACE.search(found[1])):
                row, column = int(place[2]) - 1, _column(place[1])
                if row < len(rows) and column < len(rows[row]):
                    rows[row][column] = found[2].decode()


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file inside an xlsx that holds a sheet; None in other formats."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    targets = {
        one.get("Id"): one.get("Target", "")
        for one in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for one in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        if one.get("name") == sheet:
            target = targets.get(one.get(f"{_RELATED}id"), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return part if part in archive.namelist() else None
    return None


def _column(letters: bytes) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


_DAMAGED = (
    CalamineError,
    ElementTree.ParseError,
    zipfile.BadZipFile,
    KeyError,
    OSError,
    ValueError,
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ERROR = re.compile(rb"<c\b([^>]*)>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>(#[^<]{1,20})</v>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


def main() -> int:
    _limit()
    content = sys.stdin.buffer.read()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if not book.sheet_names:
            return 1
        name = sys.argv[1] if len(sys.argv) > 1 else book.sheet_names[0]
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > _MOST_CELLS:
            return 5
        rows: list[list[object]] = [[*row] for row in sheet.to_python(skip_empty_area=False)]
        if content.startswith(b"PK"):
            _name_errors(content, name, rows)
    except PasswordError:
        return 3
    except WorksheetNotFound:
        return 4
    except MemoryError:
        return 5
    except (
        CalamineError,
        ElementTree.ParseError,
        zipfile.BadZipFile,
        KeyError,
        OSError,
        ValueError,
    ):
        return 1
    json.dump([[_plain(cell) for cell in row] for row in rows], sys.stdout, ensure_ascii=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
