"""Records as the API answers them: each field as far as the viewer may see it.

However many rows, the queries stay the same few: one for all references, one for all files,
one for what the viewer is involved in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
        self.slots = [slot for key, slot in slots.items() if seen[key] != "hidden"]
        self.shown = [(slot.key, _shower(slot, seen[slot.key])) for slot in self.slots]
        self.title = access.comparable(live, rights, table, "title")
        self.amount = access.comparable(live, rights, table, "amount")
        self.scopes = {verb: rights.scope(table, verb) for verb in VERBS}
        self.reach = {
            scope: access.sight(live, viewer, table, verb) for verb, scope in self.scopes.items()
        }


def _one(live: LiveBlueprint, shape: _Shape, row: Row, around: _Around) -> Json:
    reached = {
        scope: access.covers(reach, row, around.involved) for scope, reach in shape.reach.items()
    }
    stored = row.__dict__
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
        "values": {key: shown(stored, around) for key, shown in shape.shown},
        "may": {verb: reached[scope] for verb, scope in shape.scopes.items()},
        "flow": flow(live, row, around.now, shows_amount=shape.amount),
    }


_Shown = Callable[[Mapping[str, Any], _Around], Any]


def _shower(slot: Slot, seen: Access) -> _Shown:
    """How a field of this slot is shown: from the columns of a row, and what is around it."""
    column, kind = slot.attributes[0], slot.field.kind
    if seen == "masked":
        return lambda stored, around: slot.field.mask(slot.read(*slot.columns_of(stored)))
    if kind in _AS_STORED:
        return lambda stored, around: stored[column]
    if kind == "reference":
        return lambda stored, around: around.records.get(stored[column])
    if kind == "user":
        return lambda stored, around: person(stored[column])
    if kind == "region":
        return lambda stored, around: region(stored[column])
    if kind == "attachment":
        return lambda stored, around: [
            around.files[one] for one in slot.read(stored[column]) or () if one in around.files
        ]
    nothing: list[Any] | None = [] if kind == "choices" else None

    def through_the_field(stored: Mapping[str, Any], around: _Around) -> Any:
        if stored[column] is None:
            return nothing
        return slot.show(slot.read(*slot.columns_of(stored)))

    return through_the_field


_AS_STORED = frozenset(
    {"text", "long_text", "phone", "email", "url", "choice", "yes_no", "auto_number"}
)


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


def _pointed(shapes: Mapping[str, _Shape], rows: Iterable[Row], kind: str) -> set[int]:
    """The ids that the rows' visible fields of a kind point to."""
    slots = {
        table: [slot for slot in shape.slots if slot.field.kind == kind]
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
