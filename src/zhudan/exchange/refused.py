"""The refused rows as they came, each with its reasons, as a file that can be mended.

Mended, the file can be imported again: the two columns added are no column of a mapping.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from zhudan.exchange.complaint import Complaint
from zhudan.exchange.sheet import Sheet
from zhudan.exchange.values import shown
from zhudan.kit.language import pick

Reasons = Mapping[int, Sequence[Complaint]]


def by_row(complaints: Iterable[Complaint]) -> Reasons:
    found: dict[int, list[Complaint]] = {}
    for one in complaints:
        found.setdefault(one.row, []).append(one)
    return found


def write(path: Path, sheet: Sheet, reasons: Reasons) -> None:
    """xlsx or csv by the file's name."""
    if path.suffix.lower() == ".xlsx":
        with path.open("wb") as file:
            write_xlsx(file, sheet, reasons)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [_harmless(text) for text in line] for line in _lines(sheet, reasons)
        )


def write_xlsx(file: IO[bytes], sheet: Sheet, reasons: Reasons) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    import xlsxwriter  # a quarter of a second that no start of the program waits for

    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet()
        for number, line in enumerate(_lines(sheet, reasons)):
            for place, text in enumerate(line):
                page.write_string(number, place, text)


def _lines(sheet: Sheet, reasons: Reasons) -> Iterator[list[str]]:
    # what colours said is no column of a file: it would be one more the next time
    kept = [place for place, name in enumerate(sheet.header) if name not in sheet.coloured]
    yield [*(sheet.header[place] for place in kept), pick(_ROW), pick(_REASON)]
    for row in sheet.rows:
        if row.number in reasons:
            cells = [shown(row.cells[place]) for place in kept]
            yield [*cells, str(row.number), "; ".join(map(_said, reasons[row.number]))]


def _said(one: Complaint) -> str:
    return (f"{pick(one.column)}: " if one.column else "") + pick(one.reason)


def _harmless(text: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


_ROW = {"zh-CN": "行号", "en": "Row"}
_REASON = {"zh-CN": "拒绝原因", "en": "Refused because"}
