"""Records brought in many at once stand as if they had been stated one by one."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import twins
from tests.records.making import customer
from zhudan.blueprint import live as blueprint
from zhudan.flow import bringing, close, moves, register
from zhudan.flow.bringing import Brought, Entry, Stay
from zhudan.flow.models import Task, Visit
from zhudan.kit.errors import Forbidden, Refusal
from zhudan.people import users, viewer
from zhudan.people.models import User
from zhudan.people.viewer import Viewer
from zhudan.records.tables import Row

STAGES = ("lead", "contact", "assessment", "quotation", "sample", "contract")


def day(number: int) -> datetime:
    return datetime(2025, 6, 1, 2, tzinfo=UTC) + timedelta(days=number)


@pytest.fixture
def migrator(operations: User) -> Viewer:
    return viewer.of(operations.id)


@pytest.fixture
def project(operations: User) -> Callable[..., Entry]:
    """`project("名称", owner=…)`: what a ledger says of one, for one customer of them all."""
    theirs = customer(operations, "老客户")

    def told(name: str = "旧项目", owner: User | None = None, **more: Any) -> Entry:
        values = {"name": name, "customer": str(theirs.id), "source": "other", **more}
        return Entry(values, owner=owner.id if owner else None)

    return told


def bring(who: Viewer, *brought: Brought) -> Sequence[Row | Refusal]:
    with transaction.atomic():
        return bringing.bring_many(blueprint.hold(), "project", brought, viewer=who)


def visits_of(row: Row | Refusal) -> list[Visit]:
    assert isinstance(row, Row), row
    return list(Visit.objects.filter(record_id=row.id).order_by("seq"))


def one_by_one(one: Brought, who: Viewer) -> Row:
    first, last = one.stays[0], one.stays[-1]
    row = register.bring_in(
        "project",
        one.entry.values,
        register.BroughtIn(first.stage, first.entered_at),
        viewer=who,
        owner=one.entry.owner,
    )
    for before, stay in zip(one.stays, one.stays[1:], strict=False):
        row = moves.place_existing(
            row.id, stay.stage, viewer=who, entered_at=stay.entered_at, reason=before.reason
        ).row
    if one.outcome is None:
        return row
    assert last.left_at is not None
    return close.close_existing(
        row.id, one.outcome, viewer=who, closed_at=last.left_at, reason=last.reason
    ).row


_stays = st.lists(
    st.builds(
        Stay,
        stage=st.sampled_from(STAGES),
        entered_at=st.integers(0, 40).map(day),
        reason=st.sampled_from([None, "price", "弄错"]),
    ),
    min_size=1,
    max_size=6,
)
_ends = st.none() | st.tuples(st.sampled_from(["won", "lost", "shelved"]), st.integers(38, 60))


def test_a_history_is_the_same_whether_stated_at_once_or_step_by_step(
    project: Callable[..., Entry], migrator: Viewer, alice: User
) -> None:
    def brought(stays: list[Stay], end: tuple[str, int] | None, mine: bool, name: str) -> Brought:
        if end is not None:
            stays[-1].left_at = day(end[1])
        in_order = stays == sorted(stays, key=lambda stay: stay.entered_at)
        # of two mistakes either way tells one, not the same
        entry = project(name if in_order else "老城", alice if mine else None, amount_est="1200.50")
        return Brought(entry, stays, end and end[0])

    ways = st.builds(brought, _stays, _ends, st.booleans(), st.sampled_from(["老城", "abc", ""]))

    @given(st.lists(ways, max_size=4))
    def check(all_of_them: list[Brought]) -> None:
        twins.same(
            lambda _: twins.each(
                [lambda one=one: one_by_one(one, migrator) for one in all_of_them]
            ),
            lambda _: [_without_stay(one) for one in bring(migrator, *all_of_them)],
            migrator,
        )

    check()


def _without_stay(made: Row | Refusal) -> Row | Refusal:
    if isinstance(made, Refusal):
        made.extra.pop("stay", None)
    return made


def test_new_projects_begin_as_each_would_by_itself(
    project: Callable[..., Entry], alice: User, technician: User, manager: User
) -> None:
    who = viewer.of(manager.id)
    entries = [project(f"新项目 {n}", alice if n % 2 else None) for n in range(4)]
    entries += [project(""), Entry({"name": "没有客户"})]

    twins.same(
        lambda _: twins.each(
            [
                lambda one=one: register.register(
                    "project", one.values, viewer=who, owner=one.owner
                )
                for one in entries
            ]
        ),
        lambda live: bringing.register_many(live, "project", entries, viewer=who),
        who,
    )


def test_a_stay_counts_for_whose_it_was_then(
    project: Callable[..., Entry], migrator: Viewer, alice: User, bob: User, charlie: User
) -> None:
    users.leave(charlie, on=date(2025, 6, 20))
    stays = [
        Stay("lead", day(0), owner=charlie.id),
        Stay("contact", day(3)),
        Stay("assessment", day(5), owner=bob.id),
    ]
    mine, his = bring(migrator, Brought(project("甲", alice), stays), Brought(project("乙"), stays))
    assert [one.owner_id for one in visits_of(mine)] == [charlie.id, alice.id, alice.id]
    assert visits_of(mine)[0].region_id == charlie.region_id != alice.region_id
    assert isinstance(his, Row)
    assert his.owner_id == bob.id
    assert [one.owner_id for one in visits_of(his)] == [charlie.id, bob.id, bob.id]
    assert not Task.objects.exists()


def test_a_history_that_cannot_be_true_names_its_stay_and_changes_nothing(
    project: Callable[..., Entry], migrator: Viewer
) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    bad: list[tuple[list[Stay], str | None, str, int | None]] = [
        ([], None, "unknown_stage", None),
        ([Stay("lead", day(0)), Stay("nowhere", day(1))], None, "unknown_stage", 1),
        ([Stay("lead", day(1)), Stay("contact", day(0))], None, "out_of_order", 1),
        ([Stay("lead", tomorrow)], None, "out_of_order", 0),
        ([Stay("lead", day(0), day(2)), Stay("contact", day(3))], None, "gap", 0),
        ([Stay("lead", day(0), outcome="won"), Stay("contact", day(3))], None, "not_last", 0),
        ([Stay("lead", day(0), day(2))], None, "required", 0),
        ([Stay("lead", day(0))], "lost", "required", 0),
        ([Stay("lead", day(0), day(1))], "gone", "unknown_outcome", 0),
        ([Stay("lead", day(0), day(1), outcome="won")], "lost", "unknown_outcome", 0),
        ([Stay("lead", day(3), day(1))], "lost", "out_of_order", 0),
        ([Stay("lead", day(0), owner=99_999)], None, "no_such_user", 0),
    ]
    sound = Brought(project("好的"), [Stay("lead", day(0))])
    made = bring(migrator, *(Brought(project(), stays, out) for stays, out, _, _ in bad), sound)
    for refusal, (_, _, code, place) in zip(made, bad, strict=False):
        assert isinstance(refusal, Refusal)
        told = refusal.extra.get("errors", [{"code": refusal.code}])
        assert (told[0]["code"], refusal.extra.get("stay")) == (code, place)  # type: ignore[index]
    assert [one.stage for one in visits_of(made[-1])] == ["lead"]
    assert Visit.objects.count() == 1


def test_only_who_may_migrate_brings_in(project: Callable[..., Entry], manager: User) -> None:
    with pytest.raises(Forbidden):
        bring(viewer.of(manager.id), Brought(project(), [Stay("lead", day(0))]))
