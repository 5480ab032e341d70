"""What happened around a project: visits, tasks, activities, documents and key actions."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bench.load import Sink
from bench.staff import Staff
from bench.story import Life
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.blueprint.parts.stage import Stage
from zhudan.blueprint.parts.task import OWNER, StageTask

_CONTACTS = ("call", "wechat", "visit", "meeting")
_COLUMNS = {
    "flow_visit": "id record_id pipeline stage seq entered_at left_at outcome reason overridden"
    " entered_day is_first_in_stage followed_on dwell_seconds stay_seconds end_day owner_id"
    " region_id revision brought_in moved_by_id",
    "flow_task": "id record_id visit_id pipeline stage key label role assignee_id gate_item"
    " status opened_at due_at done_at done_by_id note",
    "records_participant": "id record_id user_id cause",
    "flow_activity": "id record_id kind at note person plan plan_on by_id created_at",
    "flow_keyaction": "id record_id visit_id item at note file_id by_id created_at",
    "files_file": "id digest size type name uploaded_by_id uploaded_at record_id",
    "documents_document": "id record_id type created_at",
    "documents_version": (
        "id record_id type document_id number file_id note uploaded_by_id uploaded_at"
    ),
    "documents_tick": "id record_id document_type standing version_id by_id at note",
}
_TICKED = {"approved": ("approved",), "sent": ("approved", "sent"), "signed": ("signed",)}


class Facts:
    """Writes the rows of one life after the other."""

    def __init__(self, random: Random, pipeline: Pipeline, staff: Staff, zone: ZoneInfo) -> None:
        self.random = random
        self.pipeline = pipeline
        self.staff = staff
        self.zone = zone
        self._ids = {table: count(1) for table in _COLUMNS}
        self.sinks = {table: Sink(table, names.split()) for table, names in _COLUMNS.items()}

    def tell(self, life: Life, record_id: int) -> None:
        entered: dict[int, int] = {}
        for visit_id, place in self._visits(life, record_id):
            stay = life.stays[place]
            entered.setdefault(stay.stage, visit_id)
            self._tasks(life, record_id, visit_id, place)
            if place + 1 < len(life.stays) or life.outcome or self._contacted(life):
                self._activity(life, record_id, place)
        for number in sorted(entered):
            self._deliver(life, record_id, number, entered[number])

    def contact_at(self, life: Life) -> datetime | None:
        """When the customer was last spoken to."""
        if life.outcome or self._contacted(life):
            return self._moment(life, len(life.stays) - 1)
        return self._moment(life, len(life.stays) - 2) if len(life.stays) > 1 else None

    def _contacted(self, life: Life) -> bool:
        stage = self.pipeline.stages[life.now.stage]
        asked = [item.key for item in stage.gate if item.kind == "activity"]
        return all(key in life.met for key in asked) if asked else life.number % 3 > 0

    def _moment(self, life: Life, place: int) -> datetime:
        """In the middle of a stay, where its deeds are told to have been done."""
        stay = life.stays[place]
        end = stay.left_at or life.stays[-1].entered_at + timedelta(minutes=20)
        return stay.entered_at + (end - stay.entered_at) / 2

    def _add(self, table: str, *values: Any) -> int:
        made = next(self._ids[table])
        self.sinks[table].add((made, *values))
        return made

    def _visits(self, life: Life, record_id: int) -> Iterator[tuple[int, int]]:
        stayed: dict[int, int] = {}
        days = [self._day(stay.entered_at) for stay in life.stays]
        for place, stay in enumerate(life.stays):
            ended: tuple[Any, ...] = (None, None, None)
            if stay.left_at:
                dwell = int((stay.left_at - stay.entered_at).total_seconds())
                stayed[stay.stage] = stayed.get(stay.stage, 0) + dwell
                ended = (dwell, stayed[stay.stage], self._day(stay.left_at))
            visit_id = self._add(
                "flow_visit",
                record_id,
                self.pipeline.key,
                self.pipeline.stages[stay.stage].key,
                place + 1,
                stay.entered_at,
                stay.left_at,
                stay.outcome,
                stay.reason,
                "[]",
                days[place],
                all(one.stage != stay.stage for one in life.stays[:place]),
                self._followed(life, days, place),
                *ended,
                life.seller.id,
                life.seller.region_id,
                1,
                False,
                life.seller.id,
            )
            yield visit_id, place

    @staticmethod
    def _followed(life: Life, days: list[Any], place: int) -> Any:
        stage = life.stays[place].stage
        later = range(place + 1, len(days))
        return next((days[one] for one in later if life.stays[one].stage == stage), None)

    def _day(self, moment: datetime) -> Any:
        # both offices of China's one zone: no summer time to mind
        offset = self.zone.utcoffset(moment) or timedelta()
        return (moment + offset).date()

    def _tasks(self, life: Life, record_id: int, visit_id: int, place: int) -> None:
        stay = life.stays[place]
        stage = self.pipeline.stages[stay.stage]
        for spec in stage.tasks:
            done = stay.left_at is not None
            if not done and spec.closes_with in life.met:
                continue
            assignee = self._assignee(life, spec)
            due = spec.due.days or 2 if spec.due else 2
            task_id = self._add(
                "flow_task",
                record_id,
                visit_id,
                self.pipeline.key,
                stage.key,
                spec.key,
                json.dumps(spec.label),
                spec.assign.role,
                assignee,
                spec.closes_with,
                "done" if done else "open",
                stay.entered_at,
                stay.entered_at + timedelta(days=due),
                stay.left_at,
                assignee if done else None,
                None,
            )
            if not done:
                asked = {assignee} | {self._holder(life, role) for role in spec.invite}
                for user in sorted(asked - {life.seller.id}):
                    self._add("records_participant", record_id, user, f"task:{task_id}")

    def _assignee(self, life: Life, spec: StageTask) -> int:
        role = spec.assign.role
        return life.seller.id if role == OWNER else self._holder(life, role)

    def _holder(self, life: Life, role: str) -> int:
        holders = {
            "technician": self.staff.technicians,
            "regional_manager": self.staff.managers,
        }.get(role, {})
        return holders.get(life.seller.region_id, life.seller.id)

    def _activity(self, life: Life, record_id: int, place: int) -> None:
        at = self._moment(life, place)
        self._add(
            "flow_activity",
            record_id,
            self.random.choice(_CONTACTS),
            at,
            "与客户沟通了进度，约定下一步",
            None,
            "再次联系客户",
            (at + timedelta(days=5)).date(),
            life.seller.id,
            at,
        )

    def _deliver(self, life: Life, record_id: int, number: int, visit_id: int) -> None:
        """The documents, ticks and key actions of one stage's gate."""
        stage: Stage = self.pipeline.stages[number]
        passed = number < life.reached and number != life.now.stage
        first = next(stay for stay in life.stays if stay.stage == number)
        at = first.entered_at + timedelta(minutes=10)
        versions: dict[str, int] = {}
        for item in stage.gate:
            if not passed and item.key not in life.met:
                continue
            if item.kind == "action":
                self._add(
                    "flow_keyaction",
                    record_id,
                    visit_id,
                    item.key,
                    at,
                    "已完成",
                    None,
                    life.seller.id,
                    at,
                )
            elif item.kind in ("document", *_TICKED):
                type_: str = item.document  # type: ignore[union-attr]
                if type_ not in versions:
                    versions[type_] = self._document(life, record_id, type_, at)
                for standing in _TICKED.get(item.kind, ()):
                    self._tick(life, record_id, type_, standing, versions[type_], at)

    def _document(self, life: Life, record_id: int, type_: str, at: datetime) -> int:
        digest = f"{record_id:056x}{len(type_):08x}"
        file_id = self._add(
            "files_file",
            digest,
            200_000,
            "application/pdf",
            f"{type_}.pdf",
            life.seller.id,
            at,
            record_id,
        )
        document_id = self._add("documents_document", record_id, type_, at)
        return self._add(
            "documents_version",
            record_id,
            type_,
            document_id,
            1,
            file_id,
            None,
            life.seller.id,
            at,
        )

    def _tick(
        self,
        life: Life,
        record_id: int,
        type_: str,
        standing: str,
        version: int,
        at: datetime,
    ) -> None:
        manager = self.staff.managers[life.seller.region_id]
        self._add("documents_tick", record_id, type_, standing, version, manager, at, None)
