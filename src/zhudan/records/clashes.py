"""What of a batch of new records cannot be kept beside the others: a unique value that is there
already, in the database or earlier in the batch, and a file that is another's."""

from collections.abc import Mapping, Sequence
from typing import Any

from zhudan.blueprint.live import LiveBlueprint
from zhudan.files import store
from zhudan.kit.errors import Refusal
from zhudan.people.viewer import Viewer
from zhudan.records import tables
from zhudan.records.tables import Row
from zhudan.records.writes import not_unique


class Clashes:
    """Asked row by row, in order: a row that is refused takes nothing."""

    def __init__(
        self,
        live: LiveBlueprint,
        viewer: Viewer,
        table: str,
        new: Sequence[tuple[Row, Mapping[str, Any]]],
    ) -> None:
        part = live.document.table(table)
        self._columns = {one.key: live.columns[table][one.key] for one in part.fields if one.unique}
        self._attached = [one.key for one in part.fields if one.kind == "attachment"]
        self._taken: dict[str, set[Any]] = {}
        there = tables.model(live, table).objects.filter(deleted_at=None)
        for key, column in self._columns.items():
            values = {getattr(row, column) for row, _ in new} - {None}
            found = there.filter(**{f"{column}__in": values}) if values else there.none()
            self._taken[key] = set(found.values_list(column, flat=True))
        asked = {
            one for _, values in new for key in self._attached for one in values.get(key) or ()
        }
        self._files = store.unused(asked, actor=viewer.id) if asked else set()

    def refusal(self, row: Row, values: Mapping[str, Any]) -> Refusal | None:
        """Why this one cannot be kept; None, and what it has is taken."""
        mine = {key: getattr(row, column) for key, column in self._columns.items()}
        for key, value in mine.items():
            if value in self._taken[key]:
                return not_unique(key)
        files = set(self._files)
        for key in self._attached:
            wanted = set(values.get(key) or ())
            if not wanted <= files:
                return store.no_such_file(key)
            files -= wanted
        self._files = files
        for key, value in mine.items():
            if value is not None:
                self._taken[key].add(value)
        return None
