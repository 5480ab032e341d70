"""The process changes while projects are under way: 深化设计确认 comes, stays, and goes again."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.flow.conftest import Project
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.document import Blueprint
from zhudan.designer.publish import publish, rollback
from zhudan.flow.models import Task, Visit
from zhudan.journal.models import Event

pytestmark = pytest.mark.usefixtures("own_database")

DESIGN = {
    "key": "design",
    "label": {"zh-CN": "深化设计确认", "en": "Detailed design"},
    "expected_days": 10,
    "applies_if": {"field": "demand_type", "op": "=", "value": "prefab"},
    "gate": [{"key": "drawings", "kind": "document", "document": "other", "label": "深化图"}],
    "tasks": [
        {"key": "detail", "label": "出深化图", "assign": {"role": "technician", "in": "region"}}
    ],
}


def changed(change: Callable[[dict[str, Any]], None]) -> Blueprint:
    """The live document with its pipeline changed."""
    raw = blueprint.current().document.raw()
    change(raw["pipelines"][0])
    return Blueprint.model_validate(raw)


def with_design() -> Blueprint:
    return changed(lambda pipeline: pipeline["stages"].insert(5, DESIGN))


def asking_more(stage: int) -> Blueprint:
    item = {"key": "start_on", "kind": "field", "field": "start_on", "label": "计划开工日期"}
    return changed(lambda pipeline: pipeline["stages"][stage]["gate"].append(item))


def path(project: Project) -> list[str]:
    return [step["stage"] for step in project.flow()["path"]]


def asked(project: Project) -> list[str]:
    return [item["key"] for item in project.flow()["gate"]["items"]]


def prefab(project: Project) -> Project:
    assert project.edit(demand_type="prefab").status_code == 200
    return project


def test_a_new_stage_is_met_by_those_it_is_for_and_have_not_passed_it(
    start: Callable[..., Project],
) -> None:
    ahead, plain = prefab(start()), start(company="昆山华宇")
    beyond = start(company="无锡新材").go_to("contract")
    prefab(beyond)
    publish(with_design())
    assert path(ahead)[4:] == ["sample", "design", "contract"]
    assert "design" not in path(plain)
    assert "design" not in path(beyond)
    ahead.go_to("sample")
    prefab(ahead)
    ahead.meet("sample")
    skipping = ahead.move("contract")
    assert (skipping.status_code, skipping.json()["code"]) == (403, "skip_not_allowed")
    assert ahead.move("design").status_code == 200
    assert Task.objects.get(record_id=ahead.id, status="open").key == "detail"
    assert ahead.move("contract").json()["unmet"][0]["key"] == "drawings"
    ahead.upload("other")
    assert ahead.move("contract").status_code == 200


def test_policy_new_spares_everything_under_way(start: Callable[..., Project]) -> None:
    before = prefab(start())
    publish(with_design(), policy="new")
    after = prefab(start(company="昆山华宇"))
    assert "design" not in path(before)
    assert "design" in path(after)


@pytest.mark.parametrize(
    ("policy", "here", "beyond"),
    [("not_reached", True, False), ("new", False, False), ("next_move", True, True)],
)
def test_a_new_gate_item_holds_as_the_policy_says(
    start: Callable[..., Project], policy: Any, here: bool, beyond: bool
) -> None:
    inside, passed = start(), start(company="昆山华宇").go_to("contact")
    publish(asking_more(0), policy=policy)
    assert passed.move("lead", reason="弄错了").status_code == 200
    assert ("start_on" in asked(inside)) == here
    assert ("start_on" in asked(passed)) == beyond
    assert "start_on" in asked(start(company="无锡新材"))
    card = inside.api.get("/boards/project_sales").json()["columns"][0]["cards"]
    totals = {one["id"]: one["gate"]["total"] for one in card}
    assert totals[inside.id] == len(asked(inside)), "the board judges as the page does"
    assert totals[passed.id] == len(asked(passed))


def test_a_stage_taken_away_sends_those_inside_where_the_publish_says(
    start: Callable[..., Project],
) -> None:
    first = blueprint.current().number
    inside, lost, elsewhere = prefab(start()), start(company="昆山华宇"), start(company="无锡新材")
    publish(with_design())
    for project in (inside, lost):
        project.go_to("sample")
        prefab(project)
        project.meet("sample")
        assert project.move("design").status_code == 200
    lost.close("lost", reason="price")
    elsewhere.go_to("contact")
    version = inside.version()
    rollback(first, move_to={"design": "sample"})
    assert inside.record()["flow"]["stage"] == "sample"
    assert inside.version() == version + 1
    visits = list(Visit.objects.filter(record_id=inside.id).order_by("seq"))
    assert [one.outcome for one in visits][-2:] == ["relocated", None]
    assert visits[-1].entered_at == visits[-2].left_at
    assert [one.followed_on is None for one in visits if one.stage == "sample"] == [False, True]
    assert not Task.objects.filter(record_id=inside.id, status="open").exists()
    event = Event.objects.get(record_id=inside.id, kind="record_relocated")
    assert event.data["from_label"]["en"] == "Detailed design"
    assert inside.move("contract").status_code == 200
    assert elsewhere.record()["flow"]["stage"] == "contact"
    reopened = lost.manager.post(f"{lost.path}/reopen", {"version": lost.version()})
    assert reopened.json()["record"]["flow"]["stage"] == "sample"


def test_history_is_told_in_the_words_of_its_day(start: Callable[..., Project]) -> None:
    project = start()
    project.edit(usage="5")
    raw = blueprint.current().document.raw()
    table = next(one for one in raw["tables"] if one["key"] == "project")
    field = next(one for one in table["fields"] if one["key"] == "usage")
    field["label"] = {"zh-CN": "数量", "en": "Amount of material"}
    publish(Blueprint.model_validate(raw))
    item = project.api.get(f"{project.path}/timeline", kind="change").json()["items"][0]
    assert item["data"]["changes"][0]["label"] == "Expected quantity"
