"""Follow-ups: what counts as contact and as progress, and what becomes of the plan."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from tests.browser import Api
from tests.flow.conftest import Project
from tests.flow.test_board import set_back
from zhudan.flow.models import Activity
from zhudan.people.models import User


def test_a_contact_counts_and_a_note_does_not(project: Project) -> None:
    set_back(project, progress_at=None)
    project.log("note", "客户姓王")
    flow = project.record()["flow"]
    assert (flow["contact_at"], flow["progress_at"]) == (None, None)
    assert project.log("call").status_code == 201
    flow = project.record()["flow"]
    assert flow["contact_at"] is not None
    assert flow["progress_at"] is not None


def test_an_edit_is_no_progress(project: Project) -> None:
    set_back(project, progress_at=None)
    project.edit(remark="换了颜色")
    assert project.record()["flow"]["progress_at"] is None


def test_a_contact_of_yesterday_does_not_undo_one_of_today(project: Project) -> None:
    project.log("call")
    today = project.record()["flow"]["contact_at"]
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()
    assert project.log("visit", "昨天去过", at=yesterday).status_code == 201
    assert project.record()["flow"]["contact_at"] == today


def test_the_next_plan_replaces_the_one_before(project: Project) -> None:
    project.log("call", plan="送色卡", plan_on="2027-01-05")
    assert project.record()["flow"]["plan"] == "送色卡"
    project.log("wechat", plan="看样", plan_on="2027-01-09")
    flow = project.record()["flow"]
    assert (flow["plan"], flow["plan_on"]) == ("看样", "2027-01-09")


def test_a_contact_fulfils_a_plan_that_was_due_and_leaves_a_later_one(project: Project) -> None:
    project.log("call", plan="看样", plan_on="2099-01-09")
    project.log("call", "又打了一个")
    assert project.record()["flow"]["plan"] == "看样"
    set_back(project, plan_on=timezone.localdate())
    project.log("note", "还没打")
    assert project.record()["flow"]["plan"] == "看样", "a note fulfils nothing"
    project.log("call", "打了")
    flow = project.record()["flow"]
    assert (flow["plan"], flow["plan_on"]) == (None, None)


def test_what_is_refused(
    project: Project, client_of: Callable[[User | None], Api], charlie: User, director: User
) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    assert project.log("call", at=tomorrow).status_code == 422
    assert project.log("telepathy").status_code == 422
    assert project.log("call", "  ").json()["code"] == "note_required"
    assert project.log("call", "长" * 10_001).status_code == 422
    body = {"kind": "call", "note": "我也打了"}
    assert client_of(charlie).post(f"{project.path}/activities", body).status_code == 404
    assert not Activity.objects.filter(record_id=project.id).exists()
    assert client_of(director).post(f"{project.path}/activities", body).status_code == 201


def test_a_customer_has_follow_ups_too(project: Project) -> None:
    customer = project.record()["values"]["customer"]["id"]
    body = {"kind": "meeting", "note": "年度回访"}
    assert project.api.post(f"/records/{customer}/activities", body).status_code == 201
    page = project.api.get(f"/records/{customer}/activities").json()
    assert [one["note"] for one in page["items"]] == ["年度回访"]
    assert page["items"][0]["by"]["name"] == "Alice"


def test_overdue_counts_the_later_of_plan_and_contact_interval(project: Project) -> None:
    set_back(project, stage_entered_at=timezone.now() - timedelta(days=5))
    assert project.record()["flow"]["overdue_days"] == 2, "a contact every 3 days"
    project.log("call")
    assert project.record()["flow"]["overdue_days"] is None
    set_back(project, plan_on=timezone.localdate() - timedelta(days=4))
    assert project.record()["flow"]["overdue_days"] == 4
