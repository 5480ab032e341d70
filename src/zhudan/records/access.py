"""Which records somebody may see and do things to; every row is reached through here.

A scope reaches: own, the records he owns; involved, also those in which something is asked of
him; team, also those of all who report to him; region, also those of his region and the ones
below; all. Each includes the ones before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import Q, QuerySet

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.role import Scope, Verb
from zhudan.blueprint.rights import Rights, rights_of
from zhudan.journal.models import Event
from zhudan.kit.errors import Conflict, Forbidden, NotFound, Stale
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import tables
from zhudan.records.models import Participant, Record
from zhudan.records.tables import Row

_TEAM: frozenset[Scope] = frozenset({"team", "region"})
_MOST_INVOLVED = 500


class FieldNotReadable(Forbidden):
    """Filtering, sorting and searching by a field would tell what it holds."""

    code = "field_not_readable"
    title = {
        "zh-CN": "你不能查看字段“{field}”，也就不能用它筛选、排序或搜索",
        "en": 'You may not see the field "{field}", nor filter, sort or search by it',
    }


class Binned(Conflict):
    code = "binned"
    title = {
        "zh-CN": "这条记录在回收站里，请先恢复",
        "en": "This record is in the bin; restore it first",
    }


@dataclass(frozen=True)
class Sight:
    """How far a verb reaches for a viewer, over one table.

    everything: no limit. owners, regions: whose and where. involved: the viewer's id where
    being involved counts, else None.
    """

    everything: bool = False
    owners: frozenset[int] = frozenset()
    regions: frozenset[int] = frozenset()
    involved: int | None = None

    @property
    def nothing(self) -> bool:
        return not (self.everything or self.owners or self.regions)

    def covers(self, owner: int | None, region: int | None, involved: bool) -> bool:
        return (
            self.everything
            or owner in self.owners
            or region in self.regions
            or (self.involved is not None and involved)
        )

    def q(self, involved: "Involved | None" = None) -> Q:
        """Over a table's model. involved: asked for where the caller does not know."""
        if self.everything:
            return Q()
        if self.nothing:
            return Q(pk__in=[])
        found = Q(owner_id__in=sorted(self.owners))
        if self.regions:
            found |= Q(region_id__in=sorted(self.regions))
        if self.involved is not None:
            mine = all_involved(self.involved) if involved is None else involved
            if mine:
                found |= Q(pk__in=mine)
        return found


# Ids, or a subquery where they are many.
Involved: TypeAlias = "list[int] | QuerySet[Participant, int]"


def all_involved(user_id: int) -> Involved:
    """The records in which a user is involved. With the ids at hand the database uses its
    indexes for both sides of an OR; a subquery would make it walk through the table."""
    mine = Participant.objects.filter(user_id=user_id).values_list("record_id", flat=True)
    few = list(dict.fromkeys(mine[: _MOST_INVOLVED + 1]))
    return mine if len(few) > _MOST_INVOLVED else few


def rights(live: LiveBlueprint, viewer: Viewer) -> Rights:
    return rights_of(live, viewer)


def sight(live: LiveBlueprint, viewer: Viewer, table: str, verb: Verb = "read") -> Sight:
    """How far `verb` reaches; nobody does to a record what he may not see."""
    scope = rights(live, viewer).scope(table, verb)
    if scope == "none":
        return Sight()
    if scope == "all":
        return Sight(everything=True)
    return Sight(
        owners=viewer.team_ids if scope in _TEAM else frozenset({viewer.id}),
        regions=viewer.region_ids if scope == "region" else frozenset(),
        involved=None if scope == "own" else viewer.id,
    )


def visible(live: LiveBlueprint, viewer: Viewer, table: str, verb: Verb = "read") -> Q:
    """The records of a table, outside the bin, to which the viewer may do `verb`."""
    return sight(live, viewer, table, verb).q() & Q(deleted_at=None)


def visible_in(live: LiveBlueprint, viewer: Viewer, of_tables: Iterable[str]) -> dict[str, Q]:
    """`visible` for several tables, asking once what the viewer is involved in."""
    sights = {table: sight(live, viewer, table) for table in of_tables}
    asked = any(one.involved is not None for one in sights.values())
    involved = all_involved(viewer.id) if asked else []
    return {table: one.q(involved) & Q(deleted_at=None) for table, one in sights.items()}


def may(live: LiveBlueprint, viewer: Viewer, row: Row, verb: Verb) -> bool:
    reach = sight(live, viewer, row.table_key, verb)
    return covers(reach, row, None)


def covers(reach: Sight, row: Row, involved: Iterable[int] | None) -> bool:
    """involved: ids of records the viewer is involved in, where the caller knows them."""
    if reach.covers(row.owner_id, row.region_id, False):
        return True
    if reach.involved is None:
        return False
    return row.id in (involved_in(reach.involved, [row.id]) if involved is None else involved)


def covered(reach: Sight, rows: Iterable[Row]) -> set[int]:
    """The ids of those rows that `reach` covers; asks about involvement once, if at all."""
    known = {row.id: reach.covers(row.owner_id, row.region_id, False) for row in rows}
    near = {record_id for record_id, clear in known.items() if clear}
    if reach.involved is None or len(near) == len(known):
        return near
    return near | involved_in(reach.involved, known.keys() - near)


def involved_in(user_id: int, record_ids: Iterable[int]) -> set[int]:
    """Those of the records in which the user is involved."""
    return set(
        Participant.objects.filter(user_id=user_id, record_id__in=list(record_ids)).values_list(
            "record_id", flat=True
        )
    )


def get_record(live: LiveBlueprint, viewer: Viewer, record_id: int, *, verb: Verb = "read") -> Row:
    """A record the viewer may see and do `verb` to; NotFound, Forbidden, Binned.

    Whoever may delete a record sees it in the bin, too.
    """
    return _found(live, viewer, record_id, verb, lock=False)


def lock_record(
    live: LiveBlueprint,
    viewer: Viewer,
    record_id: int,
    *,
    verb: Verb,
    version: int | None = None,
) -> Row:
    """As get_record, kept from changing until the transaction ends.

    version: what the caller saw; Stale when the record has moved on since.
    """
    row = _found(live, viewer, record_id, verb, lock=True)
    if version is not None and row.version != version:
        raise _stale(row)
    return row


def lock_binned(live: LiveBlueprint, viewer: Viewer, record_id: int) -> Row:
    """A record the viewer may take out of the bin, locked; one outside it stays as it is."""
    row = _read(live, record_id, lock=True)
    if not may(live, viewer, row, "delete"):
        raise NotFound if row.deleted_at or not may(live, viewer, row, "read") else Forbidden
    return row


def parse_id(text: str) -> int:
    """A record id from a path; NotFound for what cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound
    return int(text)


def require_table(live: LiveBlueprint, viewer: Viewer, table: str) -> None:
    """NotFound for a table that is not there, Forbidden for one the viewer never reads."""
    if table not in live.document.tables_by_key:
        raise NotFound
    if rights(live, viewer).scope(table, "read") == "none":
        raise Forbidden


def require_readable(live: LiveBlueprint, viewer: Viewer, table: str, keys: Iterable[str]) -> None:
    """FieldNotReadable unless the viewer reads each field in clear. Unknown keys pass."""
    held = rights(live, viewer)
    for key in keys:
        if not comparable(live, held, table, key):
            field = live.document.table(table).fields_by_key.get(key)
            raise FieldNotReadable(params={"field": field.label if field else key})


def comparable(live: LiveBlueprint, held: Rights, table: str, key: str) -> bool:
    """Whether a field, or engine field, is read in clear. The engine's copies of a field are
    seen no better than the field: the title, and the amount of a pipeline."""
    fields = live.document.table(table).fields_by_key
    return all(held.may_compare(table, one) for one in _behind(live, table, key) if one in fields)


def exportable(live: LiveBlueprint, held: Rights, table: str, key: str) -> bool:
    """Whether what a field, or engine field, holds may leave in an export."""
    fields = live.document.table(table).fields_by_key
    return all(held.may_export(table, one) for one in _behind(live, table, key) if one in fields)


def _behind(live: LiveBlueprint, table: str, key: str) -> list[str]:
    own = live.document.table(table)
    if key in own.fields_by_key:
        return [key]
    if key == "title":
        return [own.title]
    if key == "amount":
        return [one.amount for one in live.document.pipelines_of(table) if one.amount]
    return []


def _found(live: LiveBlueprint, viewer: Viewer, record_id: int, verb: Verb, *, lock: bool) -> Row:
    row = _read(live, record_id, lock=lock)
    seen: Verb = "delete" if row.deleted_at else "read"
    if not may(live, viewer, row, seen):
        raise NotFound
    if verb != "read":
        if not may(live, viewer, row, verb):
            raise Forbidden
        if row.deleted_at:
            raise Binned
    return row


def _read(live: LiveBlueprint, record_id: int, *, lock: bool) -> Row:
    known = _table_of.get(record_id)
    row = _read_from(live, known, record_id, lock) if known else None
    if row is None:
        table = Record.objects.filter(id=record_id).values_list("table", flat=True).first()
        row = _read_from(live, table, record_id, lock) if table else None
    if row is None:
        raise NotFound
    if len(_table_of) >= _MOST_KNOWN:
        _table_of.clear()
    _table_of[record_id] = row.table_key
    return row


def _read_from(live: LiveBlueprint, table: str, record_id: int, lock: bool) -> Row | None:
    if table not in live.columns:
        return None
    rows = tables.model(live, table).objects.filter(id=record_id)
    if lock:
        # No key of ours ever changes, so those who only refer to the record need not wait.
        rows = rows.select_for_update(no_key=True)
    found = list(rows)
    return found[0] if found else None


# A record never changes its table, so a process need not ask twice which one it is in; nor is
# it harmed by knowing another database's record, which is then not found there.
_table_of: dict[int, str] = {}
_MOST_KNOWN = 50_000


def _stale(row: Row) -> Stale:
    last = (
        Event.objects.filter(record_id=row.id, version=row.version)
        .order_by("-id")
        .values_list("actor_id", flat=True)
        .first()
    )
    person = directory.current().user(last)
    changed_by = {"id": str(person.id), "name": person.name} if person else None
    return Stale(
        extra={
            "current": {
                "version": row.version,
                "changed_by": changed_by,
                "changed_at": row.updated_at.isoformat(),
            }
        }
    )
