"""What an import did: figures, refusals and remarks, as text and as a file of refused rows."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from zhudan.exchange.rows import Complaint, Notes
from zhudan.exchange.sheet import Sheet
from zhudan.exchange.values import shown
from zhudan.kit.language import pick

_SHOWN = 50


@dataclass
class Outcome:
    """unchanged: rows that found their record as they say it is already. left_out: columns of
    the file that fill no field."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    complaints: list[Complaint] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    left_out: list[str] = field(default_factory=list)
    dry: bool = False

    def refuse(self, complaints: Iterable[Complaint]) -> None:
        """One row, for these reasons."""
        self.refused += 1
        self.complaints += complaints


def lines(outcome: Outcome) -> Iterator[str]:
    """For the terminal, in the current language."""
    if outcome.dry:
        yield pick({"zh-CN": "试运行：没有写入任何数据", "en": "Dry run: nothing was written"})
    yield pick(_FIGURES).format(
        read=outcome.read,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        refused=outcome.refused,
    )
    if outcome.left_out:
        yield pick(_LEFT_OUT).format(columns="、".join(outcome.left_out))
    for (column, cell, meaning), rows in sorted(outcome.notes.replaced.items()):
        yield pick(_REPLACED).format(column=column, cell=cell, meaning=meaning, rows=rows)
    for column, rows in outcome.notes.empty.items():
        yield pick(_EMPTY).format(column=column, rows=rows)
    for complaint in outcome.complaints[:_SHOWN]:
        yield said(complaint)
    more = len(outcome.complaints) - _SHOWN
    if more > 0:
        yield pick(_MORE).format(more=more)


def said(complaint: Complaint) -> str:
    where = pick(_COLUMN).format(column=complaint.column) if complaint.column else ""
    return pick(_REFUSED).format(row=complaint.row, where=where, reason=pick(complaint.reason))


def write_refused(path: Path, sheet: Sheet, outcome: Outcome) -> None:
    """The refused rows as they came, each with its reasons; xlsx or csv by the file's name.

    Mended, the file can be imported again: the two columns added are no column of a mapping.
    """
    table = list(_refused_rows(sheet, outcome))
    if path.suffix.lower() == ".xlsx":
        with xlsxwriter.Workbook(
            path, {"strings_to_formulas": False, "strings_to_urls": False}
        ) as book:
            page = book.add_worksheet()
            for number, line in enumerate(table):
                for place, text in enumerate(line):
                    page.write_string(number, place, text)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[_harmless(text) for text in line] for line in table])


def _refused_rows(sheet: Sheet, outcome: Outcome) -> Iterator[list[str]]:
    yield [*sheet.header, pick(_ROW), pick(_REASON)]
    reasons: dict[int, list[str]] = {}
    for complaint in outcome.complaints:
        where = f"{complaint.column}: " if complaint.column else ""
        reasons.setdefault(complaint.row, []).append(where + pick(complaint.reason))
    for row in sheet.rows:
        if row.number in reasons:
            cells = [shown(cell) for cell in row.cells[: len(sheet.header)]]
            yield [*cells, str(row.number), "; ".join(reasons[row.number])]


def _harmless(text: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


_FIGURES = {
    "zh-CN": "读取 {read} 行，新建 {created}，更新 {updated}，未变 {unchanged}，拒绝 {refused}",
    "en": "{read} rows read, {created} created, {updated} updated, {unchanged} unchanged, "
    "{refused} refused",
}
_LEFT_OUT = {"zh-CN": "未导入的列：{columns}", "en": "Columns not imported: {columns}"}
_REPLACED = {
    "zh-CN": "{column}：“{cell}”按映射理解为“{meaning}”，{rows} 行",
    "en": "{column}: “{cell}” was taken as “{meaning}” in {rows} rows, as the mapping says",
}
_EMPTY = {
    "zh-CN": "{column}：{rows} 行为空",
    "en": "{column}: empty in {rows} rows",
}
_REFUSED = {
    "zh-CN": "第 {row} 行{where}：{reason}",
    "en": "row {row}{where}: {reason}",
}
_COLUMN = {"zh-CN": "“{column}”列", "en": ", column {column}"}
_MORE = {
    "zh-CN": "……另有 {more} 条，用 --result 写入文件查看",
    "en": "… and {more} more; --result writes them all to a file",
}
_ROW = {"zh-CN": "行号", "en": "Row"}
_REASON = {"zh-CN": "拒绝原因", "en": "Refused because"}
