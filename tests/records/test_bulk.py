"""What is written many at once is what would have been written one by one."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import twins
from tests.records import making
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.files.models import File
from zhudan.kit.errors import Forbidden
from zhudan.people import users, viewer
from zhudan.people.models import User
from zhudan.people.viewer import Viewer
from zhudan.records import bulk, tables, writes
from zhudan.records.bulk import Entry

_LONG_AGO = datetime(2023, 5, 6, tzinfo=UTC)


def one_by_one(live: LiveBlueprint, table: str, entries: list[Entry], who: Viewer) -> twins.Made:
    return twins.each(
        [
            partial(
                writes.create,
                live,
                table,
                one.values,
                viewer=who,
                owner=one.owner,
                region=one.region,
                created_at=one.created_at,
                **one.engine,
            )
            for one in entries
        ]
    )


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
    twins.same(
        lambda live: one_by_one(live, table, entries, who),
        lambda live: bulk.create_many(live, table, entries, viewer=who),
        who,
    )


def test_many_at_once_write_what_they_would_have_written_one_by_one(
    pointed_at: dict[str, list[int]], operations: User, alice: User
) -> None:
    @settings(max_examples=40)
    @given(st.lists(_things(pointed_at), max_size=8), st.booleans())
    def check(entries: list[Entry], seller: bool) -> None:
        _same("thing", entries, viewer.of(alice.id if seller else operations.id))

    check()


def test_sums_over_what_came_follow_as_if_it_had_come_one_by_one(
    pointed_at: dict[str, list[int]], operations: User
) -> None:
    note = st.fixed_dictionaries(
        {"text": st.sampled_from(["老张", "abc"])},
        optional={
            "thing": st.sampled_from(pointed_at["things"]),
            "score": st.sampled_from(["1", "7", "x"]),
            "counts": st.booleans(),
        },
    )

    @settings(max_examples=20)
    @given(st.lists(note, max_size=8))
    def check(notes: list[dict[str, object]]) -> None:
        _same("note", [Entry(one) for one in notes], viewer.of(operations.id))

    check()


def test_whoever_may_not_create_or_assign_is_refused_each_time(
    alice: User, bob: User, technician: User
) -> None:
    entries = [Entry({"name": "甲"}), Entry({"name": "乙"}, owner=bob.id)]
    with transaction.atomic():
        live = blueprint.hold()
        made = bulk.create_many(live, "customer", entries, viewer=viewer.of(technician.id))
        assert [type(one) for one in made] == [Forbidden, Forbidden]
        _same("customer", entries, viewer.of(alice.id))


def test_twenty_times_as_many_take_few_statements_more(operations: User) -> None:
    who = viewer.of(operations.id)
    with transaction.atomic():
        live = blueprint.hold()
        counted = []
        for many in (3, 60):
            entries = [Entry({"name": f"单位 {n} 之 {many}"}) for n in range(many)]
            with CaptureQueriesContext(connection) as asked:
                bulk.create_many(live, "customer", entries, viewer=who)
            counted.append(len(asked))
    assert counted[1] - counted[0] <= 8
