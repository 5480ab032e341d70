"""Gates: what must be there before a record leaves a stage, and what of it is.

Gathering facts and judging are apart: `facts` asks the database, a fixed number of times for
any number of records; the judge is pure and answers item by item.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import CharField, F, Max, TextField, Value

from zhudan.blueprint.engine import ENGINE_FIELDS
from zhudan.blueprint.gates import GateKind
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.documents.standing import Mark, standings
from zhudan.flow import requirements
from zhudan.flow.models import Activity, KeyAction
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


def facts(rows: Collection[Row]) -> Mapping[int, Facts]:
    """By record id, in two queries."""
    ids = [row.id for row in rows]
    documents = standings(ids)
    activities: defaultdict[int, dict[str, Mark]] = defaultdict(dict)
    actions: defaultdict[int, dict[str, Mark]] = defaultdict(dict)
    # The older before the newer: the last word counts.
    for _, record_id, what, key, by, at, note in sorted(_deeds(ids)):
        deeds = activities if what == "activity" else actions
        deeds[record_id][key] = Mark(by, at, note)
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


def holds(condition: object, case: Case) -> bool:
    """Whether an `applies_if` is absent or true of the record, whoever looks."""
    return condition is None or conditions.judge(
        condition, case.values, today=case.today, me=None, zone=case.zone
    )


_Deed = tuple[datetime, int, str, str, int, datetime, str | None]


def _deeds(ids: Collection[int]) -> Iterator[_Deed]:
    """(entered at, record, what, kind or item, by, at, note): everybody's latest activity of
    each kind, and every word on a key action."""
    activities = (
        Activity.objects.filter(record_id__in=ids)
        .exclude(kind=Activity.Kind.NOTE)
        .values("record_id", "kind", "by_id")
        .annotate(latest=Max("created_at"))
        .values_list(
            F("latest"),
            F("record_id"),
            Value("activity", output_field=CharField()),
            F("kind"),
            F("by_id"),
            F("latest"),
            Value(None, output_field=TextField()),
        )
    )
    actions = KeyAction.objects.filter(record_id__in=ids).values_list(
        F("created_at"),
        F("record_id"),
        Value("action", output_field=CharField()),
        F("item"),
        F("by_id"),
        F("at"),
        F("note"),
    )
    return iter(activities.union(actions, all=True))
