"""Run by workbook.py as a program of its own: a workbook on standard input, JSON rows out.

Exit status: 0 read, 3 encrypted, 4 no such sheet, 5 too large, anything else damaged.
"""

import contextlib
import io
import json
import resource
import sys
from datetime import date, datetime, time

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


def main() -> int:
    _limit()
    content = io.BytesIO(sys.stdin.buffer.read())
    try:
        book = CalamineWorkbook.from_filelike(content)
        if not book.sheet_names:
            return 1
        sheet = book.get_sheet_by_name(sys.argv[1] if len(sys.argv) > 1 else book.sheet_names[0])
        if sheet.total_height * sheet.total_width > _MOST_CELLS:
            return 5
        rows = sheet.to_python(skip_empty_area=False)
    except PasswordError:
        return 3
    except WorksheetNotFound:
        return 4
    except MemoryError:
        return 5
    except (CalamineError, OSError, ValueError):
        return 1
    json.dump([[_plain(cell) for cell in row] for row in rows], sys.stdout, ensure_ascii=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
