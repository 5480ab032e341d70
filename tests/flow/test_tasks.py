"""Tasks open with a stage, close with what they ask for, and show the record to whom they ask."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.browser import Api
from tests.flow.conftest import Project, pdf
from zhudan.flow.models import Task
from zhudan.people.models import User
from zhudan.records.models import Participant


def tasks(project: Project) -> dict[str, Any]:
    return {
        task["key"]: task for task in project.manager.get(f"{project.path}/tasks").json()["items"]
    }


def test_registering_opens_the_first_task_for_the_owner(project: Project) -> None:
    task = tasks(project)["first_contact"]
    assert task["assignee"]["name"] == "Alice"
    assert task["status"] == "open"
    assert task["due_at"] is not None
    mine = project.api.get("/tasks").json()["items"]
    assert [one["record"]["id"] for one in mine] == [project.id]
    assert mine[0]["stage_label"] == "Lead"


def test_a_task_closes_with_its_gate_item(project: Project) -> None:
    project.go_to("contact")
    assert tasks(project)["arrange_survey"]["status"] == "open"
    project.edit(remark="电话里说下周")
    assert tasks(project)["arrange_survey"]["status"] == "open"
    project.edit(survey_on="2027-02-01")
    assert tasks(project)["arrange_survey"]["status"] == "done"
    done = project.api.get("/tasks", status="done").json()["items"]
    assert "arrange_survey" in [task["key"] for task in done]


def test_a_task_that_closes_itself_is_not_closed_by_hand(project: Project) -> None:
    project.go_to("contact")
    task = tasks(project)["arrange_survey"]
    refused = project.api.post(f"/tasks/{task['id']}/done")
    assert (refused.status_code, refused.json()["code"]) == (409, "item_unmet")
    assert refused.json()["item"] == "survey_on"
    assert tasks(project)["arrange_survey"]["status"] == "open"


def test_other_tasks_are_closed_by_hand_once(
    project: Project, client_of: Callable[[User | None], Api], charlie: User
) -> None:
    task = tasks(project)["first_contact"]
    assert client_of(charlie).post(f"/tasks/{task['id']}/done").status_code == 404
    assert project.api.post(f"/tasks/{task['id']}/done", {"note": "通了"}).status_code == 204
    assert tasks(project)["first_contact"]["status"] == "done"
    again = project.api.post(f"/tasks/{task['id']}/done")
    assert (again.status_code, again.json()["code"]) == (409, "task_closed")


def test_the_technician_of_the_region_sees_the_project_while_he_is_asked(
    project: Project, client_of: Callable[[User | None], Api], technician: User
) -> None:
    tina = client_of(technician)
    assert tina.get(project.path).status_code == 404
    project.go_to("assessment")
    task = tasks(project)["draft_plan"]
    assert task["assignee"]["name"] == "Tina"
    assert tina.get(project.path).status_code == 200
    upload = tina.upload(f"{project.path}/documents", type="draft_plan", file=pdf())
    assert upload.status_code == 201
    assert tasks(project)["draft_plan"]["status"] == "done"
    assert tina.get(project.path).status_code == 404, "nothing is asked of her any more"


def test_the_48_hours_start_with_the_requirement_list(project: Project) -> None:
    project.go_to("assessment")
    assert tasks(project)["draft_plan"]["due_at"] is None
    project.upload("requirement_list")
    due = Task.objects.get(record_id=project.id, key="draft_plan").due_at
    assert due is not None
    assert due >= timezone.now() + timedelta(hours=47)


def test_the_invited_see_the_project_but_have_no_task(
    project: Project, client_of: Callable[[User | None], Api], technician: User
) -> None:
    project.go_to("quotation")
    tina = client_of(technician)
    assert tina.get(project.path).status_code == 200
    assert tina.get("/tasks").json()["items"] == []
    project.act("disclosure", note="已交底")
    assert tina.get(project.path).status_code == 404


def test_leaving_a_stage_cancels_what_was_not_done(project: Project) -> None:
    project.go_to("contact")
    assert tasks(project)["first_contact"]["status"] == "cancelled"
    assert project.move("lead", reason="弄错了").status_code == 200
    found = [
        (task.key, task.status) for task in Task.objects.filter(record_id=project.id).order_by("id")
    ]
    assert found == [
        ("first_contact", "cancelled"),
        ("arrange_survey", "cancelled"),
        ("first_contact", "open"),
    ]


def test_closing_cancels_and_takes_the_asked_out(project: Project) -> None:
    project.go_to("assessment")
    assert Participant.objects.filter(record_id=project.id).exists()
    project.close("lost", reason="technical")
    assert not Task.objects.filter(record_id=project.id, status="open").exists()
    assert not Participant.objects.filter(record_id=project.id).exists()


def test_the_owners_tasks_go_to_the_new_owner(project: Project, bob: User) -> None:
    body = {"owner": str(bob.id), "version": project.version()}
    answer = project.manager.post(f"{project.path}/assign", body)
    assert answer.status_code == 200
    assert answer.json()["record"]["owner"]["name"] == "Bob"
    assert tasks(project)["first_contact"]["assignee"]["name"] == "Bob"
    assert project.api.get("/tasks").json()["items"] == []


def test_an_owner_who_gives_a_record_away_is_told_no_more_of_it(
    project: Project, charlie: User
) -> None:
    body = {"owner": str(charlie.id), "version": project.version()}
    answer = project.api.post(f"{project.path}/assign", body)
    assert answer.status_code == 200
    assert answer.json() == {"record": None, "flow": None}
    assert project.api.get(project.path).status_code == 404


def test_my_tasks_come_in_pages_by_due_time(start: Callable[..., Project]) -> None:
    projects = [start(company=f"公司{n}") for n in range(5)]
    for days, project in enumerate(projects):
        due = None if days == 4 else timezone.now() + timedelta(days=4 - days)
        Task.objects.filter(record_id=project.id).update(due_at=due)
    seen: list[str] = []
    cursor = None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = projects[0].api.get("/tasks", **query).json()
        seen += [task["record"]["id"] for task in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [projects[n].id for n in (3, 2, 1, 0, 4)]
