"""What the API answers about records; flow answers with the same."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class NamedAnswer(Schema):
    id: str
    name: str


class FlowAnswer(Schema):
    """Where a record stands in its pipeline. dwell: green, amber or red. overdue_days: how late
    its follow-up is, null where it is not."""

    pipeline: str
    stage: str
    status: str
    outcome: str | None
    entered_at: datetime
    days: int
    dwell: str
    amount: str | None
    plan: str | None
    plan_on: date | None
    overdue_days: int | None
    contact_at: datetime | None
    progress_at: datetime | None
    wake_on: date | None
    closed_at: datetime | None


class RecordAnswer(Schema):
    """values: by field key, as /tables/{table}/openapi.json says; hidden fields are missing,
    masked ones a text with asterisks. may: what the viewer may do to it."""

    id: str
    table: str
    title: str
    version: int
    owner: NamedAnswer | None
    region: NamedAnswer | None
    created_at: datetime
    updated_at: datetime
    created_by: NamedAnswer | None
    deleted_at: datetime | None
    values: dict[str, Any]
    may: dict[str, bool]
    flow: FlowAnswer | None


class RecordsAnswer(Schema):
    items: list[RecordAnswer]
    next: str | None


class HitAnswer(Schema):
    """subtitle: whom it belongs to, in words."""

    id: str
    table: str
    table_label: str
    title: str
    subtitle: str | None


class HitsAnswer(Schema):
    items: list[HitAnswer]


class ChangeAnswer(Schema):
    """gone: the record is in the bin, or out of the viewer's sight."""

    table: str
    id: str
    version: int | None
    gone: bool


class ChangesAnswer(Schema):
    items: list[ChangeAnswer]
    next: str


class RevealBody(Schema):
    """field: key of a field that is masked for me and may be revealed."""

    model_config = ConfigDict(extra="forbid")

    field: str


class RevealAnswer(Schema):
    field: str
    value: str | None


class DuplicatesBody(Schema):
    """values: what the form holds so far. except: the record that is being edited."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    values: dict[str, Any]
    except_: str | None = Field(None, alias="except")


class OwnerAnswer(Schema):
    name: str


class MatchAnswer(Schema):
    """A record that may be the same. fields: by which fields. why: a sentence. seen false: it is
    out of my sight, and only its owner and its day are told."""

    level: Literal["block", "warn"]
    rule: str
    fields: list[str]
    why: str
    table: str
    id: str | None
    title: str | None
    owner: OwnerAnswer | None
    created_on: date
    seen: bool


class MatchesAnswer(Schema):
    items: list[MatchAnswer]
