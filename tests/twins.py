"""Two ways to write the same, each undone: what the database holds after one and the other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.files.models import File
from zhudan.flow.models import Task, Visit
from zhudan.journal.models import Event
from zhudan.kit.errors import Refusal
from zhudan.people.viewer import Viewer
from zhudan.records import search, tables
from zhudan.records.models import Counter, Participant, Record
from zhudan.records.tables import Row

Made = Sequence[Row | Refusal]
Way = Callable[[LiveBlueprint], Made]

_QUESTIONS = ("华东", "hd", "1381", "老", "serial", "abc")


def same(one: Way, other: Way, who: Viewer) -> None:
    """Both ways answer and write the same, but for ids and moments of now."""
    with _undone() as live:
        apart = _written(live, who, one(live))
    with _undone() as live:
        together = _written(live, who, other(live))
    for key, told in apart.items():
        assert together[key] == told, key


def each(calls: Sequence[Callable[[], Row]]) -> Made:
    """What each makes, or how it refuses."""
    made: list[Row | Refusal] = []
    for call in calls:
        try:
            with transaction.atomic():
                made.append(call())
        except Refusal as refusal:
            made.append(refusal)
    return made


@contextmanager
def _undone() -> Iterator[LiveBlueprint]:
    with transaction.atomic():
        yield blueprint.hold()
        transaction.set_rollback(True)


def _written(live: LiveBlueprint, who: Viewer, made: Made) -> dict[str, Any]:
    """All that the database holds now; a record is named by its place among all."""
    registry = list(Record.objects.order_by("id").values_list("id", "table", "title"))
    place = {one: rank for rank, (one, _, _) in enumerate(registry)}
    return {
        "answers": [
            (one.code, one.extra, one.params) if isinstance(one, Refusal) else one.title
            for one in made
        ],
        "since": [one.created_at.year for one in made if isinstance(one, Row)],
        "registry": [(table, title) for _, table, title in registry],
        "rows": {
            table.key: [
                _plain(row, "_state")
                for row in tables.model(live, table.key).objects.order_by("id")
            ]
            for table in live.document.tables
        },
        "journal": [
            (place[event.record_id or 0], _plain(event, "at", "xid", "record_id"))
            for event in Event.objects.exclude(record_id=None).order_by("record_id", "id")
        ],
        "counters": sorted(Counter.objects.values_list("table", "field", "period", "value")),
        "found": [
            [place[hit.id] for hit in search.search(live, who, text, limit=500)]
            for text in _QUESTIONS
        ],
        "files": [
            (one.field, place.get(one.record_id or 0)) for one in File.objects.order_by("id")
        ],
        "visits": [
            (place[one.record_id], _plain(one, "record_id"))
            for one in Visit.objects.order_by("record_id", "seq")
        ],
        "tasks": [
            (place[one.record_id], _plain(one, "record_id", "visit_id", "due_at"))
            for one in Task.objects.order_by("record_id", "id")
        ],
        "likeness": _marks(place),
        "participants": sorted(
            (place[record], user)
            for record, user in Participant.objects.values_list("record_id", "user_id")
        ),
    }


def _marks(place: Mapping[int, int]) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_id, mark FROM records_likeness")
        return sorted((place[record], mark) for record, mark in cursor.fetchall())


def _plain(row: Model, *without: str) -> dict[str, Any]:
    lately = timezone.now() - timedelta(hours=1)
    return {
        key: "now" if isinstance(told, datetime) and told > lately else told
        for key, told in row.__dict__.items()
        if key not in {"id", "_state", *without}
    }
