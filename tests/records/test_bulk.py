"""What is written many at once is what would have been written one by one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.records import making
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.files.models import File
from zhudan.journal.models import Event
from zhudan.kit.errors import Refusal
from zhudan.people import users, viewer
from zhudan.people.models import User
from zhudan.people.viewer import Viewer
from zhudan.records import bulk, search, tables, writes
from zhudan.records.bulk import Entry
from zhudan.records.models import Counter, Record
from zhudan.records.tables import Row

_LONG_AGO = datetime(2023, 5, 6, tzinfo=UTC)
_UNLIKE = {"updated_at", "created_at", "id", "_state"}
_OF_AN_EVENT = ["id", "at", "xid", "record_id"]
_QUESTIONS = ("华东", "hd", "1381", "老", "serial", "abc")
Made = Sequence[Row | Refusal]


def one_by_one(live: LiveBlueprint, table: str, entries: list[Entry], who: Viewer) -> Made:
    made: list[Row | Refusal] = []
    for one in entries:
        try:
            with transaction.atomic():
                row = writes.create(
                    live,
                    table,
                    one.values,
                    viewer=who,
                    owner=one.owner,
                    region=one.region,
                    created_at=one.created_at,
                    **one.engine,
                )
                made.append(row)
        except Refusal as refusal:
            made.append(refusal)
    return made


@contextmanager
def undone() -> Iterator[LiveBlueprint]:
    with transaction.atomic():
        yield blueprint.hold()
        transaction.set_rollback(True)


def written(live: LiveBlueprint, who: Viewer, made: Made) -> dict[str, Any]:
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
                {key: told for key, told in row.__dict__.items() if key not in _UNLIKE}
                for row in tables.model(live, table.key).objects.order_by("id")
            ]
            for table in live.document.tables
        },
        "journal": [
            (place[event.record_id or 0], model_to_dict(event, exclude=_OF_AN_EVENT))
            for event in Event.objects.filter(kind__startswith="record_").order_by("id")
        ],
        "counters": sorted(Counter.objects.values_list("table", "field", "period", "value")),
        "found": [
            [place[hit.id] for hit in search.search(live, who, text, limit=500)]
            for text in _QUESTIONS
        ],
        "files": [
            (one.field, place.get(one.record_id or 0)) for one in File.objects.order_by("id")
        ],
    }


@pytest.fixture
def pointed_at(own_database: None, operations: User, alice: User) -> dict[str, list[int]]:
    """A blueprint with every kind of field; records, files and people to point to, good and bad."""
    making.live_document("every_kind.yaml")
    things = [
        making.make(operations, "thing", name="运营的", serial="theirs"),
        making.make(alice, "thing", name="她的", serial="hers"),
        making.make(alice, "thing", name="扔掉的"),
    ]
    binned = things[-1]
    with transaction.atomic():
        rows = tables.model(blueprint.hold(), "thing").objects
        rows.filter(id=binned.id).update(deleted_at=binned.created_at)
    files = [
        File.objects.create(
            digest=f"{number:064}",
            size=1,
            type="application/pdf",
            name=f"{number}.pdf",
            uploaded_by_id=who.id,
            uploaded_at=binned.created_at,
        ).id
        for number, who in enumerate((operations, operations, alice))
    ]
    gone = User.objects.get(name="Bob")
    users.leave(gone, on=date(2026, 1, 1))
    return {
        "things": [*(one.id for one in things), 99_999],
        "files": [*files, 99_999],
        "people": [operations.id, alice.id, gone.id, 99_999],
    }


def _things(there: dict[str, list[int]]) -> st.SearchStrategy[Entry]:
    text = st.sampled_from(["", "华东建材", "老张", "abc", "x" * 300, "坏\x00"])
    number = st.sampled_from(["", "12", "3.5", 7, "十", True, "99999999999999999"])
    values = st.fixed_dictionaries(
        {},
        optional={
            "name": text,
            "serial": st.sampled_from(["a", "b", "hers", "theirs", None]),
            "story": text,
            "count": number,
            "price": number,
            "day": st.sampled_from(["2026-02-28", "2026-02-30", None]),
            "size": st.sampled_from(["small", "huge"]),
            "phone": st.sampled_from(["13812345678", "12"]),
            "place": st.sampled_from([{"text": "华东路 1 号"}, 3]),
            "person": st.sampled_from(there["people"]),
            "part_of": st.sampled_from(there["things"]),
            "area": st.sampled_from([1, 99_999]),
            "papers": st.lists(st.sampled_from(there["files"]), max_size=2),
            "nothing": st.just(1),
            "code": st.just("T1"),
        },
    )
    named = st.tuples(values, text).map(lambda both: {"name": both[1] or "东西", **both[0]})
    return st.builds(
        Entry,
        values=st.one_of(named, named, values, st.just([])),  # type: ignore[arg-type]
        owner=st.sampled_from([None, None, None, *there["people"]]),
        region=st.sampled_from([None, 2]),
        created_at=st.sampled_from([None, _LONG_AGO]),
    )


def _same(table: str, entries: list[Entry], who: Viewer) -> None:
    with undone() as live:
        apart = written(live, who, one_by_one(live, table, entries, who))
    with undone() as live:
        together = written(live, who, bulk.create_many(live, table, entries, viewer=who))
    for key, told in apart.items():
        assert together[key] == told, key


def test_many_at_once_write_what_they_would_have_written_one_by_one(
    pointed_at: dict[str, list[int]], operations: User, alice: User
) -> None:
    @settings(max_examples=40)
    @given(st.lists(_things(pointed_at), max_size=8), st.booleans())
    def check(entries: list[Entry], seller: bool) -> None:
        _same("thing", entries, viewer.of(alice.id if seller else operations.id))

    check()
