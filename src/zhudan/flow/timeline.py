"""What happened to a record, read from the journal with the reader's field rights.

A change of a field somebody may not see does not appear, nor is it counted; a masked field
shows that it changed, masked. Of a record that was merged into this one it tells what was said,
done and changed there, but not its way through the stages, which was another.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.rights import Rights
from zhudan.flow.models import Merge
from zhudan.journal.models import Event
from zhudan.kit import pages
from zhudan.kit.language import spoken
from zhudan.people.viewer import Viewer
from zhudan.records import access
from zhudan.records.models import Record
from zhudan.records.present import person, region
from zhudan.records.tables import Row

Json = dict[str, Any]
Kind = Literal["activity", "file", "photo", "approval", "move", "change"]

_PHOTO = Q(kind="document_added", data__photo=True) | Q(
    kind="key_action_done", data__file__type__startswith="image/"
)
_KINDS: dict[Kind, Q] = {
    "activity": Q(kind="activity_logged"),
    "photo": _PHOTO,
    "file": Q(kind="document_added", data__photo=False)
    | Q(kind="key_action_done", data__file__type__startswith="application/"),
    "approval": Q(kind__in=["standing_ticked", "standing_withdrawn"]),
    "move": Q(
        kind__in=[
            "record_moved",
            "record_placed",
            "record_relocated",
            "record_closed",
            "record_reopened",
        ]
    ),
    "change": Q(
        kind__in=[
            "record_created",
            "record_updated",
            "record_assigned",
            "record_binned",
            "record_restored",
            "duplicate_confirmed",
            "record_merged",
            "merged_away",
            "merge_undone",
        ]
    ),
}
_BESIDES = Q(kind__in=["task_opened", "task_done", "key_action_done", "document_added"])
_SHOWN = reduce(or_, _KINDS.values(), _BESIDES)
_FROM_MERGED = Q(
    kind__in=[
        "activity_logged",
        "document_added",
        "key_action_done",
        "standing_ticked",
        "standing_withdrawn",
        "record_updated",
        "task_done",
    ]
)


@dataclass(frozen=True)
class Reader:
    live: LiveBlueprint
    viewer: Viewer
    table: str

    @property
    def rights(self) -> Rights:
        return access.rights(self.live, self.viewer)

    def sees(self, event: Event) -> bool:
        """False for an update of nothing but hidden fields."""
        return event.kind != "record_updated" or any(
            self.rights.field(self.table, change["field"]) != "hidden"
            for change in event.data["changes"]
        )

    @property
    def sees_all(self) -> bool:
        fields = self.live.document.table(self.table).fields
        return all(self.rights.field(self.table, field.key) != "hidden" for field in fields)


def read(
    live: LiveBlueprint,
    viewer: Viewer,
    row: Row,
    *,
    kind: Kind | None = None,
    cursor: str | None = None,
    limit: int = 30,
) -> Json:
    """A page of the timeline, the newest first, and how many events of each kind there are."""
    reader = Reader(live, viewer, row.table_key)
    merged, standing = _merged_into(row)
    events = _events(row, merged).filter(_KINDS[kind] if kind else _SHOWN)
    found = _page(
        reader, events.order_by("-id"), pages.decode_id(cursor) if cursor else None, limit + 1
    )
    shown = found[:limit]
    names = _titles(reader, shown)
    return {
        "items": [
            _item(reader, event, names, standing) | {"of": merged.get(event.record_id or 0)}
            for event in shown
        ],
        "next": pages.encode_cursor([shown[-1].id]) if len(found) > limit else None,
        "counts": _counts(reader, _events(row, merged)),
    }


def _merged_into(row: Row) -> tuple[dict[int, Json], set[str]]:
    """The records that went into this one, or into one of those: what they are called, by id;
    and the merges that brought them."""
    found: dict[int, Json] = {}
    merges_found: set[str] = set()
    asked = {row.id}
    while asked:
        merges = Merge.objects.filter(into_id__in=asked, undone_at=None)
        told = list(merges.values_list("id", "other_id", "other__title"))
        merges_found |= {str(merge) for merge, _, _ in told}
        asked = {one for _, one, _ in told} - found.keys()
        found |= {one: {"id": str(one), "title": title} for _, one, title in told}
    return found, merges_found


def _events(row: Row, merged: Mapping[int, Json]) -> QuerySet[Event]:
    if not merged:
        return Event.objects.filter(record_id=row.id)
    theirs = Q(record_id__in=list(merged)) & _FROM_MERGED
    return Event.objects.filter(Q(record_id=row.id) | theirs)


def _page(reader: Reader, events: Any, before: int | None, wanted: int) -> list[Event]:
    """Read on until enough is found that the reader may see."""
    found: list[Event] = []
    while len(found) < wanted:
        chunk = list((events.filter(id__lt=before) if before else events)[:wanted])
        found += [event for event in chunk if reader.sees(event)]
        if len(chunk) < wanted:
            break
        before = chunk[-1].id
    return found[:wanted]


def _counts(reader: Reader, events: QuerySet[Event]) -> Mapping[str, int]:
    counted = {kind: Count("id", filter=which) for kind, which in _KINDS.items()}
    counts: dict[str, int] = events.aggregate(all=Count("id", filter=_SHOWN), **counted)
    if not reader.sees_all:
        updates = events.filter(kind="record_updated").only("kind", "data")
        unseen = sum(not reader.sees(event) for event in updates)
        counts["all"] -= unseen
        counts["change"] -= unseen
    return counts


def _item(
    reader: Reader, event: Event, titles: Mapping[int, str], standing: Collection[str]
) -> Json:
    """standing: the merges that are not undone."""
    data = spoken({key: value for key, value in event.data.items() if key not in _INNER})
    if event.kind == "record_updated":
        data["changes"] = [
            _change(reader, event, change, titles)
            for change in event.data["changes"]
            if reader.rights.field(reader.table, change["field"]) != "hidden"
        ]
    elif event.kind == "record_merged":
        data["undone"] = event.data["merge"] not in standing
    elif event.kind in ("task_opened", "task_done"):
        data["assignee"] = person(data["assignee"])
    if data.get("file"):
        data["file"]["url"] = f"/api/v1/files/{data['file']['id']}"
    return {
        "id": str(event.id),
        "kind": event.kind,
        "at": event.at,
        "actor": person(event.actor_id),
        "data": data,
    }


# What the journal keeps beside what a reader is told: values go by their changes only.
_INNER = frozenset({"revision", "values", "emptied", "changes", "matches"})


def _change(reader: Reader, event: Event, change: Json, titles: Mapping[int, str]) -> Json:
    field = _field(reader, event, change["field"])
    masked = reader.rights.field(reader.table, change["field"]) == "masked"
    before, after = (_value(field, change[side], masked, titles) for side in ("before", "after"))
    return {
        "field": change["field"],
        "label": spoken(field.label) if field else change["field"],
        "kind": field.kind if field else "text",
        "before": before,
        "after": after,
    }


def _field(reader: Reader, event: Event, key: str) -> FieldKind | None:
    """The field as it was defined on the day of the event."""
    document = reader.live.document
    revision = event.data.get("revision")
    if revision and revision != reader.live.number:
        document = blueprint.at(revision).document
    table = document.tables_by_key.get(reader.table)
    return table.fields_by_key.get(key) if table else None


def _value(field: FieldKind | None, raw: Any, masked: bool, titles: Mapping[int, str]) -> Any:
    """A journaled value as the record's page shows it; ids get their names."""
    if raw is None or field is None:
        return raw
    if masked:
        return field.mask(field.canonical(raw))
    if field.kind == "user":
        return person(int(raw))
    if field.kind == "region":
        return region(int(raw))
    if isinstance(field, ReferenceField):
        return {"id": raw, "title": titles.get(int(raw))}
    return raw


def _titles(reader: Reader, events: Iterable[Event]) -> Mapping[int, str]:
    """Titles of every record that a change on the page refers to, in one query."""
    ids = set()
    for event in events:
        if event.kind != "record_updated":
            continue
        for change in event.data["changes"]:
            if isinstance(_field(reader, event, change["field"]), ReferenceField):
                ids |= {int(change[side]) for side in ("before", "after") if change[side]}
    return dict(Record.objects.filter(id__in=ids).values_list("id", "title")) if ids else {}
