"""Visits partition a project's time, whatever happens to it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flow.conftest import LEAD_GATE
from zhudan.flow import close, moves, register
from zhudan.flow.models import Visit
from zhudan.flow.visits import close as end
from zhudan.kit.errors import Refusal
from zhudan.people import viewer
from zhudan.people.models import User
from zhudan.records import commands

SHANGHAI = ZoneInfo("Asia/Shanghai")
STAGES = ["lead", "contact", "assessment", "quotation", "sample", "contract"]


def test_an_ended_visit_keeps_its_own_length_and_its_stages() -> None:
    begun = datetime(2026, 5, 1, 15, 30, tzinfo=UTC)
    earlier = [
        Visit(stage="contact", dwell_seconds=100, outcome="advanced"),
        Visit(stage="lead", dwell_seconds=40, outcome="returned"),
        Visit(stage="contact", dwell_seconds=7, outcome="relocated"),
    ]
    visit = Visit(stage="contact", entered_at=begun)
    end(visit, earlier, at=begun + timedelta(hours=1), outcome="advanced", zone=SHANGHAI)
    assert (visit.dwell_seconds, visit.stay_seconds) == (3600, 3700)
    assert visit.end_day.isoformat() == "2026-05-02", "half past midnight in Shanghai"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def undone() -> Iterator[None]:
    """Each example begins with the same empty company."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


deeds = st.lists(
    st.tuples(
        st.sampled_from(["move", "override", "lose", "reopen", "edit"]),
        st.sampled_from(STAGES),
        st.integers(-3_600, 900_000),  # a clock may even go back
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.usefixtures("database")
@settings(
    max_examples=200 if os.environ.get("ZHUDAN_SOAK") else 10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=deeds)
def test_visits_partition_the_projects_time(story: list[tuple[str, str, int]]) -> None:
    clock = Clock()
    with undone(), patch("django.utils.timezone.now", clock):
        who = viewer.of(User.objects.get(name="Dora").id)
        customer = register.register("customer", {"name": "甲方"}, viewer=who)
        values = {"name": "项目", "customer": str(customer.id), "source": "other"}
        row = register.register("project", values, viewer=who)
        for what, stage, seconds in story:
            clock.now += timedelta(seconds=seconds)
            _do(what, stage, row.id, who)
            _partitioned(row.id)


def _do(what: str, stage: str, record_id: int, who: viewer.Viewer) -> None:
    try:
        if what == "move":
            moves.move_record(record_id, stage, viewer=who, version=None, reason="因为")
        elif what == "override":
            moves.move_record(
                record_id, stage, viewer=who, version=None, reason="因为", override_reason="催"
            )
        elif what == "lose":
            close.close_record(record_id, "lost", viewer=who, version=None, reason="price")
        elif what == "reopen":
            close.reopen_record(record_id, viewer=who, version=None)
        else:
            commands.edit(record_id, LEAD_GATE, viewer=who, version=None)
    except Refusal:
        pass


def _partitioned(record_id: int) -> None:
    visits = list(Visit.objects.filter(record_id=record_id).order_by("seq"))
    assert [visit.seq for visit in visits] == list(range(1, len(visits) + 1))
    for visit, following in pairwise(visits):
        assert visit.left_at is not None
        assert visit.entered_at <= visit.left_at <= following.entered_at
        if visit.outcome != "lost":
            assert visit.left_at == following.entered_at
    for stage in {visit.stage for visit in visits}:
        here = [visit for visit in visits if visit.stage == stage]
        assert [visit.is_first_in_stage for visit in here] == [True] + [False] * (len(here) - 1)
        assert [visit.followed_on for visit in here] == [
            *(later.entered_day for later in here[1:]),
            None,
        ]
        ended = [visit for visit in here if visit.left_at]
        if ended:
            total = sum((visit.left_at - visit.entered_at).total_seconds() for visit in ended)
            assert ended[-1].stay_seconds == pytest.approx(total, abs=len(ended))
