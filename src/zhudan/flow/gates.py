"""Gates: what must be there before a record leaves a stage, and what of it is.

Gathering facts and judging are apart: `facts` asks the database, a fixed number of times for
any number of records; the judge is pure and answers item by item.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection

from zhudan.blueprint.engine import ENGINE_FIELDS
from zhudan.blueprint.gates import GateKind
from zhudan.blueprint.gates.action import ActionGate
from zhudan.blueprint.gates.activity import ActivityGate
from zhudan.blueprint.gates.approved import ApprovedGate
from zhudan.blueprint.gates.condition import ConditionGate
from zhudan.blueprint.gates.document import DocumentGate
from zhudan.blueprint.gates.field import FieldGate
from zhudan.blueprint.gates.sent import SentGate
from zhudan.blueprint.gates.signed import SignedGate
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.documents.standing import Mark, standings
from zhudan.flow import requirements
from zhudan.flow.paths import Course, in_force
from zhudan.flow.requirements.case import Case, Facts
from zhudan.flow.since import introductions
from zhudan.kit import conditions, sql, worktime
from zhudan.records.tables import Row


@dataclass(frozen=True)
class ItemState:
    """An item of a stage's gate for one record. mark: who met it and when; None: unmet."""

    stage: str
    item: GateKind
    mark: Mark | None

    @property
    def met(self) -> bool:
        return self.mark is not None


class Values(Mapping[str, object]):
    """A row's canonical values by key, each read when it is asked for."""

    def __init__(self, row: Row) -> None:
        self.row = row

    def __getitem__(self, key: str) -> object:
        return self.row.value(key)

    def __iter__(self) -> Iterator[str]:
        return chain(ENGINE_FIELDS, self.row.slots)

    def __len__(self) -> int:
        return len(ENGINE_FIELDS) + len(self.row.slots)


def facts(rows: Collection[Row], pipeline: Pipeline | None = None) -> Mapping[int, Facts]:
    """By record id, in two queries.

    pipeline: read only what the gates of its stages ask where each row stands, and not who did
    it; None: everything.
    """
    documents = standings(_ids(rows, pipeline, _PAPERS), _types(pipeline), told=pipeline is None)
    activities: defaultdict[int, dict[str, Mark]] = defaultdict(dict)
    actions: defaultdict[int, dict[str, Mark]] = defaultdict(dict)
    told, done = _ids(rows, pipeline, ActivityGate), _ids(rows, pipeline, ActionGate)
    # The older before the newer: the last word counts.
    for _, record_id, what, key, by, at, note in _deeds(told, done):
        deeds = activities if what == "activity" else actions
        deeds[record_id][key] = Mark(by, sql.moment(at), note)
    return {
        row.id: Facts(
            row.stage_entered_at,
            activities.get(row.id, {}),
            actions.get(row.id, {}),
            documents.get(row.id, {}),
        )
        for row in rows
    }


def case(live: LiveBlueprint, row: Row, known: Facts, now: datetime) -> Case:
    zone = live.document.settings.timezone
    return Case(Values(row), known, worktime.day_of(now, zone), zone)


def judge(
    live: LiveBlueprint, pipeline: Pipeline, stage: str, case: Case, course: Course
) -> list[ItemState]:
    """The items asked of this record at that stage, in the gate's order, with their state."""
    brought_in = introductions(live, pipeline.key)
    return [
        ItemState(stage, item, requirements.KINDS[item.kind].judge(item, case))
        for item in pipeline.stage(stage).gate
        if holds(item.applies_if, case)
        and in_force(
            brought_in.get((stage, item.key)), stage, pipeline.stage_keys, course, gate=True
        )
    ]


def reads(item: GateKind) -> frozenset[str]:
    """The fields an item is judged by."""
    asked = conditions.fields_of(item.applies_if)
    if isinstance(item, FieldGate):
        return asked | {item.field}
    if isinstance(item, ConditionGate):
        return asked | conditions.fields_of(item.condition)
    return asked


def holds(condition: object, case: Case) -> bool:
    """Whether an `applies_if` is absent or true of the record, whoever looks."""
    return condition is None or conditions.judge(
        condition, case.values, today=case.today, me=None, zone=case.zone
    )


_PAPERS = (DocumentGate, ApprovedGate, SentGate, SignedGate)
_DEEDS = """
    SELECT 0, record_id, 'activity', kind, by_id, MAX(created_at) AS at, NULL AS note
    FROM flow_activity WHERE kind <> 'note' AND {among} GROUP BY record_id, kind, by_id
    UNION ALL
    SELECT id, record_id, 'action', item, by_id, at, note
    FROM flow_keyaction WHERE {among}
    ORDER BY 1, 6"""


def _deeds(told: Collection[int], done: Collection[int]) -> list[tuple[Any, ...]]:
    """(order, record, what, kind or item, by, at, note): everybody's latest activity of each
    kind, and every word on a key action."""
    if not told and not done:
        return []
    with connection.cursor() as cursor:
        statement = _DEEDS.format(among=sql.among("record_id"))
        cursor.execute(statement, [sql.listed(told), sql.listed(done)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _ids(rows: Collection[Row], pipeline: Pipeline | None, kinds: Any) -> list[int]:
    """The rows that stand where an item of such a kind (a class, or several) is asked."""
    if pipeline is None:
        return [row.id for row in rows]
    asking = {
        stage.key
        for stage in pipeline.stages
        if any(isinstance(item, kinds) for item in stage.gate)
    }
    return [row.id for row in rows if row.stage in asking]


def _types(pipeline: Pipeline | None) -> set[str] | None:
    if pipeline is None:
        return None
    items = (item for stage in pipeline.stages for item in stage.gate)
    return {item.document for item in items if isinstance(item, _PAPERS)}
