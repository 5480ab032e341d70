"""Cells that name somebody or something else: a user, a region, a record of another table."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from zhudan.blueprint.fields import FieldError, FieldKind
from zhudan.blueprint.fields.kind import refuse
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange.cell import Cell
from zhudan.exchange.values import fold, text_of
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables
from zhudan.records.tables import Row

Ids = dict[str, set[int]]


class NotThere(FieldError):
    """Nothing is called so, yet: another row of the same file may still bring it."""


class Pointers:
    """Names to ids, among what the viewer may see; each table is read once."""

    def __init__(self, live: LiveBlueprint, viewer: Viewer) -> None:
        self._live = live
        self._viewer = viewer
        self._records: dict[tuple[str, str], Ids] = {}
        people = directory.current()
        self._users = _index(
            (name, person.id)
            for person in people.people.values()
            for name in {person.name, person.email, person.phone}
            if name
        )
        self._regions = _index((place.name, place.id) for place in people.places.values())

    def user(self, cell: Cell) -> int:
        """By name, e-mail address or phone number."""
        return _one(self._users, cell)

    def region(self, cell: Cell) -> int:
        return _one(self._regions, cell)

    def knows_user(self, name: str) -> bool:
        return len(self._users.get(fold(name), ())) == 1

    def knows_region(self, name: str) -> bool:
        return len(self._regions.get(fold(name), ())) == 1

    def record(self, table: str, field: str | None, cell: Cell) -> int:
        """The record whose `field` (default: its title) says what the cell says."""
        return _one(self.of(table, field or "title"), cell)

    def of(self, table: str, field: str) -> Ids:
        """Ids by the folded text of a field or engine field of a table."""
        key = (table, field)
        if key not in self._records:
            model = tables.model(self._live, table)
            attribute = tables.attribute(self._live, table, field)
            rows = model.objects.filter(access.visible(self._live, self._viewer, table))
            slot = model.slots.get(field)
            found = rows.exclude(**{attribute: None}).values_list(attribute, "id")
            self._records[key] = _index(
                (str(slot.read(value) if slot else value), record_id)
                for value, record_id in found.iterator()
            )
        return self._records[key]

    def learn(self, rows: Iterable[Row]) -> None:
        """Rows were created: later rows of the file may name them."""
        for row in rows:
            for field, ids in self._known(row.table_key):
                value = row.value(field)
                if value is not None:
                    ids[fold(str(value))].add(row.id)

    def imagine(self, table: str, values: Mapping[str, object], record_id: int) -> None:
        """A row would have been created. record_id: one that no record has."""
        title = self._live.document.table(table).title
        for field, ids in self._known(table):
            value = values.get(title if field == "title" else field)
            if value is not None:
                ids[fold(str(value))].add(record_id)

    def _known(self, table: str) -> list[tuple[str, Ids]]:
        return [(field, ids) for (one, field), ids in self._records.items() if one == table]


def _index(pairs: Iterable[tuple[str, int]]) -> Ids:
    ids: Ids = defaultdict(set)
    for name, one in pairs:
        ids[fold(name)].add(one)
    return ids


def _one(ids: Ids, cell: Cell) -> int:
    text = text_of(cell)
    found = ids.get(fold(text), set())
    if len(found) == 1:
        return next(iter(found))
    if found:
        raise refuse(
            "ambiguous",
            f"有 {len(found)} 个都叫“{text[:40]}”",
            f"{len(found)} are called “{text[:40]}”",
        )
    raise NotThere(
        "not_there", {"zh-CN": f"没有找到“{text[:40]}”", "en": f"There is no “{text[:40]}”"}
    )


def _reference(pointers: Pointers, field: FieldKind, lookup: str | None, cell: Cell) -> int:
    assert isinstance(field, ReferenceField)
    return pointers.record(field.table, lookup, cell)


POINTERS: dict[str, Callable[[Pointers, FieldKind, str | None, Cell], int]] = {
    "user": lambda pointers, field, lookup, cell: pointers.user(cell),
    "region": lambda pointers, field, lookup, cell: pointers.region(cell),
    "reference": _reference,
}
