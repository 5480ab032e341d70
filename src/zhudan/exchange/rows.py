"""From a row of a file to what is to be written, with everything wrong with it at once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zhudan.blueprint.fields import FieldError
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.exchange import values
from zhudan.exchange.cell import Cell
from zhudan.exchange.mapping import OWNER, REGISTERED, Column, MappingFile, Placing, Standing
from zhudan.exchange.pointers import POINTERS, NotThere, Pointers
from zhudan.exchange.sheet import Row
from zhudan.exchange.values import Setting, fold, shown
from zhudan.kit.errors import Label


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a row was refused. column: as the file's header says; None: the row as a whole."""

    row: int
    column: str | None
    code: str
    reason: Label


@dataclass(frozen=True, slots=True)
class Placed:
    """entered_at, closed_at: None where the file leaves them empty."""

    standing: Standing
    entered_at: datetime | None
    closed_at: datetime | None
    reason: str | None


@dataclass
class Prepared:
    """A row ready to be written. values: as the API takes them, empty cells as None."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    owner: int | None = None
    registered_at: datetime | None = None
    place: Placed | None = None
    complaints: list[Complaint] = field(default_factory=list)
    waits: bool = False  # it names a record of its own table that may be further down


@dataclass
class Notes:
    """What a reader of the outcome should know of rows that were taken.

    replaced: (column, cell, meaning) -> rows, for values that the mapping replaced. empty:
    column -> rows.
    """

    replaced: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    empty: Counter[str] = field(default_factory=Counter)


class RowReader:
    """Reads the rows of one file under one mapping, which has no `mapping.problems`."""

    def __init__(
        self,
        live: LiveBlueprint,
        table: str,
        header: tuple[str, ...],
        mapping: MappingFile,
        pointers: Pointers,
    ) -> None:
        settings = live.document.settings
        self.table = live.document.table(table)
        self.header = header
        self.mapping = mapping
        self.pointers = pointers
        self.setting = Setting(settings.timezone, settings.currency)
        self.pipeline = _pipeline(live, table, mapping.place)
        self._replacements = {
            name: {fold(cell): meaning for cell, meaning in column.values.items()}
            for name, column in mapping.columns.items()
        }

    def read(self, row: Row, notes: Notes) -> Prepared:
        made = Prepared(row)
        cells = dict(zip(self.header, row.cells, strict=False))
        if any(cell is not None for cell in row.cells[len(self.header) :]):
            self._complain(made, None, "too_many_cells", _TOO_MANY_CELLS)
        for key, text in self.mapping.constants.items():
            self._take(made, key, Column(field=key), text)
        for name, column in self.mapping.columns.items():
            cell = self._replaced(name, cells[name], notes)
            if cell is None:
                notes.empty[name] += 1
            self._take(made, name, column, cell)
        if self.mapping.place is not None:
            made.place = self._placed(made, self.mapping.place, cells)
        return made

    def _replaced(self, name: str, cell: Cell, notes: Notes) -> Cell:
        if isinstance(cell, str):
            cell = cell.strip() or None
        replacements = self._replacements[name]
        if cell is None or not replacements:
            return cell
        told = shown(cell)
        meaning = replacements.get(fold(told))
        if meaning is None:
            return cell
        notes.replaced[name, told, meaning] += 1
        return meaning or None

    def _take(self, made: Prepared, name: str, column: Column, cell: Cell) -> None:
        if isinstance(cell, str) and cell.strip() in _ERRORS:
            self._complain(made, name, "error_cell", _ERROR_CELL)
            return
        try:
            if column.field in self.table.fields_by_key:
                made.values[column.field] = self._value(made, column, cell)
            elif cell is None:
                return
            elif column.field == OWNER:
                made.owner = self.pointers.user(cell)
            elif column.field == REGISTERED:
                made.registered_at = values.moment(cell, self.setting)
        except FieldError as error:
            self._complain(made, name, error.code, error.message)

    def _value(self, made: Prepared, column: Column, cell: Cell) -> Any:
        kind = self.table.field(column.field)
        if kind.kind not in POINTERS:
            setting = Setting(self.setting.zone, self.setting.currency, column.percent)
            return kind.to_json(kind.parse(values.read(cell, kind, setting)))
        if cell is None:
            return None
        try:
            return str(POINTERS[kind.kind](self.pointers, kind, column.lookup, cell))
        except NotThere:
            made.waits |= isinstance(kind, ReferenceField) and kind.table == self.table.key
            raise

    def _placed(self, made: Prepared, place: Placing, cells: Mapping[str, Cell]) -> Placed | None:
        standing = self._standing(made, place, cells[place.stage])
        moments = [
            self._moment(made, name, cells[name] if name else None)
            for name in (place.entered_at, place.closed_at)
        ]
        if standing is None:
            return None
        if standing.outcome is not None and moments[1] is None:
            self._complain(made, place.closed_at or place.stage, "no_closing_day", _NO_CLOSING_DAY)
        reason = self._reason(made, place, standing, cells)
        return Placed(standing, moments[0], moments[1], reason)

    def _standing(self, made: Prepared, place: Placing, cell: Cell) -> Standing | None:
        text = fold(shown(cell))
        for name, standing in place.values.items():
            if fold(name) == text:
                return standing
        for stage in self.pipeline.stages if self.pipeline else ():
            if text == stage.key or text in map(fold, stage.label.values()):
                return Standing(stage=stage.key)
        self._complain(made, place.stage, "unknown_stage", _UNKNOWN_STAGE)
        return None

    def _moment(self, made: Prepared, name: str | None, cell: Cell) -> datetime | None:
        if isinstance(cell, str):
            cell = cell.strip() or None
        if name is None or cell is None:
            return None
        try:
            return values.moment(cell, self.setting)
        except FieldError as error:
            self._complain(made, name, error.code, error.message)
            return None

    def _reason(
        self, made: Prepared, place: Placing, standing: Standing, cells: Mapping[str, Cell]
    ) -> str | None:
        """The outcome's reason, by key or label."""
        if place.reason is None or standing.outcome is None or self.pipeline is None:
            return None
        text = fold(shown(cells[place.reason]))
        for reason in self.pipeline.outcome(standing.outcome).reasons:
            if text == reason.key or text in map(fold, reason.label.values()):
                return reason.key
        if text:
            self._complain(made, place.reason, "unknown_reason", _UNKNOWN_REASON)
        return None

    def _complain(self, made: Prepared, column: str | None, code: str, reason: Label) -> None:
        made.complaints.append(Complaint(made.row.number, column, code, reason))


def _pipeline(live: LiveBlueprint, table: str, place: Placing | None) -> Pipeline | None:
    pipelines = live.document.pipelines_of(table)
    if place is not None and place.pipeline is not None:
        return live.document.pipeline(place.pipeline)
    return pipelines[0] if pipelines else None


# What a spreadsheet shows, and saves to csv, where a formula failed.
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
_ERROR_CELL = {
    "zh-CN": "单元格里是公式错误",
    "en": "The cell holds the error of a formula",
}
_TOO_MANY_CELLS = {
    "zh-CN": "这一行的单元格比表头多",
    "en": "The row has more cells than the header",
}
_NO_CLOSING_DAY = {
    "zh-CN": "已结束的记录缺少结束日期",
    "en": "A record that has ended needs the day it ended",
}
_UNKNOWN_STAGE = {
    "zh-CN": "流程没有这个阶段，映射里也没有说明",
    "en": "The pipeline has no such stage, and the mapping does not say what it means",
}
_UNKNOWN_REASON = {
    "zh-CN": "这个结果没有这个原因",
    "en": "This outcome has no such reason",
}
