"""Gates: what must be there before a record leaves a stage, and what of it is.

Pure: what happened around the record is gathered before, by `facts.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from zhudan.blueprint.engine import ENGINE_FIELDS
from zhudan.blueprint.gates import GateKind
from zhudan.blueprint.gates.condition import ConditionGate
from zhudan.blueprint.gates.field import FieldGate
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.documents.standing import Mark
from zhudan.flow import requirements
from zhudan.flow.paths import Course, in_force
from zhudan.flow.requirements.case import Case, Facts
from zhudan.flow.since import introductions
from zhudan.kit import conditions, worktime
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
