"""Lines of a file of visits, read one by one and gathered to cases."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zhudan.blueprint.fields import FieldError
from zhudan.blueprint.fields.kind import refuse
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.exchange.complaint import Complaint
from zhudan.exchange.history_columns import Columns, What
from zhudan.exchange.pointers import POINTERS, NotThere, Pointers
from zhudan.exchange.sheet import Row
from zhudan.exchange.values import Setting, fold, moment, read, text_of
from zhudan.flow.models import Visit
from zhudan.flow.stays import Stay
from zhudan.kit.errors import Label

_EMPTY = refuse("required", "这一项必须填写", "This must be filled")
_ON_THE_WAY = (Visit.Outcome.ADVANCED, Visit.Outcome.RETURNED, Visit.Outcome.SKIPPED)


@dataclass
class Line:
    """outcome: key of one of the pipeline's, where the line says that the case left with it."""

    row: int
    stay: Stay
    outcome: str | None = None


@dataclass
class Case:
    """A case as the file calls it, with its lines in the order of their times; lines of one time
    keep the file's order. values: what they say of the record itself, the first word counting.
    rows: all lines of the file, those that are refused among them."""

    name: str
    row: int
    lines: list[Line] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def stays(self) -> list[Stay]:
        return [line.stay for line in self.lines]

    @property
    def outcome(self) -> str | None:
        return self.lines[-1].outcome


class Reader:
    """stand_in: who owns the visits of owners whom nobody knows; None: those are refused."""

    def __init__(
        self,
        columns: Columns,
        pipeline: Pipeline,
        pointers: Pointers,
        setting: Setting,
        *,
        stand_in: int | None = None,
    ) -> None:
        self._columns = columns
        self._pipeline = pipeline
        self._pointers = pointers
        self._setting = setting
        self._stand_in = stand_in
        self._stages = _names({one.key: one.label for one in pipeline.stages})
        self._outcomes = _names({one.key: one.label for one in pipeline.outcomes})

    def cases(self, rows: Iterable[Row]) -> list[Case]:
        """All cases, in the order in which the file first names them."""
        found: dict[str, Case] = {}
        nameless: list[Case] = []
        for row in rows:
            name = self._ask(row, "case_id", text_of)
            if isinstance(name, Complaint) or not name:
                told = name or self._complaint(row, "case_id", _EMPTY)
                nameless.append(Case("", row.number, complaints=[told], rows=[row.number]))
                continue
            case = found.setdefault(fold(name), Case(name, row.number))
            case.rows.append(row.number)
            self._read_values(row, case)
            line = self._line(row)
            if isinstance(line, Line):
                case.lines.append(line)
            else:
                case.complaints += line
        for case in found.values():
            case.lines.sort(key=lambda line: line.stay.entered_at)
            self._close(case)
        return sorted([*found.values(), *nameless], key=lambda case: case.row)

    def _read_values(self, row: Row, case: Case) -> None:
        for name, place, one in self._columns.fields:
            cell = row.cells[place]
            if one.key in case.values or cell is None or cell == "":
                continue
            try:
                if one.kind in POINTERS:
                    case.values[one.key] = POINTERS[one.kind](self._pointers, one, None, cell)
                else:
                    case.values[one.key] = read(cell, one, self._setting)
            except FieldError as error:
                case.complaints.append(Complaint(row.number, name, error.code, error.message))

    def _line(self, row: Row) -> Line | list[Complaint]:
        stage = self._ask(row, "stage", self._stage, needed=True)
        entered = self._ask(row, "entered_at", self._moment, needed=True)
        left = self._ask(row, "left_at", self._moment)
        owner = self._ask(row, "owner", self._owner)
        ending = self._ask(row, "outcome", self._ending)
        reason = self._ask(row, "reason", text_of)
        told = (stage, entered, left, owner, ending, reason)
        wrong = [one for one in told if isinstance(one, Complaint)]
        if wrong:
            return wrong
        way, outcome = ending or (None, None)
        stay = Stay(stage, entered, left, outcome=way, reason=reason or None, owner=owner)
        return Line(row.number, stay, outcome)

    def _ask(
        self, row: Row, what: What, made: Callable[[Any], Any], *, needed: bool = False
    ) -> Any:
        """What is made of the cell, None where it is empty, or the complaint."""
        try:
            cell = self._columns.cell(row.cells, what)
            if cell is None and needed:
                raise _EMPTY
            return None if cell is None else made(cell)
        except FieldError as error:
            return self._complaint(row, what, error)

    def _complaint(self, row: Row, what: What, error: FieldError) -> Complaint:
        return Complaint(row.number, self._columns.names[what], error.code, error.message)

    def _moment(self, cell: Any) -> datetime:
        return moment(cell, self._setting)

    def _stage(self, cell: Any) -> str:
        return _named(self._stages, text_of(cell), "unknown_stage", "阶段", "stage")

    def _owner(self, cell: Any) -> int:
        try:
            return self._pointers.user(cell)
        except NotThere:
            if self._stand_in is None:
                raise
            return self._stand_in

    def _ending(self, cell: Any) -> tuple[str | None, str | None]:
        """(how the visit ended, outcome of the pipeline), one of the two."""
        text = text_of(cell)
        if fold(text) in _ON_THE_WAY and fold(text) not in self._outcomes:
            return fold(text), None
        return None, _named(self._outcomes, text, "unknown_outcome", "结果", "outcome")

    def _close(self, case: Case) -> None:
        """An outcome ends the last visit, and where no time is told, as it began. What its
        reasons are called becomes their keys."""
        for line in case.lines:
            if line.outcome is not None and line is not case.lines[-1]:
                line.stay.outcome = self._pipeline.outcome(line.outcome).kind
        last = case.lines[-1] if case.lines else None
        if last is not None and last.outcome is not None and last.stay.left_at is None:
            last.stay.left_at = last.stay.entered_at
        for line in case.lines:
            if line.stay.reason is not None:
                known = self._reasons(line)
                line.stay.reason = known.get(fold(line.stay.reason), line.stay.reason)

    def _reasons(self, line: Line) -> Mapping[str, str]:
        if line.outcome is not None:
            told = self._pipeline.outcome(line.outcome).reasons
            return _names({one.key: one.label for one in told})
        points = self._pipeline.stage(line.stay.stage).sticking_points
        return _names({one.key: one.label for one in points})


def _names(labels: Mapping[str, Label]) -> dict[str, str]:
    """Folded key or label -> key; a key before a label."""
    found = {fold(said): key for key, label in labels.items() for said in label.values()}
    return found | {key: key for key in labels}


def _named(names: Mapping[str, str], text: str, code: str, zh: str, en: str) -> str:
    found = names.get(fold(text))
    if found is None:
        short = text if len(text) <= 40 else f"{text[:39]}…"
        raise refuse(code, f"流程没有{zh}“{short}”", f"The pipeline has no {en} “{short}”")
    return found
