"""From a row of a file to what is to be written, with everything wrong with it at once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zhudan.blueprint.fields import FieldError
from zhudan.blueprint.fields.choice import WithOptions
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange import remainder, ways
from zhudan.exchange import values as reading
from zhudan.exchange.cell import Cell
from zhudan.exchange.complaint import Complaint
from zhudan.exchange.fitting import pipeline_of
from zhudan.exchange.mapping import OWNER, REGISTERED, Column, TableMapping
from zhudan.exchange.pointers import POINTERS, NotThere, Pointers
from zhudan.exchange.sheet import Row
from zhudan.exchange.values import Setting, fold, shown
from zhudan.exchange.ways import Way
from zhudan.kit.errors import Label


@dataclass
class Prepared:
    """What a row says of one table. values: as the API takes them, empty cells as None.
    filled: whether any of its cells says something."""

    values: dict[str, Any] = field(default_factory=dict)
    owner: int | None = None
    registered_at: datetime | None = None
    way: Way | None = None
    complaints: list[Complaint] = field(default_factory=list)
    waits: bool = False  # it names a record of its own table that may be further down
    filled: bool = False


@dataclass
class Notes:
    """What a reader of the outcome should know of rows that were taken.

    replaced: (column, cell, meaning) -> rows, for values that the mapping replaced. empty:
    column -> rows.
    """

    replaced: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    empty: Counter[str] = field(default_factory=Counter)


class RowReader:
    """Reads what the rows of one file say of one table, under a mapping without problems."""

    def __init__(
        self,
        live: LiveBlueprint,
        mapping: TableMapping,
        header: tuple[str, ...],
        pointers: Pointers,
    ) -> None:
        settings = live.document.settings
        self.table = live.document.table(mapping.table)
        self.mapping = mapping
        self.pointers = pointers
        self.pipeline = pipeline_of(live.document, mapping)
        self._places = {name: place for place, name in enumerate(header)}
        self._setting = Setting(settings.timezone, settings.currency)
        self._settings = {
            name: Setting(settings.timezone, settings.currency, column.percent)
            for name, column in mapping.columns.items()
        }
        self._units = {name: self._unit_field(column) for name, column in mapping.columns.items()}
        self._replacements = {
            name: {fold(cell): meaning for cell, meaning in column.values.items()}
            for name, column in mapping.columns.items()
        }

    def _unit_field(self, column: Column) -> WithOptions | None:
        kind = self.table.fields_by_key.get(column.unit_field or "")
        return kind if isinstance(kind, WithOptions) else None

    def read(self, row: Row, notes: Notes) -> Prepared:
        made = Prepared()
        cells = {name: row.cells[place] for name, place in self._places.items()}
        for key, text in self.mapping.constants.items():
            self._take(made, row.number, key, Column(field=key), text, {}, self._label(key))
        rests: dict[str, list[str]] = {}
        for name, column in self.mapping.columns.items():
            cell = self._replaced(name, cells[name], notes)
            if cell is None:
                notes.empty[name] += 1
            else:
                made.filled = True
            self._take(made, row.number, name, column, cell, rests)
        for key, texts in rests.items():
            made.values[key] = "\n".join([*filter(None, [made.values.get(key)]), *texts])
        if self.mapping.place is not None or self.mapping.history is not None:
            self._go(made, row, cells)
        return made

    def _label(self, key: str) -> Label | None:
        field = self.table.fields_by_key.get(key)
        return dict(field.label) if field else None

    def _go(self, made: Prepared, row: Row, cells: Mapping[str, Cell]) -> None:
        assert self.pipeline is not None
        told = ways.read(self.mapping, self.pipeline, cells, made.registered_at, self._setting)
        made.way = told.way
        for column, code, reason in told.wrong:
            made.complaints.append(Complaint(row.number, column, code, reason))

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

    def _take(
        self,
        made: Prepared,
        number: int,
        name: str,
        column: Column,
        cell: Cell,
        rests: dict[str, list[str]],
        called: Label | None = None,
    ) -> None:
        """called: what a reader knows the column as, if not by its name."""
        if isinstance(cell, str) and cell.strip() in _ERRORS:
            made.complaints.append(Complaint(number, called or name, "error_cell", _ERROR_CELL))
            return
        try:
            if column.field in self.table.fields_by_key:
                made.values[column.field] = self._value(made, name, column, cell, rests)
            elif cell is None:
                return
            elif column.field == OWNER:
                made.owner = self.pointers.user(cell)
            elif column.field == REGISTERED:
                setting = self._settings.get(name, self._setting)
                made.registered_at = reading.moment(remainder.dated(cell, column.year), setting)
        except FieldError as error:
            made.complaints.append(Complaint(number, called or name, error.code, error.message))

    def _value(
        self,
        made: Prepared,
        name: str,
        column: Column,
        cell: Cell,
        rests: dict[str, list[str]],
    ) -> Any:
        kind = self.table.field(column.field)
        if kind.kind in POINTERS:
            return None if cell is None else self._pointed(made, kind, column, cell)
        if cell is None:
            return None
        split = remainder.split(cell, column, kind, self._units.get(name))
        setting = self._settings.get(name, self._setting)
        value = kind.to_json(kind.parse(reading.read(split.cell, kind, setting)))
        if split.rest is not None and column.rest:
            rests.setdefault(column.rest, []).append(remainder.told_of(split.rest, name))
        if split.unit is not None and column.unit_field:
            if made.values.get(column.unit_field) not in (None, split.unit):
                raise FieldError("unit_differs", _UNIT_DIFFERS)
            made.values[column.unit_field] = split.unit
        return value

    def _pointed(self, made: Prepared, kind: Any, column: Column, cell: Cell) -> str:
        try:
            return str(POINTERS[kind.kind](self.pointers, kind, column.lookup, cell))
        except NotThere:
            made.waits |= isinstance(kind, ReferenceField) and kind.table == self.table.key
            raise

    def missing(self, values: Mapping[str, Any]) -> Iterator[str]:
        """The fields a new record must have and these values leave empty."""
        for one in self.table.fields:
            if one.required and not one.read_only and values.get(one.key) is None:
                yield one.key


# What a spreadsheet shows, and saves to csv, where a formula failed.
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
_ERROR_CELL: Label = {
    "zh-CN": "单元格里是公式错误",
    "en": "The cell holds the error of a formula",
}
_UNIT_DIFFERS: Label = {
    "zh-CN": "数字后面的单位与单位列不一致",
    "en": "The unit behind the number is not that of the column of units",
}
