"""The shapes of what the flow's routes take and give. Ids are texts, money decimal texts."""

from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zhudan.records.answers import RecordAnswer

NOTE = 10_000
LINE = 200


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="after")
    def _keepable(self) -> Self:
        """PostgreSQL keeps no NUL; JSON and forms can carry one."""
        if any(isinstance(said, str) and "\0" in said for said in self.__dict__.values()):
            raise ValueError("a NUL character")
        return self


class RegisterBody(Body):
    values: dict[str, Any]
    owner: str | None = None
    stage: str | None = None
    duplicate_reason: str | None = Field(None, max_length=LINE)


class EditBody(Body):
    version: int
    values: dict[str, Any]
    duplicate_reason: str | None = Field(None, max_length=LINE)


class MoveBody(Body):
    to: str
    version: int
    reason: str | None = Field(None, max_length=NOTE)
    override_reason: str | None = Field(None, max_length=NOTE)


class CloseBody(Body):
    outcome: str
    version: int
    reason: str | None = Field(None, max_length=40)
    competitor: str | None = Field(None, max_length=LINE)
    note: str | None = Field(None, max_length=NOTE)
    wake_on: date | None = None
    override_reason: str | None = Field(None, max_length=NOTE)


class ReopenBody(Body):
    version: int
    note: str | None = Field(None, max_length=NOTE)


class AssignBody(Body):
    owner: str
    version: int


class ActivityBody(Body):
    kind: str
    note: str = Field(max_length=NOTE)
    at: datetime | None = None
    person: str | None = Field(None, max_length=100)
    plan: str | None = Field(None, max_length=LINE)
    plan_on: date | None = None


class ActionBody(Body):
    key: str
    note: str | None = Field(None, max_length=NOTE)
    at: datetime | None = None


class TickBody(Body):
    document: str
    standing: str
    note: str | None = Field(None, max_length=NOTE)


class DoneBody(Body):
    note: str | None = Field(None, max_length=NOTE)


class IntakeBody(Body):
    """take: records to refer to instead of making them, by the form's reference."""

    values: dict[str, Any]
    take: dict[str, str] = {}
    duplicate_reason: str | None = Field(None, max_length=LINE)


class NamedAnswer(BaseModel):
    id: str
    name: str


class KeyLabelAnswer(BaseModel):
    key: str
    label: str


class GateItemAnswer(BaseModel):
    """how: what the browser offers to supply it; see docs/flow.md."""

    key: str
    kind: str
    stage: str
    label: str
    met: bool
    by: NamedAnswer | None
    at: datetime | None
    note: str | None
    how: dict[str, Any]


class GateAnswer(BaseModel):
    stage: str
    next: KeyLabelAnswer | None
    done: int
    total: int
    items: list[GateItemAnswer]


class StepAnswer(BaseModel):
    stage: str
    label: str
    state: Literal["done", "now", "todo", "skipped"]
    days: int | None
    expected_days: int
    slow: bool


class TargetAnswer(BaseModel):
    stage: str
    label: str
    kind: Literal["forward", "back", "skip"]


class OutcomeChoiceAnswer(BaseModel):
    key: str
    kind: Literal["won", "lost", "dropped"]
    label: str
    reasons: list[KeyLabelAnswer]
    asks: dict[str, Literal["required", "optional"] | None]
    wakes: bool


class StickingPointAnswer(KeyLabelAnswer):
    side: Literal["ours", "customer", "outside"]


class WayAnswer(BaseModel):
    path: list[StepAnswer]
    gate: GateAnswer | None
    targets: list[TargetAnswer]
    outcomes: list[OutcomeChoiceAnswer]
    playbook: dict[str, Any]
    sticking_points: list[StickingPointAnswer]


class MovedAnswer(BaseModel):
    """record: null when it is now out of the viewer's sight."""

    record: RecordAnswer | None
    flow: WayAnswer | None


class VisitAnswer(BaseModel):
    seq: int
    stage: str
    label: str
    entered_at: datetime
    left_at: datetime | None
    days: int | None
    outcome: str | None
    reason: str | None
    overridden: list[str]
    brought_in: bool
    owner: NamedAnswer | None


class VisitsAnswer(BaseModel):
    items: list[VisitAnswer]
    next: None = None


class TaskRecordAnswer(BaseModel):
    id: str
    title: str
    table: str


class TaskAnswer(BaseModel):
    id: str
    key: str
    label: str
    record: TaskRecordAnswer
    stage: str
    stage_label: str
    opened_at: datetime
    due_at: datetime | None
    late: bool
    assignee: NamedAnswer | None
    status: Literal["open", "done", "cancelled"]
    done_at: datetime | None
    gate_item: str | None


class TasksAnswer(BaseModel):
    items: list[TaskAnswer]
    next: str | None


class ActivityAnswer(BaseModel):
    id: str
    kind: str
    note: str
    at: datetime
    person: str | None
    plan: str | None
    plan_on: date | None
    by: NamedAnswer | None


class ActivitiesAnswer(BaseModel):
    items: list[ActivityAnswer]
    next: str | None


class AddedAnswer(BaseModel):
    """id: of the document. number: of its version."""

    id: str
    number: int


class DoneAnswer(BaseModel):
    id: str
    key: str
    at: datetime


class TickedAnswer(BaseModel):
    id: str
    document: str
    standing: str
    at: datetime


class MergedFromAnswer(BaseModel):
    id: str
    title: str


class EventAnswer(BaseModel):
    """of: the record it happened to, where that was merged into this one."""

    id: str
    kind: str
    at: datetime
    actor: NamedAnswer | None
    data: dict[str, Any]
    of: MergedFromAnswer | None


class TimelineAnswer(BaseModel):
    items: list[EventAnswer]
    next: str | None
    counts: dict[str, int]
