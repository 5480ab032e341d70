"""Where a row says that its record stood, or the way it went: stays for `bringing.bring_many`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from zhudan.blueprint.fields import FieldError
from zhudan.blueprint.parts.outcome import Outcome, Reason
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.exchange import history, remainder, values
from zhudan.exchange.cell import Cell
from zhudan.exchange.complaint import sentences
from zhudan.exchange.mapping import Dated, Meaning, Placing, Standing, TableMapping
from zhudan.exchange.values import Setting, fold, shown
from zhudan.flow.stays import Stay
from zhudan.kit.errors import Label, Refusal

Wrong = tuple[str | None, str, Label]


@dataclass(frozen=True)
class Way:
    """stays: the oldest first. outcome: the pipeline's, with which the last ended."""

    stays: Sequence[Stay]
    outcome: str | None = None

    @property
    def stage(self) -> str:
        return self.stays[-1].stage


@dataclass
class Told:
    """way None: the row does not say, or something is wrong with what it says."""

    way: Way | None = None
    wrong: list[Wrong] = field(default_factory=list)


def read(
    mapping: TableMapping,
    pipeline: Pipeline,
    cells: Mapping[str, Cell],
    registered_at: datetime | None,
    setting: Setting,
) -> Told:
    """What `place` or `history` of a mapping makes of a row."""
    if mapping.place is not None:
        return _placed(mapping.place, pipeline, cells, registered_at, setting)
    if mapping.history is not None:
        return _went(mapping.history, pipeline, cells, setting)
    return Told()


def _went(said: Dated, pipeline: Pipeline, cells: Mapping[str, Cell], setting: Setting) -> Told:
    """The way that columns of days tell. A row without any day is a new record."""
    told = Told()
    dates = {
        stage: moment
        for name, stage in said.dates.items()
        if (moment := _moment(name, cells[name], said.year, setting, told)) is not None
    }
    won_at, closed_at = (
        _moment(name, cells[name] if name else None, said.year, setting, told)
        for name in (said.won_at, said.closed_at)
    )
    outcome = _meant(said.outcome, pipeline.outcomes, cells, told, _UNKNOWN_OUTCOME)
    outcome = history.outcome_of(pipeline, outcome, won_at)
    reasons = pipeline.outcome(outcome).reasons if outcome else ()
    reason = _meant(said.reason, reasons, cells, told, _UNKNOWN_REASON) if outcome else None
    if told.wrong or not (dates or won_at or closed_at or outcome):
        return told
    try:
        stays = history.stays_of(
            dates, pipeline, won_at=won_at, closed_at=closed_at, outcome=outcome, reason=reason
        )
    except Refusal as refusal:
        told.wrong.append((_at_fault(said, refusal), refusal.code, sentences(refusal)))
        return told
    told.way = Way(stays, outcome)
    return told


def _at_fault(said: Dated, refusal: Refusal) -> str | None:
    """The column whose cell would have to say something else."""
    if isinstance(refusal, history.EndMissing):
        return said.closed_at or (said.outcome.column if said.outcome else said.won_at)
    if isinstance(refusal, history.OutcomeMissing | history.NotWon):
        return said.outcome.column if said.outcome else said.closed_at
    return None


def _meant(
    meaning: Meaning | None,
    parts: Sequence[Outcome] | Sequence[Reason],
    cells: Mapping[str, Cell],
    told: Told,
    unknown: Label,
) -> str | None:
    """The key a cell means, by `values`, by key or by label; None where it says nothing."""
    text = fold(shown(cells[meaning.column])) if meaning else ""
    if meaning is None or not text:
        return None
    for cell, key in meaning.values.items():
        if fold(cell) == text:
            return key or None
    for one in parts:
        if text == one.key or text in map(fold, one.label.values()):
            return one.key
    told.wrong.append((meaning.column, "unknown_meaning", unknown))
    return None


def _placed(
    place: Placing,
    pipeline: Pipeline,
    cells: Mapping[str, Cell],
    registered_at: datetime | None,
    setting: Setting,
) -> Told:
    told = Told()
    standing = _standing(place, pipeline, cells[place.stage], told)
    entered_at, closed_at = (
        _moment(name, cells[name] if name else None, place.year, setting, told)
        for name in (place.entered_at, place.closed_at)
    )
    if standing is None:
        return told
    reason = None
    if standing.outcome is not None:
        if closed_at is None:
            told.wrong.append((place.closed_at or place.stage, "no_closing_day", _NO_CLOSING_DAY))
        reason = _reason(place, pipeline, standing.outcome, cells, told)
    if told.wrong:
        return told
    ended = closed_at if standing.outcome else None
    entered = entered_at or ended or timezone.now()
    begun = registered_at or entered
    last = Stay(standing.stage, entered, ended, reason=reason)
    first = pipeline.stage_keys[0]
    if begun == entered or standing.stage == first:
        # It was registered before it came into its stage: the time between was in the first.
        last.entered_at = begun
        told.way = Way([last], standing.outcome)
    else:
        told.way = Way([Stay(first, begun), last], standing.outcome)
    return told


def _standing(place: Placing, pipeline: Pipeline, cell: Cell, told: Told) -> Standing | None:
    text = fold(shown(cell))
    for name, standing in place.values.items():
        if fold(name) == text:
            return standing
    for stage in pipeline.stages:
        if text == stage.key or text in map(fold, stage.label.values()):
            return Standing(stage=stage.key)
    told.wrong.append((place.stage, "unknown_stage", _UNKNOWN_STAGE))
    return None


def _moment(
    name: str | None, cell: Cell, year: int | None, setting: Setting, told: Told
) -> datetime | None:
    if isinstance(cell, str):
        cell = cell.strip() or None
    if name is None or cell is None:
        return None
    try:
        return values.moment(remainder.dated(cell, year), setting)
    except FieldError as error:
        told.wrong.append((name, error.code, error.message))
        return None


def _reason(
    place: Placing, pipeline: Pipeline, outcome: str, cells: Mapping[str, Cell], told: Told
) -> str | None:
    """The outcome's reason, by key or label."""
    if place.reason is None:
        return None
    text = fold(shown(cells[place.reason]))
    for reason in pipeline.outcome(outcome).reasons:
        if text == reason.key or text in map(fold, reason.label.values()):
            return reason.key
    if text:
        told.wrong.append((place.reason, "unknown_reason", _UNKNOWN_REASON))
    return None


_NO_CLOSING_DAY = {
    "zh-CN": "已结束的记录缺少结束日期",
    "en": "A record that has ended needs the day it ended",
}
_UNKNOWN_STAGE = {
    "zh-CN": "流程没有这个阶段，映射里也没有说明",
    "en": "The pipeline has no such stage, and the mapping does not say what it means",
}
_UNKNOWN_OUTCOME = {
    "zh-CN": "流程没有这个结果，映射里也没有说明",
    "en": "The pipeline has no such outcome, and the mapping does not say what it means",
}
_UNKNOWN_REASON = {
    "zh-CN": "这个结果没有这个原因",
    "en": "This outcome has no such reason",
}
