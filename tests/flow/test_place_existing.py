"""History brought in: stages and dates are stated, gates are not asked, rights are."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.flow.conftest import Project
from zhudan.flow import close, moves, refusals, register
from zhudan.flow.models import Task, Visit
from zhudan.kit.errors import Forbidden, Invalid
from zhudan.people import viewer
from zhudan.people.models import User
from zhudan.records.tables import Row


def day(number: int) -> datetime:
    return datetime(2025, 6, 1, 2, tzinfo=UTC) + timedelta(days=number)


@pytest.fixture
def migrator(operations: User) -> viewer.Viewer:
    return viewer.of(operations.id)


@pytest.fixture
def ledger(migrator: viewer.Viewer, alice: User) -> Callable[..., Row]:
    def bring(**placed: Any) -> Row:
        customer = register.register("customer", {"name": f"老客户{uuid4().hex}"}, viewer=migrator)
        return register.bring_in(
            "project",
            {"name": "旧项目", "customer": str(customer.id), "source": "other"},
            register.BroughtIn(placed.get("stage"), placed.get("entered_at", day(0))),
            viewer=migrator,
            owner=alice.id,
        )

    return bring


def test_a_record_stands_where_and_since_when_it_stood(
    ledger: Callable[..., Row], alice: User
) -> None:
    row = ledger(stage="quotation")
    assert (row.stage, row.stage_entered_at, row.created_at) == ("quotation", day(0), day(0))
    assert row.owner_id == alice.id
    visit = Visit.objects.get(record_id=row.id)
    assert (visit.stage, visit.entered_at, visit.brought_in) == ("quotation", day(0), True)
    assert not Task.objects.filter(record_id=row.id).exists()


def test_a_whole_history_is_told_and_the_next_move_is_gated(
    ledger: Callable[..., Row], migrator: viewer.Viewer, alice: User
) -> None:
    row = ledger()
    moves.place_existing(row.id, "contact", viewer=migrator, entered_at=day(3))
    moves.place_existing(row.id, "lead", viewer=migrator, entered_at=day(5), reason="弄错")
    here = moves.place_existing(row.id, "assessment", viewer=migrator, entered_at=day(9))
    assert here.row.stage == "assessment"
    visits = list(Visit.objects.filter(record_id=row.id).order_by("seq"))
    assert [(one.stage, one.outcome, one.dwell_seconds) for one in visits] == [
        ("lead", "advanced", 3 * 86_400),
        ("contact", "returned", 2 * 86_400),
        ("lead", "advanced", 4 * 86_400),
        ("assessment", None, None),
    ]
    assert visits[2].stay_seconds == 7 * 86_400
    assert all(one.brought_in for one in visits)
    with pytest.raises(refusals.GateClosed):
        moves.move_record(row.id, "quotation", viewer=viewer.of(alice.id), version=None)


def test_a_past_outcome_is_told(ledger: Callable[..., Row], migrator: viewer.Viewer) -> None:
    row = ledger(stage="contract")
    here = close.close_existing(row.id, "won", viewer=migrator, closed_at=day(20))
    assert (here.row.status, here.row.closed_at) == ("won", day(20))
    visit = Visit.objects.get(record_id=row.id)
    assert (visit.outcome, visit.end_day) == ("won", day(20).date())
    with pytest.raises(refusals.Closed):
        moves.place_existing(row.id, "lead", viewer=migrator, entered_at=day(30))


def test_moments_come_in_order_and_not_from_the_future(
    ledger: Callable[..., Row], migrator: viewer.Viewer
) -> None:
    row = ledger(entered_at=day(10))
    for moment in (day(9), timezone.now() + timedelta(hours=1)):
        with pytest.raises(Invalid):
            moves.place_existing(row.id, "contact", viewer=migrator, entered_at=moment)
        with pytest.raises(Invalid):
            close.close_existing(row.id, "lost", viewer=migrator, closed_at=moment)
    assert Visit.objects.filter(record_id=row.id).count() == 1


def test_only_who_may_migrate_states_history(project: Project, manager: User) -> None:
    who = viewer.of(manager.id)
    with pytest.raises(Forbidden):
        moves.place_existing(int(project.id), "contact", viewer=who, entered_at=timezone.now())
    with pytest.raises(Forbidden):
        close.close_existing(int(project.id), "lost", viewer=who, closed_at=timezone.now())
    assert project.record()["flow"]["stage"] == "lead"


def test_an_unknown_stage_is_refused(ledger: Callable[..., Row], migrator: viewer.Viewer) -> None:
    with pytest.raises(refusals.UnknownStage):
        ledger(stage="nowhere")
    row = ledger()
    with pytest.raises(refusals.UnknownStage):
        moves.place_existing(row.id, "nowhere", viewer=migrator, entered_at=day(2))
