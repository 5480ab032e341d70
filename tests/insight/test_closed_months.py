"""A closed month keeps its figures, whatever comes after; and what came before stands beside."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.browser import Api
from tests.flow.conftest import Project as Worked
from tests.flow.conftest import project, start  # noqa: F401  fixtures
from tests.insight.histories import STAGES, Project, Stay, days, keep
from zhudan.people import viewer
from zhudan.people.models import User
from zhudan.records import commands

ClientOf = Callable[[User | None], Api]
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
FEBRUARY = {"from": "2026-02-01", "to": "2026-02-28"}


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 2, tzinfo=UTC)


def lead(owner: User, entered: datetime, length: float, outcome: str = "advanced") -> Project:
    """One that left its first stage so."""
    left = entered + days(length)
    stays = [Stay("lead", entered, left, outcome, owner, "price")]
    if outcome == "advanced":
        stays.append(Stay("contact", left, None, None, owner))
    return Project(stays, owner)


def first_row(api: Api, **query: Any) -> Any:
    answer = api.get("/insight/stages", **query)
    assert answer.status_code == 200, answer.json()
    return answer.json()["rows"][0]


def without_cohort(row: Any) -> Any:
    """Cohort figures ask what came of somebody at any later time; all others are final."""
    return {key: one for key, one in row.items() if not key.startswith("cohort")}


@pytest.mark.usefixtures("database")
def test_a_closed_month_keeps_its_figures_when_a_record_is_reopened_and_comes_back(
    client_of: ClientOf, alice: User, director: User
) -> None:
    lost = lead(alice, at(3, 2), 4, "lost")
    keep([lost, lead(alice, at(3, 5), 2)])
    dora = client_of(director)
    before = first_row(dora, **MARCH)
    assert before["conversion"]["value"] == 0.5
    answer = dora.post(f"/records/{lost.id}/reopen", {"version": 1})
    assert answer.status_code == 200, answer.json()
    after = first_row(dora, **MARCH)
    assert without_cohort(after) == without_cohort(before)
    assert after["cohort_open"]["value"] == 0.5, "who is open again may still go on"
    found = dora.get("/insight/records", figure=after["ended"]["drill"]).json()
    assert found["reopened"] == [str(lost.id)]
    assert found["total"] == 2


@pytest.mark.usefixtures("database")
def test_what_returned_in_the_same_month_counts_as_open_there(
    client_of: ClientOf, alice: User, director: User
) -> None:
    stays = [
        Stay("lead", at(3, 2), at(3, 4), "advanced", alice),
        Stay("contact", at(3, 4), at(3, 9), "returned", alice),
        Stay("lead", at(3, 9), at(4, 3), "advanced", alice),
        Stay("contact", at(4, 3), None, None, alice),
    ]
    keep([Project(stays, alice)])
    dora = client_of(director)
    row = first_row(dora, **MARCH)
    assert (row["ended"]["value"], row["open"]["value"]) == (0, 1)
    assert row["days_per_visit"]["value"] == 2.0, "the stay itself did end"
    april = first_row(dora, **{"from": "2026-04-01", "to": "2026-04-30"})
    assert april["average_days"]["value"] == 27.0, "both stays together"


@pytest.mark.usefixtures("database")
def test_the_month_before_stands_beside_with_the_change(
    client_of: ClientOf, alice: User, director: User
) -> None:
    keep(
        [lead(alice, at(2, 3), 4) for _ in range(10)]
        + [lead(alice, at(2, 5), 1, "lost") for _ in range(10)]
        + [lead(alice, at(3, day), 2) for day in range(2, 14)]
    )
    dora = client_of(director)
    answer = dora.get("/insight/stages", **MARCH).json()
    assert answer["previous"] == {"from": "2026-02-01", "to": "2026-02-28"}
    conversion = answer["rows"][0]["conversion"]
    assert (conversion["value"], conversion["previous"]) == (1.0, 0.5)
    assert (conversion["change"], conversion["small"]) == (0.5, False)
    average = answer["rows"][0]["average_days"]
    assert (average["value"], average["previous"], average["change"]) == (2.0, 4.0, -2.0)
    february = dora.get("/insight/stages", **FEBRUARY).json()["rows"][0]
    assert february["conversion"]["value"] == 0.5
    assert not february["conversion"]["small"]
    quarter = dora.get("/insight/stages", **{"from": "2026-01-01", "to": "2026-03-31"}).json()
    assert quarter["previous"] == {"from": "2025-10-01", "to": "2025-12-31"}
    ten_days = dora.get("/insight/stages", **{"from": "2026-03-11", "to": "2026-03-20"}).json()
    assert ten_days["previous"] == {"from": "2026-03-01", "to": "2026-03-10"}
    whole = dora.get("/insight/stages", **{"from": "", "to": ""}).json()
    assert (whole["previous"], whole["from"], whole["closed"]) == (None, None, False)
    assert whole["rows"][0]["ended"] == {
        **whole["rows"][0]["ended"], "value": 32, "previous": None, "change": None,
    }  # fmt: skip


@pytest.mark.usefixtures("database")
def test_too_few_cases_before_are_shown_but_not_compared_with(
    client_of: ClientOf, alice: User, director: User
) -> None:
    keep([lead(alice, at(2, 3), 4)] + [lead(alice, at(3, day), 2) for day in range(2, 14)])
    row = first_row(client_of(director), **MARCH)
    assert (row["average_days"]["previous"], row["average_days"]["change"]) == (4.0, None)
    assert (row["ended"]["previous"], row["ended"]["change"]) == (1, 11)


@pytest.mark.usefixtures("database")
def test_what_lies_in_the_bin_counts_nowhere(
    client_of: ClientOf, alice: User, director: User
) -> None:
    kept, binned = lead(alice, at(3, 2), 4), lead(alice, at(3, 3), 2)
    keep([kept, binned])
    dora = client_of(director)
    assert first_row(dora, **MARCH)["ended"]["value"] == 2
    commands.put_away(binned.id, viewer=viewer.of(director.id), version=1)
    row = first_row(dora, **MARCH)
    assert (row["ended"]["value"], row["average_days"]["value"]) == (1, 4.0)


def test_what_is_worked_through_the_product_shows_in_todays_figures(
    project: Worked,  # noqa: F811
    client_of: ClientOf,
    director: User,
) -> None:
    project.go_to("assessment")
    project.close("lost", reason="interrupted", note="没有再联系")
    rows = client_of(director).get("/insight/stages", **{"from": "2000-01-01", "to": ""}).json()
    by_stage = {row["stage"]: row for row in rows["rows"]}
    assert by_stage["lead"]["conversion"]["value"] == 1.0
    sticking = by_stage["assessment"]["sticking"]
    assert sticking["cases"]["value"] == 1
    assert [(one["label"], one["side"]) for one in sticking["reasons"]] == [
        ("Follow-up broke off", "ours")
    ]
    steps = client_of(director).get("/insight/funnel", **{"from": "", "to": ""}).json()["steps"]
    assert [step["reached"]["value"] for step in steps] == [1, 1, 1, 0, 0, 0, 0]
    pairs = client_of(director).get("/insight/pairs", **{"from": "", "to": ""}).json()["items"]
    assert {"from": "lead", "to": "contact", "direct": 1, "cohort": {"value": 1.0, "cases": 1}} in (
        pairs
    )
    assert all(pair["from"] in STAGES for pair in pairs)


@pytest.mark.usefixtures("database")
def test_the_statements_stay_few_whatever_the_number_of_records(
    client_of: ClientOf, alice: User, director: User
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert dora.get("/insight/stages", **MARCH).status_code == 200
        return len(queries)

    dora = client_of(director)
    keep([lead(alice, at(3, 2), 4)])
    few = asked()
    keep([lead(alice, at(3, day), 2, "lost") for day in range(3, 20)])
    assert asked() == few <= 16
