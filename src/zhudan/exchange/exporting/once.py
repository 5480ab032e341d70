"""The rows of a list, read once.

One statement gives all rows of one moment, however long the file takes to write; they wait in
a temporary file, so that no reader stands in the way of those who write meanwhile, and memory
holds a few hundred of them at a time. Names of people, of records referred to and of files are
looked up while the file is written.
"""

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db.models import QuerySet

from zhudan.blueprint.live import LiveBlueprint
from zhudan.people.viewer import Viewer
from zhudan.records import access, present
from zhudan.records.tables import Row

_CHUNK = 500


@dataclass(frozen=True)
class Rows:
    """count: how many there are."""

    count: int
    _model: type[Row]
    _names: list[str]
    _waiting: IO[bytes]

    def presented(self, live: LiveBlueprint, viewer: Viewer) -> Iterator[dict[str, Any]]:
        """Each row as the viewer is shown it, in order."""
        self._waiting.seek(0)
        rights = access.rights(live, viewer)
        left = self.count
        while left > 0:
            stored = pickle.load(self._waiting)
            rows = [self._model.from_db(None, self._names, values) for values in stored]
            yield from present.record(live, viewer, rights, rows)
            left -= len(rows)


@contextmanager
def read(rows: "QuerySet[Row]", folder: Path) -> Iterator[Rows]:
    """folder: where the rows wait; nothing is left there."""
    names = [field.attname for field in rows.model._meta.concrete_fields]
    with tempfile.TemporaryFile(dir=folder) as waiting:
        count, chunk = 0, []
        for values in rows.values_list(*names).iterator(chunk_size=_CHUNK):
            chunk.append(values)
            if len(chunk) == _CHUNK:
                pickle.dump(chunk, waiting)
                count += len(chunk)
                chunk = []
        if chunk:
            pickle.dump(chunk, waiting)
            count += len(chunk)
        yield Rows(count, rows.model, names, waiting)
