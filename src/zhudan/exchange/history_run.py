"""Brings the histories of a file into a pipeline, each case whole or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import transaction

from zhudan import journal
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.exchange.complaint import Complaint, sentences
from zhudan.exchange.history_columns import Columns, Map, NoSuchField
from zhudan.exchange.history_lines import Case, Reader
from zhudan.exchange.pointers import Pointers
from zhudan.exchange.sheet import Sheet
from zhudan.exchange.values import Setting, fold
from zhudan.flow import bringing, refusals
from zhudan.flow.bringing import Brought, Entry
from zhudan.kit.errors import Conflict, NotFound, Refusal
from zhudan.kit.language import pick
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access
from zhudan.records.tables import Row

_BATCH = 200


class NoSuchPipeline(NotFound):
    code = "no_such_pipeline"
    title = {
        "zh-CN": "没有流程“{pipeline}”；现有：{known}",
        "en": "There is no pipeline “{pipeline}”; there are: {known}",
    }


class Several(Conflict):
    code = "ambiguous"
    title = {"zh-CN": "有 {count} 个都叫“{name}”", "en": "{count} are called “{name}”"}


@dataclass(frozen=True)
class Asked:
    """pipeline: its key. key: the field by which a case finds its record; None: the table's
    title. stand_in: whose the visits of unknown owners are, None to refuse them."""

    pipeline: str
    map: Map
    key: str | None = None
    utc: bool = False
    stand_in: int | None = None
    dry: bool = False


@dataclass
class Told:
    """What was done. visits: of the cases brought. refused: cases; complaints: why."""

    lines: int = 0
    cases: int = 0
    brought: int = 0
    visits: int = 0
    refused: int = 0
    complaints: list[Complaint] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    dry: bool = False

    def refuse(self, case: Case, complaints: Sequence[Complaint]) -> None:
        self.refused += 1
        self.complaints += complaints
        self.rows += case.rows


def run(asked: Asked, sheet: Sheet, *, viewer: Viewer) -> Told:
    """Forbidden without the ability `migrate`; a Refusal where the file or what was asked cannot
    be used at all."""
    live = blueprint.current()
    access.rights(live, viewer).need("migrate")
    work = _Work(live, asked, sheet, viewer)
    told = Told(dry=asked.dry)
    sound: list[Case] = []
    for case in work.read():
        told.lines += len(case.rows)
        told.cases += 1
        if case.complaints:
            told.refuse(case, case.complaints)
        else:
            sound.append(case)
    for start in range(0, len(sound), _BATCH):
        work.bring(sound[start : start + _BATCH], told)
    told.complaints.sort(key=lambda one: one.row)
    if not asked.dry:
        work.note(told)
    return told


class _Work:
    def __init__(self, live: LiveBlueprint, asked: Asked, sheet: Sheet, viewer: Viewer) -> None:
        self._asked, self._sheet, self._viewer = asked, sheet, viewer
        pipeline = _pipeline(live, asked.pipeline)
        self._table = live.document.table(pipeline.table)
        self._key = asked.key or self._table.title
        key = self._table.fields_by_key.get(self._key)
        if key is None:
            raise NoSuchField(params={"table": self._table.label, "field": self._key})
        self._columns = Columns(sheet.header, asked.map, self._table, key)
        pointers = Pointers(live, viewer)
        self._there = pointers.of(self._table.key, self._key)
        settings = live.document.settings
        zone = ZoneInfo("UTC") if asked.utc else settings.timezone
        self._reader = Reader(
            self._columns,
            pipeline,
            pointers,
            Setting(zone, settings.currency),
            stand_in=asked.stand_in,
        )

    def read(self) -> list[Case]:
        return self._reader.cases(self._sheet.rows)

    def bring(self, cases: Sequence[Case], told: Told) -> None:
        """One transaction."""
        with transaction.atomic():
            live = blueprint.hold()
            answers = self._answers(live, _pipeline(live, self._asked.pipeline), cases)
            if self._asked.dry:
                transaction.set_rollback(True)
        for case, answer in zip(cases, answers, strict=True):
            if isinstance(answer, Refusal):
                told.refuse(case, list(self._complaints(case, answer)))
            else:
                told.brought += 1
                told.visits += len(case.lines)

    def note(self, told: Told) -> None:
        data = {
            "pipeline": self._asked.pipeline,
            "cases": told.cases,
            "brought": told.brought,
            "visits": told.visits,
            "refused": told.refused,
        }
        with transaction.atomic():
            journal.record(
                "history_imported", actor=self._viewer.id, table=self._table.key, data=data
            )

    def _answers(
        self, live: LiveBlueprint, pipeline: Pipeline, cases: Sequence[Case]
    ) -> list[Row | Refusal]:
        there = [self._there.get(fold(case.name), set()) for case in cases]
        made = iter(
            bringing.bring_many(
                live,
                self._table.key,
                [self._brought(case) for case, ids in zip(cases, there, strict=True) if not ids],
                viewer=self._viewer,
                pipeline=pipeline.key,
            )
        )
        return [
            self._onto(live, pipeline, case, ids) if ids else next(made)
            for case, ids in zip(cases, there, strict=True)
        ]

    def _onto(
        self, live: LiveBlueprint, pipeline: Pipeline, case: Case, ids: set[int]
    ) -> Row | Refusal:
        """The record was there."""
        if len(ids) > 1:
            return Several(params={"count": len(ids), "name": case.name})
        try:
            with transaction.atomic():
                return bringing.bring_onto(
                    live, next(iter(ids)), pipeline, self._brought(case), viewer=self._viewer
                )
        except Refusal as refusal:
            return refusal

    def _brought(self, case: Case) -> Brought:
        values = {**case.values, self._key: case.name}
        title = self._table.field(self._table.title)
        if title.key != self._key and not title.read_only:
            values.setdefault(title.key, case.name)
        return Brought(Entry(values, owner=self._owner(case)), case.stays, case.outcome)

    def _owner(self, case: Case) -> int | None:
        """Whose the record is: the last one named, while he is there."""
        named = [stay.owner for stay in case.stays if stay.owner is not None]
        person = directory.current().user(named[-1]) if named else None
        if person is None or person.is_active or self._asked.stand_in is None:
            return named[-1] if named else None
        return self._asked.stand_in

    def _complaints(self, case: Case, refusal: Refusal) -> Iterator[Complaint]:
        """The reasons, each beside the line and the column it speaks of."""
        stay = refusal.extra.get("stay")
        row = case.lines[stay].row if isinstance(stay, int) else case.row
        errors = refusal.extra.get("errors")
        if not isinstance(errors, list):
            about = "stage" if isinstance(refusal, refusals.UnknownStage) else self._key
            yield Complaint(row, self._name(about), refusal.code, sentences(refusal))
            return
        for error in errors:
            yield Complaint(row, self._name(error["field"]), error["code"], error["message"])

    def _name(self, field: str) -> str:
        """The column of a part of a visit; of the case for a field of its record."""
        names = {str(what): name for what, name in self._columns.names.items()}
        if field in names:
            return names[field]
        part = self._table.fields_by_key.get(field)
        return names["case_id"] if part is None or field == self._key else pick(part.label)


def _pipeline(live: LiveBlueprint, key: str) -> Pipeline:
    known = live.document.pipelines_by_key
    if key not in known:
        raise NoSuchPipeline(params={"pipeline": key, "known": ", ".join(known)})
    return known[key]
