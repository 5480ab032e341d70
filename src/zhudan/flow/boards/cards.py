"""Cards: what the board shows of a record, for any number of records in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.flow import facts, gates
from zhudan.flow.boards import statements
from zhudan.flow.boards.statements import NextTask
from zhudan.flow.models import Visit
from zhudan.flow.paths import Course
from zhudan.flow.requirements.case import Facts
from zhudan.flow.since import introductions
from zhudan.kit import worktime
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer
from zhudan.records import access, dwell, tables
from zhudan.records.present import person
from zhudan.records.tables import Row

Json = dict[str, Any]


@dataclass(frozen=True)
class _Around:
    """What was read around all the rows of a page, by record id. shows_…: to the viewer."""

    facts: Mapping[int, Facts]
    courses: Mapping[int, Course]
    subtitles: Mapping[int, str | None]
    tasks: Mapping[int, NextTask]
    shows_title: bool
    shows_amount: bool


_ENGINE = (
    "id",
    "title",
    "version",
    "amount",
    "stage",
    "stage_entered_at",
    "contact_at",
    "plan",
    "plan_on",
    "owner_id",
)
_ANY = Course(datetime.max.replace(tzinfo=UTC))  # for a pipeline nothing was brought into


def columns(live: LiveBlueprint, pipeline: Pipeline) -> list[str]:
    """What `draw` reads of a row: a card needs a dozen of a table's fifty columns."""
    slots = tables.model(live, pipeline.table).slots
    keys: set[str] = {pipeline.card.subtitle} if pipeline.card.subtitle else set()
    for stage in pipeline.stages:
        for item in stage.gate:
            keys |= gates.reads(item)
    fields = [name for key in keys & slots.keys() for name in slots[key].attributes]
    engine = [tables.engine_attribute(key) for key in keys - slots.keys()]
    course = ["created_at"] if introductions(live, pipeline.key) else []
    return sorted({*_ENGINE, *fields, *engine, *course})


def draw(
    live: LiveBlueprint,
    viewer: Viewer,
    pipeline: Pipeline,
    rows: Sequence[Row],
    now: datetime,
) -> Mapping[int, Json]:
    """Cards by record id, of open rows of one pipeline; at most five queries."""
    if not rows:
        return {}
    around = _Around(
        facts.around(rows, pipeline),
        _courses(live, pipeline, rows),
        _subtitles(live, viewer, pipeline, rows),
        statements.next_tasks([row.id for row in rows if not row.plan and not row.plan_on]),
        _reads(live, viewer, pipeline.table, "title"),
        _reads(live, viewer, pipeline.table, "amount"),
    )
    return {row.id: _card(live, pipeline, row, around, now) for row in rows}


def _card(
    live: LiveBlueprint, pipeline: Pipeline, row: Row, around: _Around, now: datetime
) -> Json:
    assert row.stage and row.stage_entered_at
    stage = pipeline.stage(row.stage)
    case = gates.case(live, row, around.facts[row.id], now)
    states = gates.judge(live, pipeline, stage.key, case, around.courses.get(row.id, _ANY))
    days = dwell.days_in_stage(row.stage_entered_at, now)
    amount = row.value("amount")
    return {
        "id": str(row.id),
        "version": row.version,
        "title": row.title if around.shows_title else f"#{row.id}",
        "subtitle": around.subtitles.get(row.id),
        "amount": None if amount is None or not around.shows_amount else str(amount),
        "stage": stage.key,
        "entered_at": row.stage_entered_at,
        "days": days,
        "dwell": dwell.badge(days, stage.expected_days),
        "overdue_days": dwell.overdue_days(row, stage, case.today, case.zone),
        "gate": {"done": sum(state.met for state in states), "total": len(states)},
        "next": _next(row, around.tasks.get(row.id), case.today, case.zone),
        "owner": person(row.owner_id),
    }


def _next(row: Row, task: NextTask | None, today: date, zone: Any) -> Json | None:
    """The plan agreed at the last follow-up; without one, the task that falls due first."""
    if row.plan or row.plan_on:
        late = row.plan_on is not None and row.plan_on < today
        return {"text": row.plan or "", "on": row.plan_on, "late": late}
    if task is None:
        return None
    on = worktime.day_of(task.due_at, zone) if task.due_at else None
    return {"text": pick(task.label), "on": on, "late": on is not None and on < today}


def _courses(live: LiveBlueprint, pipeline: Pipeline, rows: Sequence[Row]) -> Mapping[int, Course]:
    """What rows have been through; asked only where a publish brought something in."""
    if not introductions(live, pipeline.key):
        return {}
    entered: dict[int, list[tuple[str, datetime]]] = {row.id: [] for row in rows}
    visits = Visit.objects.filter(record_id__in=list(entered)).order_by("record_id", "seq")
    for record_id, stage, at in visits.values_list("record_id", "stage", "entered_at"):
        entered[record_id].append((stage, at))
    return {row.id: Course(row.created_at, entered[row.id]) for row in rows}


def _subtitles(
    live: LiveBlueprint, viewer: Viewer, pipeline: Pipeline, rows: Sequence[Row]
) -> Mapping[int, str | None]:
    key = pipeline.card.subtitle
    if key is None or not _reads(live, viewer, pipeline.table, key):
        return {}
    field = live.document.table(pipeline.table).field(key)
    if isinstance(field, ReferenceField) and not _reads(live, viewer, field.table, "title"):
        return {}
    values = {row.id: row.value(key) for row in rows}
    if not isinstance(field, ReferenceField):
        return {row_id: value and str(field.to_json(value)) for row_id, value in values.items()}
    titles = statements.titles({value for value in values.values() if value is not None})
    return {row_id: titles.get(value) for row_id, value in values.items()}


def _reads(live: LiveBlueprint, viewer: Viewer, table: str, key: str) -> bool:
    """Whether a field, or engine field, is read in clear."""
    return access.comparable(live, access.rights(live, viewer), table, key)
