"""Records as the API answers them: each field as far as the viewer may see it.

However many rows, the queries stay the same few: one for all references, one for all files,
one for what the viewer is involved in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.role import Access, Verb
from zhudan.blueprint.rights import Rights
from zhudan.files.models import File
from zhudan.kit import worktime
from zhudan.kit.language import pick
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access, dwell, tables
from zhudan.records.models import Record
from zhudan.records.search import Hit
from zhudan.records.tables import Row, Slot

Json = dict[str, Any]

VERBS: tuple[Verb, ...] = (
    "edit", "delete", "assign", "move", "override", "skip", "close", "reopen", "log", "tick",
)  # fmt: skip


@dataclass(frozen=True)
class _Around:
    """What the rows of a page point to, and when they are looked at."""

    records: Mapping[int, Json]
    files: Mapping[int, Json]
    involved: frozenset[int]
    now: datetime


def record(live: LiveBlueprint, viewer: Viewer, rights: Rights, rows: Sequence[Row]) -> list[Json]:
    """The rows as JSON, in their order; of one table or of several."""
    shapes = {
        table: _Shape(live, viewer, rights, table) for table in {row.table_key for row in rows}
    }
    around = _Around(
        _records(live, rights, _pointed(shapes, rows, "reference")),
        _files(_pointed(shapes, rows, "attachment")),
        frozenset(_involved(viewer, shapes, rows)),
        timezone.now(),
    )
    return [_one(live, shapes[row.table_key], row, around) for row in rows]


class _Shape:
    """What a viewer sees of a table: made once for all its rows."""

    def __init__(self, live: LiveBlueprint, viewer: Viewer, rights: Rights, table: str) -> None:
        slots = tables.model(live, table).slots
        seen = {key: rights.field(table, key) for key in slots}
        self.fields: list[tuple[Slot, Access]] = [
            (slot, seen[key]) for key, slot in slots.items() if seen[key] != "hidden"
        ]
        self.title = access.comparable(live, rights, table, "title")
        self.amount = access.comparable(live, rights, table, "amount")
        self.reach = {verb: access.sight(live, viewer, table, verb) for verb in VERBS}


def _one(live: LiveBlueprint, shape: _Shape, row: Row, around: _Around) -> Json:
    return {
        "id": str(row.id),
        "table": row.table_key,
        "title": row.title if shape.title else f"#{row.id}",
        "version": row.version,
        "owner": person(row.owner_id),
        "region": region(row.region_id),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "created_by": person(row.created_by_id),
        "deleted_at": row.deleted_at,
        "values": {slot.key: _value(slot, seen, row, around) for slot, seen in shape.fields},
        "may": {
            verb: access.covers(reach, row, around.involved) for verb, reach in shape.reach.items()
        },
        "flow": flow(live, row, around.now, shows_amount=shape.amount),
    }


def hits(live: LiveBlueprint, viewer: Viewer, found: Sequence[Hit]) -> list[Json]:
    """Search hits: enough to choose among them."""
    rights = access.rights(live, viewer)
    named = {
        table: access.comparable(live, rights, table, "title")
        for table in {hit.table for hit in found}
    }
    return [
        {
            "id": str(hit.id),
            "table": hit.table,
            "table_label": pick(live.document.table(hit.table).label),
            "title": hit.title if named[hit.table] else f"#{hit.id}",
            "subtitle": _subtitle(live, hit),
        }
        for hit in found
    ]


def _subtitle(live: LiveBlueprint, hit: Hit) -> str | None:
    """Stage and owner, in the reader's language."""
    pipeline = live.document.pipelines_by_key.get(hit.pipeline or "")
    stage = pipeline.stages_by_key.get(hit.stage or "") if pipeline else None
    owner = directory.current().user(hit.owner_id)
    parts = [pick(stage.label) if stage else "", owner.name if owner else ""]
    return " · ".join(part for part in parts if part) or None


def flow(live: LiveBlueprint, row: Row, now: datetime, *, shows_amount: bool) -> Json | None:
    """Where a record stands in its pipeline; None for one that is in none."""
    pipeline = live.document.pipelines_by_key.get(row.pipeline or "")
    if pipeline is None or row.stage_entered_at is None:
        return None
    stage = pipeline.stages_by_key.get(row.stage or "")
    days = dwell.days_in_stage(row.stage_entered_at, row.closed_at or now)
    zone = live.document.settings.timezone
    follows = row.status == "open" and stage is not None
    amount = row.value("amount")
    return {
        "pipeline": pipeline.key,
        "stage": row.stage,
        "status": row.status,
        "outcome": row.outcome,
        "entered_at": row.stage_entered_at,
        "days": days,
        "dwell": dwell.badge(days, stage.expected_days) if stage else "green",
        "amount": None if amount is None or not shows_amount else str(amount),
        "plan": row.plan,
        "plan_on": row.plan_on,
        "overdue_days": dwell.overdue_days(row, stage, worktime.day_of(now, zone), zone)
        if stage and follows
        else None,
        "contact_at": row.contact_at,
        "progress_at": row.progress_at,
        "wake_on": row.wake_on,
        "closed_at": row.closed_at,
    }


def person(user_id: int | None) -> Json | None:
    found = directory.current().user(user_id)
    return {"id": str(found.id), "name": found.name} if found else None


def region(region_id: int | None) -> Json | None:
    found = directory.current().region(region_id)
    return {"id": str(found.id), "name": found.name} if found else None


def _value(slot: Slot, seen: Access, row: Row, around: _Around) -> Any:
    value = row.value(slot.key)
    if seen == "masked":
        return slot.field.mask(value)
    if value is None:
        return [] if slot.field.kind in ("attachment", "choices") else None
    kind = slot.field.kind
    if kind == "reference":
        return around.records.get(value)
    if kind == "user":
        return person(value)
    if kind == "region":
        return region(value)
    if kind == "attachment":
        return [around.files[one] for one in value if one in around.files]
    return slot.show(value)


def _pointed(shapes: Mapping[str, _Shape], rows: Iterable[Row], kind: str) -> set[int]:
    """The ids that the rows' visible fields of a kind point to."""
    slots = {
        table: [slot for slot, seen in shape.fields if slot.field.kind == kind]
        for table, shape in shapes.items()
    }
    found: set[int] = set()
    for row in rows:
        for slot in slots[row.table_key]:
            value = row.value(slot.key)
            if isinstance(value, int):
                found.add(value)
            elif value:
                found.update(value)
    return found


def _records(live: LiveBlueprint, rights: Rights, ids: set[int]) -> dict[int, Json]:
    """Names of records. Who may read a reference may read the name behind it, unless the name
    is hidden from him everywhere. gone: it is in the bin."""
    if not ids:
        return {}
    named = {
        table.key: access.comparable(live, rights, table.key, "title")
        for table in live.document.tables
    }
    found = Record.objects.filter(id__in=ids).values_list("id", "table", "title", "deleted_at")
    return {
        one: {
            "id": str(one),
            "title": title if named.get(table) else f"#{one}",
            "table": table,
            "gone": deleted_at is not None,
        }
        for one, table, title, deleted_at in found
    }


def _files(ids: set[int]) -> dict[int, Json]:
    if not ids:
        return {}
    found = File.objects.filter(id__in=ids).values_list("id", "name", "size", "type")
    return {
        one: {"id": str(one), "name": name, "size": size, "type": type_}
        for one, name, size, type_ in found
    }


def _involved(viewer: Viewer, shapes: Mapping[str, _Shape], rows: Sequence[Row]) -> set[int]:
    """Asked only for rows that nothing but involvement may open."""
    asked = {
        row.id
        for row in rows
        for reach in shapes[row.table_key].reach.values()
        if reach.involved is not None and not reach.covers(row.owner_id, row.region_id, False)
    }
    return access.involved_in(viewer.id, asked) if asked else set()
