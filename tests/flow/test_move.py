"""Moving a project over HTTP: what moves it, and every refusal leaving it as it was."""

from collections.abc import Callable

import pytest

from tests.browser import Api
from tests.flow.conftest import Project
from zhudan.flow.models import Task, Visit
from zhudan.journal.models import Event
from zhudan.people.models import User


def state(project: Project) -> tuple[object, ...]:
    """All that a move would change."""
    record = Api(User.objects.get(name="Dora")).get(project.path).json()
    return (
        record["version"],
        record["flow"]["stage"],
        record["flow"]["entered_at"],
        list(Visit.objects.filter(record_id=project.id).order_by("seq").values()),
        list(Task.objects.filter(record_id=project.id).order_by("id").values()),
        Event.objects.filter(record_id=project.id).count(),
    )


@pytest.fixture
def unchanged(project: Project) -> Callable[[], bool]:
    before = state(project)
    return lambda: state(project) == before


def test_a_met_gate_lets_the_project_on(project: Project) -> None:
    project.meet("lead")
    answer = project.move("contact")
    assert answer.status_code == 200
    assert answer.json()["record"]["flow"]["stage"] == "contact"
    assert [step["state"] for step in answer.json()["flow"]["path"]][:3] == ["done", "now", "todo"]
    assert answer.json()["flow"] == project.flow()
    first, second = Visit.objects.filter(record_id=project.id).order_by("seq")
    assert (first.outcome, first.left_at) == ("advanced", second.entered_at)
    assert second.left_at is None


def test_a_shut_gate_lists_what_is_missing_and_how_to_supply_it(project: Project) -> None:
    project.edit(address={"text": "苏州"})
    before = state(project)
    answer = project.move("contact")
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "gate_closed"
    assert (problem["done"], problem["total"], problem["may_override"]) == (1, 6, False)
    assert [item["key"] for item in problem["unmet"]] == [
        "demand_type",
        "usage",
        "usage_unit",
        "amount",
        "expected_sign_on",
    ]
    assert problem["unmet"][0]["how"] == {"action": "field", "field": "demand_type"}
    assert state(project) == before


def test_a_stale_version_is_refused_and_told_who_changed_it(
    project: Project, unchanged: Callable[[], bool]
) -> None:
    answer = project.api.post(f"{project.path}/move", {"to": "contact", "version": 99})
    assert answer.status_code == 409
    assert answer.json()["code"] == "stale"
    assert answer.json()["current"]["changed_by"]["name"] == "Alice"
    assert unchanged()


@pytest.mark.parametrize(
    ("to", "status", "code"),
    [
        ("nowhere", 422, "unknown_stage"),
        ("prospecting", 422, "unknown_stage"),  # a stage, but of another pipeline
        ("lead", 409, "already_there"),
        ("quotation", 403, "skip_not_allowed"),
    ],
)
def test_a_stage_it_cannot_go_to_is_refused(
    project: Project, unchanged: Callable[[], bool], to: str, status: int, code: str
) -> None:
    answer = project.move(to)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert unchanged()


def test_a_stranger_finds_nothing_and_a_colleague_without_the_right_is_refused(
    project: Project,
    unchanged: Callable[[], bool],
    client_of: Callable[[User | None], Api],
    charlie: User,
    operations: User,
) -> None:
    body = {"to": "contact", "version": project.version()}
    assert client_of(charlie).post(f"{project.path}/move", body).status_code == 404
    refused = client_of(operations).post(f"{project.path}/move", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert client_of(None).post(f"{project.path}/move", body).status_code == 401
    assert unchanged()


def test_a_request_sent_twice_moves_once(project: Project) -> None:
    project.meet("lead")
    body = {"to": "contact", "version": project.version()}
    key = {"Idempotency-Key": "twice"}
    first = project.api.post(f"{project.path}/move", body, headers=key)
    after = state(project)
    second = project.api.post(f"{project.path}/move", body, headers=key)
    assert first.status_code == second.status_code == 200
    assert second.headers["Idempotent-Replay"] == "true"
    assert first.json() == second.json()
    assert state(project) == after


def test_going_back_asks_for_a_reason_and_passes_no_gate(project: Project) -> None:
    project.go_to("contact")
    before = state(project)
    refused = project.move("lead")
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_required")
    assert state(project) == before
    assert project.move("lead", reason="联系人写错了").status_code == 200
    visits = Visit.objects.filter(record_id=project.id).order_by("seq")
    assert [visit.outcome for visit in visits] == ["advanced", "returned", None]
    assert [visit.followed_on is None for visit in visits] == [False, True, True]
    assert visits[1].reason == "联系人写错了"


def test_skipping_passes_every_gate_between(project: Project) -> None:
    project.meet("lead")
    refused = project.move("assessment", project.manager)
    assert refused.status_code == 409
    assert {item["stage"] for item in refused.json()["unmet"]} == {"contact"}
    project.meet("contact")
    assert project.move("assessment", project.manager).status_code == 200
    visits = list(Visit.objects.filter(record_id=project.id).order_by("seq"))
    assert [(visit.stage, visit.outcome) for visit in visits] == [
        ("lead", "advanced"),
        ("contact", "skipped"),
        ("assessment", None),
    ]
    assert visits[1].entered_at == visits[1].left_at
    assert [step["state"] for step in project.flow()["path"]][:3] == ["done", "skipped", "now"]


def test_an_override_needs_the_right_and_is_journaled_with_what_it_overrode(
    project: Project,
) -> None:
    before = state(project)
    refused = project.move("contact", override_reason="客户催得急")
    assert (refused.status_code, refused.json()["code"]) == (403, "override_not_allowed")
    assert state(project) == before
    shut = project.move("contact", project.manager)
    assert (shut.status_code, shut.json()["may_override"]) == (409, True)
    answer = project.move("contact", project.manager, override_reason="客户催得急")
    assert answer.status_code == 200
    event = Event.objects.get(record_id=project.id, kind="record_moved")
    assert event.data["override_reason"] == "客户催得急"
    assert len(event.data["overridden"]) == 6
    visit = Visit.objects.get(record_id=project.id, seq=1)
    assert "usage" in visit.overridden


def test_a_reason_to_override_is_not_needed_and_not_noted_where_the_gate_is_met(
    project: Project,
) -> None:
    project.meet("lead")
    assert project.move("contact", override_reason="以防万一").status_code == 200
    event = Event.objects.get(record_id=project.id, kind="record_moved")
    assert event.data["override_reason"] is None


def test_a_closed_project_does_not_move(project: Project) -> None:
    project.close("lost", reason="price")
    before = state(project)
    answer = project.move("contact")
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
    assert state(project) == before


def test_the_refusal_speaks_the_readers_language(project: Project) -> None:
    User.objects.filter(name="Alice").update(language="zh-CN")
    from zhudan.people import directory

    directory.turn()
    answer = project.move("contact")
    assert answer.json()["detail"] == "还差 6 项才能推进"
    assert answer.json()["unmet"][0]["label"] == "填写项目地址"
