"""Merging: one record stays, the other goes into the bin, and all that hung on it moves over.

The visits of the other stay with it. A stay in a stage is what one record lived through; put
together, two ways would overlap and count twice. In the bin they count nowhere, as those of any
binned record, and come back with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.flow import tasks
from zhudan.flow.merging import belongings, refusals
from zhudan.flow.models import Merge
from zhudan.kit.errors import Forbidden, Invalid, NotFound, Stale
from zhudan.people.viewer import Viewer
from zhudan.records import access, binned, computed, writes
from zhudan.records.entry import FieldNotEditable
from zhudan.records.tables import Row

ENGINE = ("contact_at", "progress_at", "plan", "plan_on")
_RANKS: Mapping[str | None, int] = {None: 0, "lost": 1, "dropped": 1, "open": 2, "won": 3}
_NO_FIELD = {"zh-CN": "没有这个字段", "en": "There is no such field"}


@dataclass(frozen=True)
class Merged:
    row: Row
    merge: Merge


@transaction.atomic
def merge(
    record_id: int,
    other_id: int,
    *,
    viewer: Viewer,
    version: int,
    other_version: int,
    take: Mapping[str, str],
) -> Merged:
    """Merge `other_id` into `record_id`. take: fields whose value comes from the other ("other");
    attached files of both are kept whatever is chosen.

    Needs edit and delete on both: NotFound, Forbidden, Stale (extra: record), Binned,
    FieldNotEditable, Invalid; SameRecord, OtherTable, DifferentPipelines, MergeOtherWay.
    """
    if record_id == other_id:
        raise refusals.SameRecord
    live = blueprint.hold()
    now = timezone.now()
    into, other = _both(live, viewer, {record_id: version, other_id: other_version})
    if (into.id, other.id) != (record_id, other_id):
        into, other = other, into
    _refuse_unfit(into, other)
    values = _taken(live, viewer, into, other, take)
    engine = _engine(into, other)
    with computed.together(live, writes.today(live, now)):
        kept = Merge.objects.create(
            table=into.table_key, into_id=into.id, other_id=other.id, by_id=viewer.id, at=now
        )
        kept.moved = belongings.move(live, other, into, actor=viewer.id, at=now)
        binned.put_away(live, other, viewer=viewer)
        kept.changed = {
            key: [writes.told(into, key, into.value(key)), writes.told(into, key, value)]
            for key, value in values.items()
        }
        kept.engine = {key: [_plain(getattr(into, key)), _plain(engine[key])] for key in engine}
        row = writes.put(live, into, values, actor=viewer.id) if values else into
        row = writes.touch(live, row, **engine)
        kept.save(update_fields=["moved", "changed", "engine"])
    if other.owner_id and other.owner_id != row.owner_id:
        # whoever had the other goes on seeing what became of it
        writes.add_participant(row.id, other.owner_id, cause(kept))
    _note(live, kept, row, other, viewer)
    tasks.settle(live, row, actor=viewer.id)
    return Merged(access.get_record(live, viewer, row.id), kept)


def cause(merge: Merge) -> str:
    """Why somebody takes part in the record that stayed."""
    return f"merge:{merge.id}"


def _both(live: LiveBlueprint, viewer: Viewer, versions: Mapping[int, int]) -> list[Row]:
    """Locked in the order of their ids, so that two merges of one pair do not wait in a ring."""
    rows: list[Row] = []
    for record_id, version in sorted(versions.items()):
        try:
            row = access.lock_record(live, viewer, record_id, verb="edit", version=version)
        except Stale as stale:
            stale.extra["record"] = str(record_id)
            raise
        if not access.may(live, viewer, row, "delete"):
            raise Forbidden
        rows.append(row)
    return rows


def _refuse_unfit(into: Row, other: Row) -> None:
    if into.table_key != other.table_key:
        raise refusals.OtherTable
    if into.status == other.status == "open" and into.pipeline != other.pipeline:
        raise refusals.DifferentPipelines
    if _RANKS.get(other.status, 0) > _RANKS.get(into.status, 0):
        raise refusals.MergeOtherWay(params={"other": other.title})


def _taken(
    live: LiveBlueprint, viewer: Viewer, into: Row, other: Row, take: Mapping[str, str]
) -> dict[str, Any]:
    """The fields of the record that stays that change, with their canonical values."""
    part = live.document.table(into.table_key)
    rights = access.rights(live, viewer)
    values: dict[str, Any] = {}
    for key in take:
        field = part.fields_by_key.get(key)
        if field is None or rights.field(part.key, key) == "hidden":
            raise Invalid.field(key, "unknown_field", _NO_FIELD)
        if field.read_only or rights.field(part.key, key) != "edit":
            raise FieldNotEditable(params={"field": field.label})
        if take[key] == "other":
            values[key] = other.value(key)
    for field in part.fields:
        mine, theirs = into.value(field.key), other.value(field.key)
        if field.kind == "attachment" and theirs:
            values[field.key] = list(dict.fromkeys([*(mine or ()), *theirs]))
        elif field.kind == "reference" and values.get(field.key, mine) in (into.id, other.id):
            values[field.key] = None  # nothing refers to itself
    return {key: value for key, value in values.items() if value != into.value(key)}


def _engine(into: Row, other: Row) -> dict[str, Any]:
    """The later contact and progress of the two; the other's plan where there is none."""
    found: dict[str, Any] = {}
    for key in ("contact_at", "progress_at"):
        moments = [one for one in (getattr(into, key), getattr(other, key)) if one]
        found[key] = max(moments, default=None)
    if not into.plan and other.plan and into.status == "open":
        found |= {"plan": other.plan, "plan_on": other.plan_on}
    return {key: value for key, value in found.items() if value != getattr(into, key)}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _note(live: LiveBlueprint, kept: Merge, row: Row, other: Row, viewer: Viewer) -> None:
    of_merge = {"merge": str(kept.id)}
    data = {**of_merge, "other": {"id": str(other.id), "title": other.title}}
    writes.note(live, row, row, "record_merged", viewer.id, data)
    data = {**of_merge, "into": {"id": str(row.id), "title": row.title}}
    gone = access.get_record(live, viewer, other.id)
    writes.note(live, gone, gone, "merged_away", viewer.id, data)


def find(merge_id: int) -> Merge:
    """NotFound. Locked until the transaction ends."""
    found = Merge.objects.select_for_update().filter(id=merge_id).first()
    if found is None:
        raise NotFound
    return found
