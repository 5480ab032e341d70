"""The files themselves: a list as xlsx or csv, written line by line.

No text becomes a formula or a link, in either: xlsx keeps texts as texts, csv puts an
apostrophe before what a spreadsheet would take for a formula.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhudan.exchange.exporting.columns import Column, Value
from zhudan.kit.errors import Label
from zhudan.kit.language import pick

MOST_ROWS = {"xlsx": 1_048_575}  # one line is the header
_LONGEST_TEXT = 32_767
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_WIDTHS = {"text": 18, "number": 12, "money": 16, "percent": 10, "date": 12, "datetime": 17}
_TITLE_WIDTH = 32


@dataclass(frozen=True)
class Sheet:
    """about: (label, text), said on a second sheet and at the foot of each printed page."""

    name: str
    columns: Sequence[Column]
    about: Sequence[tuple[str, str]]
    zone: ZoneInfo


Lines = Iterable[Mapping[str, Any]]


def write(format_: str, path: Path, sheet: Sheet, lines: Lines) -> None:
    """lines: presented records."""
    _WRITERS[format_](path, sheet, lines)


def _xlsx(path: Path, sheet: Sheet, lines: Lines) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    import xlsxwriter  # a quarter of a second that no start of the program waits for

    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet(_sheet_name(sheet.name))
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"})
        styles = [_style(book, column) for column in sheet.columns]
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, _WIDTHS[column.kind] if at else _TITLE_WIDTH)
        page.write_row(0, 0, [column.label for column in sheet.columns], head)
        page.freeze_panes(1, 1)
        _print_as_list(page, sheet)
        count = 0
        for count, record in enumerate(lines, 1):
            for at, column in enumerate(sheet.columns):
                _put(page, count, at, column.value(record), column, styles[at], sheet.zone)
        page.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)
        _say_what_it_is(book, sheet)


def _print_as_list(page: Any, sheet: Sheet) -> None:
    page.set_landscape()
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    foot = " · ".join(text for _, text in sheet.about)[:200].replace("&", "&&")
    page.set_footer(f"&L&8{foot}&R&8&P/&N")


def _say_what_it_is(book: Any, sheet: Sheet) -> None:
    about = pick(_ABOUT)
    page = book.add_worksheet(about if about != _sheet_name(sheet.name) else f"{about} 2")
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 80)
    wrapped, label = book.add_format({"text_wrap": True}), book.add_format({"bold": True})
    for at, (said, text) in enumerate(sheet.about):
        page.write_string(at, 0, said, label)
        page.write_string(at, 1, text[:_LONGEST_TEXT], wrapped)


def _put(
    page: Any, line: int, at: int, value: Value, column: Column, style: Any, zone: ZoneInfo
) -> None:
    if value is None:
        return
    if isinstance(value, Decimal):
        # at most 15 digits, which a spreadsheet's numbers hold exactly
        number = value / 100 if column.kind == "percent" else value
        page.write_number(line, at, float(number), style)
    elif isinstance(value, datetime):
        page.write_datetime(line, at, value.astimezone(zone).replace(tzinfo=None), style)
    elif isinstance(value, date):
        page.write_datetime(line, at, value, style)
    else:
        page.write_string(line, at, value[:_LONGEST_TEXT])


def _style(book: Any, column: Column) -> Any:
    places = f".{'0' * column.scale}" if column.scale else ""
    unit = f'" {column.unit}"' if column.unit and '"' not in column.unit else ""
    formats = {
        "number": f"#,##0{places}{unit}",
        "money": f"#,##0{places}",
        "percent": f"0{places}%",
        "date": "yyyy-mm-dd",
        "datetime": "yyyy-mm-dd hh:mm",
    }
    found = formats.get(column.kind)
    return book.add_format({"num_format": found}) if found else None


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:31] or "Sheet1"


def _csv(path: Path, sheet: Sheet, lines: Lines) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator="\r\n")
        out.writerow([_harmless(column.label) for column in sheet.columns])
        for record in lines:
            out.writerow(
                [_plain(column.value(record), column, sheet.zone) for column in sheet.columns]
            )


def _plain(value: Value, column: Column, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}%" if column.kind == "percent" else f"{value:f}"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else _harmless(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


_WRITERS: Mapping[str, Callable[[Path, Sheet, Lines], None]] = {"xlsx": _xlsx, "csv": _csv}
_ABOUT: Label = {"zh-CN": "说明", "en": "About"}
