"""Won, lost, dropped, and reopened."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from tests.flow.conftest import Project
from tests.flow.test_move import state
from zhudan.flow.models import Task, Visit
from zhudan.journal.models import Event


def test_a_project_is_won_through_every_gate(project: Project) -> None:
    project.go_to("contract")
    shut = project.close("won")
    assert (shut.status_code, shut.json()["code"]) == (409, "gate_closed")
    assert [item["key"] for item in shut.json()["unmet"]] == [
        "contract_approved",
        "contract_signed",
        "contract_filed",
    ]
    project.meet("contract")
    answer = project.close("won")
    assert answer.status_code == 200, answer.json()
    flow = answer.json()["record"]["flow"]
    assert (flow["status"], flow["outcome"], flow["stage"]) == ("won", "won", "contract")
    assert flow["closed_at"] is not None
    assert answer.json()["flow"]["gate"] is None
    visits = list(Visit.objects.filter(record_id=project.id).order_by("seq"))
    assert [visit.outcome for visit in visits] == ["advanced"] * 5 + ["won"]
    assert all(visit.left_at == after.entered_at for visit, after in pairwise(visits))
    assert not Task.objects.filter(record_id=project.id, status="open").exists()


def test_won_is_not_to_be_had_before_the_last_stage(project: Project) -> None:
    before = state(project)
    answer = project.close("won")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_from_here")
    assert state(project) == before


@pytest.mark.parametrize(
    ("outcome", "more", "status", "code"),
    [
        ("lost", {}, 422, "reason_required"),
        ("lost", {"reason": "nonsense"}, 422, "invalid"),
        ("to_pool", {}, 422, "note_required"),
        ("shelved", {}, 422, "wake_on_required"),
        ("shelved", {"wake_on": "2020-01-01"}, 422, "invalid"),
        ("vanished", {}, 422, "unknown_outcome"),
    ],
)
def test_what_an_outcome_asks_must_be_said(
    project: Project, outcome: str, more: dict[str, str], status: int, code: str
) -> None:
    before = state(project)
    answer = project.close(outcome, **more)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert state(project) == before


def test_lost_keeps_its_reason_and_competitor(project: Project) -> None:
    answer = project.close("lost", reason="competitor", competitor="立邦", note="差 5%")
    assert answer.json()["record"]["flow"]["status"] == "lost"
    visit = Visit.objects.get(record_id=project.id)
    assert (visit.outcome, visit.reason) == ("lost", "competitor")
    event = Event.objects.get(record_id=project.id, kind="record_closed")
    assert event.data["competitor"] == "立邦"
    assert event.data["reason_label"]["en"] == "Competitor"


def test_a_shelved_project_wakes_on_a_date(project: Project) -> None:
    day = (timezone.now() + timedelta(days=90)).date().isoformat()
    answer = project.close("shelved", wake_on=day)
    assert answer.json()["record"]["flow"]["wake_on"] == day
    assert answer.json()["record"]["flow"]["status"] == "dropped"


def test_reopening_needs_the_right_and_begins_a_new_visit_with_its_tasks(
    project: Project,
) -> None:
    project.go_to("contact")
    project.close("lost", reason="price")
    body = {"version": project.version()}
    before = state(project)
    assert project.api.post(f"{project.path}/reopen", body).status_code == 403
    assert state(project) == before
    answer = project.manager.post(f"{project.path}/reopen", body)
    assert answer.status_code == 200
    flow = answer.json()["record"]["flow"]
    assert (flow["status"], flow["stage"], flow["outcome"]) == ("open", "contact", None)
    visits = list(Visit.objects.filter(record_id=project.id).order_by("seq"))
    assert [visit.outcome for visit in visits] == ["advanced", "lost", None]
    assert [visit.followed_on is None for visit in visits] == [True, False, True]
    assert Task.objects.get(record_id=project.id, status="open").key == "arrange_survey"
    again = project.manager.post(f"{project.path}/reopen", {"version": project.version()})
    assert (again.status_code, again.json()["code"]) == (409, "not_closed")


def test_closing_a_closed_project_is_refused(project: Project) -> None:
    project.close("cancelled")
    before = state(project)
    answer = project.close("lost", reason="price")
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
    assert state(project) == before
