"""Before and after: each measure on histories short enough to reckon by hand."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median_low
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser import Api
from tests.insight.histories import PIPELINE, STAGES, Project, Stay, days, keep
from zhudan.blueprint import live as blueprint
from zhudan.flow.models import Activity, Task, Visit
from zhudan.insight import cli
from zhudan.insight.effect import ramp_up
from zhudan.insight.effect.api import EffectAnswer
from zhudan.people import directory
from zhudan.people.models import User
from zhudan.records import tables

ClientOf = Callable[[User | None], Api]
APRIL = {"from": "2026-04-01", "to": "2026-04-30"}
MARCH_TOO = APRIL | {"before_from": "2026-03-01", "before_to": "2026-03-31"}


def at(text: str) -> datetime:
    """A moment in UTC; four in the morning there is noon in Shanghai."""
    return datetime.fromisoformat(f"{text}T04:00").replace(tzinfo=UTC)


def closed(owner: User, begun: str, ended: str, outcome: str, reason: str | None = None) -> Project:
    """One stay in the last stage after one in the first."""
    half = at(begun) + (at(ended) - at(begun)) / 2
    return Project(
        [
            Stay(STAGES[0], at(begun), half, "advanced", owner),
            Stay(STAGES[-1], half, at(ended), outcome, owner, reason),
        ],
        owner,
    )


def worth(project: Project, amount: int) -> None:
    rows = tables.model(blueprint.current(), "project")._default_manager
    rows.filter(id=project.id).update(amount=amount * 100)


def asked(client: Api, **query: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    answer = client.get("/insight/effect", **(query or MARCH_TOO))
    assert answer.status_code == 200, answer.json()
    EffectAnswer.model_validate_json(answer.content)
    told = answer.json()
    return told["before"], told["after"]


def test_the_cycle_runs_from_registration_to_won(
    client_of: ClientOf, director: User, alice: User
) -> None:
    keep(
        [
            closed(alice, "2026-01-10", "2026-03-01", "won"),
            closed(alice, "2026-03-21", "2026-03-31", "won"),
            closed(alice, "2026-03-11", "2026-04-30", "won"),
            closed(alice, "2026-04-01", "2026-04-20", "lost", "price"),
        ]
    )
    before, after = asked(client_of(director))
    assert before["cycle_days"].pop("drill") != after["cycle_days"].pop("drill")
    assert before["cycle_days"] == {
        "value": 30.0, "cases": 2, "small": True, "previous": None, "change": None,
    }  # fmt: skip
    assert after["cycle_days"] == {
        "value": 50.0, "cases": 1, "small": True, "previous": 30.0, "change": None,
    }  # fmt: skip


def test_a_figure_of_closings_opens_its_projects(
    client_of: ClientOf, director: User, alice: User, charlie: User
) -> None:
    won = closed(alice, "2026-03-01", "2026-04-02", "won")
    lost = closed(alice, "2026-03-01", "2026-04-04", "lost", "interrupted")
    priced = closed(charlie, "2026-03-01", "2026-04-05", "lost", "price")
    dropped = closed(charlie, "2026-03-01", "2026-04-06", "dropped")
    keep([won, lost, priced, dropped])
    spoken = {"record_id": priced.id, "kind": "call", "at": at("2026-04-01")}
    Activity.objects.create(**spoken, note="", by=charlie, created_at=at("2026-04-01"))
    _, after = asked(client_of(director))

    def opened(user: User, key: str) -> set[int]:
        figure = after[key]["drill"]
        told = client_of(user).get("/insight/records", figure=figure).json()
        assert told["total"] == len(told["items"])
        return {int(one["id"]) for one in told["items"]}

    assert opened(director, "cycle_days") == {won.id}
    assert opened(director, "loss_rate") == {won.id, lost.id, priced.id}
    assert opened(charlie, "loss_rate") == {priced.id}
    assert opened(director, "interrupted") == opened(director, "interrupted_derived") == {lost.id}
    assert opened(director, "dropped") == {dropped.id}
    assert after["key_actions"]["drill"] is after["ramp_up_days"]["drill"] is None
    told = client_of(director).get("/insight/records", figure=after["dropped"]["drill"]).json()
    assert told["title"]["zh-CN"] == "期内未成 · 2026年4月"


def test_losses_are_counted_and_weighed_and_dropped_stands_beside(
    client_of: ClientOf, director: User, alice: User
) -> None:
    projects = [
        closed(alice, "2026-03-01", "2026-04-02", "won"),
        closed(alice, "2026-03-01", "2026-04-03", "won"),
        closed(alice, "2026-03-01", "2026-04-04", "lost", "price"),
        closed(alice, "2026-03-01", "2026-04-05", "dropped"),
        closed(alice, "2026-03-01", "2026-05-01", "lost", "price"),
    ]
    keep(projects)
    for project, amount in zip(projects, (100, 200, 100, 999, 999), strict=True):
        worth(project, amount)
    _, after = asked(client_of(director))
    assert (after["loss_rate"]["value"], after["loss_rate"]["cases"]) == (0.3333, 3)
    assert after["loss_rate_amount"]["value"] == 0.25
    assert after["dropped"]["value"] == 1


def test_what_was_reopened_within_the_period_was_not_lost(
    client_of: ClientOf, director: User, alice: User
) -> None:
    again = closed(alice, "2026-03-01", "2026-04-04", "lost", "price")
    again.stays.append(Stay(STAGES[-1], at("2026-04-10"), at("2026-04-20"), "won", alice))
    later = closed(alice, "2026-03-01", "2026-04-04", "lost", "price")
    later.stays.append(Stay(STAGES[-1], at("2026-05-10"), None, None, alice))
    elsewhere = closed(alice, "2026-03-01", "2026-04-04", "lost", "price")
    elsewhere.stays.append(Stay(STAGES[2], at("2026-04-20"), None, None, alice))
    keep([again, later, elsewhere])
    _, after = asked(client_of(director))
    assert (after["loss_rate"]["value"], after["loss_rate"]["cases"]) == (0.5, 2)


def test_a_broken_off_follow_up_is_told_by_its_reason_and_by_the_silence(
    client_of: ClientOf, director: User, alice: User
) -> None:
    said, silent, noted, spoken = (
        closed(alice, "2026-03-01", "2026-04-20", "lost", reason)
        for reason in ("interrupted", "price", "price", "price")
    )
    brought = closed(alice, "2026-03-01", "2026-04-20", "lost", "interrupted")
    keep([said, silent, noted, spoken, brought])
    Visit.objects.filter(record_id=brought.id).update(brought_in=True)
    for project, kind, day in (
        (said, "call", "2026-04-06"),
        (silent, "call", "2026-04-04"),
        (noted, "note", "2026-04-19"),
        (spoken, "wechat", "2026-04-05"),
    ):
        Activity.objects.create(
            record_id=project.id, kind=kind, at=at(day), note="", by=alice, created_at=at(day)
        )
    _, after = asked(client_of(director))
    assert (after["interrupted"]["value"], after["interrupted"]["cases"]) == (0.4, 5)
    derived = after["interrupted_derived"]
    assert (derived["value"], derived["cases"]) == (0.5, 4)


def _task(project: Project, place: int, due: str | None, done: str | None = None) -> None:
    visit = Visit.objects.get(record_id=project.id, seq=place + 1)
    status = "done" if done else "cancelled" if visit.left_at else "open"
    Task.objects.create(
        record_id=project.id, visit=visit, pipeline=PIPELINE, stage=visit.stage, key="a_task",
        label={}, role="owner", status=status, opened_at=visit.entered_at,
        due_at=due and at(due), done_at=done and at(done),
    )  # fmt: skip


def _key_actions(client: Api) -> tuple[float | None, float | None, int]:
    _, after = asked(client)
    assert after["key_actions"]["cases"] == after["key_actions_late"]["cases"]
    return (
        after["key_actions"]["value"],
        after["key_actions_late"]["value"],
        after["key_actions"]["cases"],
    )


def test_a_task_falls_due_at_its_due_time_unless_the_project_closed_before(
    client_of: ClientOf, director: User, alice: User
) -> None:
    """All in the first stage, whose gate asks for fields only."""
    gone_on = Project(
        [
            Stay("lead", at("2026-04-01"), at("2026-04-10"), "advanced", alice),
            Stay("contact", at("2026-04-10"), at("2026-05-01"), "lost", alice),
        ],
        alice,
    )
    dropped = Project([Stay("lead", at("2026-04-01"), at("2026-04-10"), "dropped", alice)], alice)
    standing = Project([Stay("lead", at("2026-04-01"), None, None, alice)], alice)
    keep([gone_on, dropped, standing])
    _task(gone_on, 0, "2026-04-05", "2026-04-04")  # in time
    _task(gone_on, 0, "2026-04-05", "2026-04-06")  # late
    _task(gone_on, 0, "2026-04-05")  # never
    _task(gone_on, 0, "2026-04-12", "2026-04-09")  # in time, due after going on
    _task(gone_on, 0, "2026-05-12", "2026-04-09")  # due in another month
    _task(gone_on, 0, None, "2026-04-09")  # due on going on
    _task(dropped, 0, "2026-04-09")  # never
    _task(dropped, 0, "2026-04-11")  # closed before
    _task(dropped, 0, None)  # never went on
    _task(standing, 0, "2026-04-09")  # never, so far
    assert _key_actions(client_of(director)) == (0.4286, 0.1429, 7)


def test_what_a_gate_asks_falls_due_on_going_on_and_overridden_is_not_done(
    client_of: ClientOf, director: User, alice: User
) -> None:
    """The gate of 技术评估 asks for four documents, one of which a task serves."""
    project = Project(
        [
            Stay("assessment", at("2026-04-01"), at("2026-04-10"), "advanced", alice),
            Stay("quotation", at("2026-04-10"), at("2026-04-20"), "lost", alice, "price"),
        ],
        alice,
    )
    brought = closed(alice, "2026-03-01", "2026-04-20", "won")
    keep([project, brought])
    Visit.objects.filter(record_id=brought.id).update(brought_in=True)
    Visit.objects.filter(record_id=project.id, seq=1).update(
        overridden=["site_drawing", "draft_plan"]
    )
    _task(project, 0, "2026-04-05")  # the one that serves 初步方案
    assert _key_actions(client_of(director)) == (0.5, 0.0, 4)


def test_newcomers_are_independent_with_a_first_project_of_their_own(
    client_of: ClientOf, director: User, alice: User, bob: User, charlie: User
) -> None:
    for user, start in ((alice, "2026-04-01"), (bob, "2026-04-10"), (charlie, "2026-04-20")):
        User.objects.filter(id=user.id).update(started_on=start)
    directory.turn()

    def came(owner: User, begun: str, reached: str) -> Project:
        first = Stay("assessment", at(begun), at(reached), "advanced", owner)
        return Project([first, Stay("quotation", at(reached), None, None, owner)], owner)

    received = came(alice, "2026-04-02", "2026-04-03")
    let_through = came(alice, "2026-04-02", "2026-04-05")
    own = came(alice, "2026-04-03", "2026-04-21")
    keep([received, let_through, own, came(bob, "2026-04-12", "2026-05-20")])
    rows = tables.model(blueprint.current(), "project")._default_manager
    for project in (let_through, own):
        rows.filter(id=project.id).update(created_by_id=alice.id)
    rows.filter(owner_id=bob.id).update(created_by_id=bob.id)
    Visit.objects.filter(record_id=let_through.id, seq=1).update(overridden=["draft_plan"])
    _, after = asked(client_of(director))
    # Alice after 20 days, Bob after 40, Charlie not yet
    assert (after["ramp_up_days"]["value"], after["ramp_up_days"]["cases"]) == (40.0, 3)
    _, after = asked(client_of(director), owner=str(alice.id), **APRIL)
    assert (after["ramp_up_days"]["value"], after["ramp_up_days"]["cases"]) == (20.0, 1)


@given(st.lists(st.integers(0, 90), min_size=1))
def test_where_all_have_arrived_the_median_is_the_lower_middle(times: list[int]) -> None:
    assert ramp_up.median([(days, True) for days in times]) == median_low(times)


@given(st.lists(st.tuples(st.integers(0, 90), st.booleans())), st.integers(0, 90))
def test_who_is_still_on_the_way_never_makes_it_shorter(
    times: list[tuple[int, bool]], days: int
) -> None:
    before, after = ramp_up.median(times), ramp_up.median([*times, (days, False)])
    assert after is None or (before is not None and after >= before)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([], None),
        ([(5, False)], None),
        ([(10, True), (20, True), (30, False), (40, False)], 20.0),
        ([(10, True), (20, False), (30, True), (40, True)], 30.0),
        ([(10, True), (20, False), (30, False), (40, False)], None),
    ],
)
def test_the_median_counts_those_on_the_way(
    times: list[tuple[int, bool]], expected: float | None
) -> None:
    assert ramp_up.median(times) == expected


def test_everybody_is_told_of_the_projects_he_sees(
    client_of: ClientOf, director: User, alice: User, charlie: User, manager: User
) -> None:
    keep(
        [
            closed(alice, "2026-03-01", "2026-04-02", "won"),
            closed(charlie, "2026-03-01", "2026-04-03", "lost", "price"),
        ]
    )

    def decided(user: User, **query: str) -> tuple[float | None, int]:
        _, after = asked(client_of(user), **(query or MARCH_TOO))
        return after["loss_rate"]["value"], after["loss_rate"]["cases"]

    assert decided(director) == (0.5, 2)
    assert decided(manager) == decided(alice) == (0.0, 1)
    assert decided(charlie) == (1.0, 1)
    assert decided(director, owner=str(charlie.id), **APRIL) == (1.0, 1)
    assert decided(director, region=str(alice.region_id), **APRIL) == (0.0, 1)
    mine = '{"field": "owner", "op": "=", "value": {"me": true}}'
    assert decided(alice, filter=mine, **APRIL) == (0.0, 1)


def test_unasked_it_compares_the_last_two_quarters_that_are_over(
    client_of: ClientOf, director: User
) -> None:
    told = client_of(director).get("/insight/effect").json()
    after, before = (told[one] for one in ("after", "before"))
    first = date.fromisoformat(after["from"])
    assert first.day == 1
    assert date.fromisoformat(before["to"]) + timedelta(days=1) == first
    assert (date.fromisoformat(after["to"]) + timedelta(days=1)).day == 1
    lengths = [
        date.fromisoformat(one["to"]) - date.fromisoformat(one["from"]) for one in (before, after)
    ]
    assert all(days(88) <= length <= days(91) for length in lengths)
    assert told["closed"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"pipeline": "nowhere"}, 404, "not_found"),
        ({"before_from": "yesterday"}, 422, "invalid"),
        ({"from": "2026-05-02", "to": "2026-05-01"}, 422, "invalid"),
        ({"before_from": "2026-05-02", "before_to": "2026-05-01"}, 422, "invalid"),
        ({"owner": "999999"}, 422, "invalid"),
        ({"filter": '{"field": "nothing", "op": "empty"}'}, 422, "unknown_field"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    client_of: ClientOf, director: User, query: dict[str, str], status: int, code: str
) -> None:
    answer = client_of(director).get("/insight/effect", **query)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()


def test_without_limits_there_is_nothing_to_compare_with(
    client_of: ClientOf, director: User, alice: User
) -> None:
    keep([closed(alice, "2026-03-01", "2026-04-02", "won")])
    before, after = asked(client_of(director), **{"from": "", "to": ""})
    assert after["cycle_days"]["value"] == 32.0
    assert before["cycle_days"]["value"] is None
    assert (before["from"], before["to"]) == (None, None)


def test_the_command_line_prints_what_the_api_answers(
    client_of: ClientOf, director: User, alice: User, capsys: pytest.CaptureFixture[str]
) -> None:
    keep([closed(alice, "2026-03-01", "2026-04-02", "won")])
    given = ["effect", "--from", "2026-04-01", "--to", "2026-04-30", "--as", "Dora"]
    earlier = ["--before-from", "2026-03-01", "--before-to", "2026-03-31"]
    assert cli.main([*given, *earlier, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == client_of(director).get("/insight/effect", **MARCH_TOO).json()
    assert cli.main(given) == 0
    said = capsys.readouterr().out
    assert "2026-03-01 – 2026-03-31 → 2026-04-01 – 2026-04-30" in said
    assert "cycle, days: – → 32.0 (1)" in said
