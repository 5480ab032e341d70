"""Stages come and go while projects are under way."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection

import zhudan.blueprint.shipped
from tests.browser import Api
from tests.records.making import customer
from zhudan.blueprint import live as blueprint
from zhudan.blueprint import yaml_text
from zhudan.blueprint.document import Blueprint
from zhudan.designer.publish import publish, rollback
from zhudan.designer.stages import BadMove, PipelineInUse, StageInUse
from zhudan.flow.models import Visit
from zhudan.kit import language
from zhudan.people.models import User
from zhudan.records import tables

ClientOf = Callable[[User | None], Api]
SHIPPED = Path(zhudan.blueprint.shipped.__file__).parent / "building_materials.yaml"
DESIGN = {"key": "design", "label": {"zh-CN": "深化设计确认", "en": "Design"}, "expected_days": 5}

pytestmark = pytest.mark.usefixtures("own_database")


def with_design() -> Blueprint:
    """The shipped process with a stage between sample and contract."""
    raw = plain()
    stages = raw["pipelines"][0]["stages"]
    keys = [stage["key"] for stage in stages]
    stages.insert(keys.index("contract"), DESIGN)
    return load(raw)


def plain() -> Any:
    return yaml_text.load_plain(SHIPPED.read_text("utf-8"))


def load(raw: Any) -> Blueprint:
    return yaml_text.load(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False))


@pytest.fixture
def projects(alice: User, client_of: ClientOf) -> list[str]:
    api = client_of(alice)
    firm = customer(alice)
    return [
        api.post(
            "/tables/project/records",
            {"values": {"name": f"P{n}", "customer": str(firm.id), "source": "online"}},
        ).json()["id"]
        for n in range(6)
    ]


def move(api: Api, record_id: str, to: str) -> Any:
    version = api.get(f"/records/{record_id}").json()["version"]
    body = {"to": to, "version": version, "override_reason": "test", "reason": "test"}
    return api.post(f"/records/{record_id}/move", body)


def stage_of(record_id: str) -> str | None:
    blueprint.begin_request()
    stage: str | None = tables.model(blueprint.current(), "project").objects.get(id=record_id).stage
    return stage


def test_a_stage_is_removed_only_with_a_place_for_what_is_inside(
    projects: list[str], manager: User, client_of: ClientOf
) -> None:
    publish(with_design())
    api = client_of(manager)
    for project in projects[:2]:
        answer = move(api, project, "design")
        assert answer.status_code == 200, answer.content
    with pytest.raises(StageInUse) as refused:
        rollback(1)
    assert refused.value.extra["stages"][0]["open"] == 2
    with language.use("en"):
        assert "2 records" in refused.value.sentence()
    for wrong in ({"design": "nowhere"}, {"lead": "contact"}, {"design": "contract", "x": "y"}):
        with pytest.raises(BadMove):
            rollback(1, move_to=wrong)
    assert stage_of(projects[0]) == "design"
    rollback(1, move_to={"design": "sample"})
    assert [stage_of(one) for one in projects[:3]] == ["sample", "sample", "lead"]
    visits = Visit.objects.filter(record_id=projects[0]).order_by("seq")
    assert [(one.stage, one.outcome) for one in visits][-2:] == [
        ("design", "relocated"),
        ("sample", None),
    ]
    assert move(api, projects[0], "contract").status_code == 200


def test_a_pipeline_with_open_records_stays(projects: list[str]) -> None:
    raw = plain()
    raw["pipelines"][0]["key"] = "another"
    with pytest.raises(PipelineInUse):
        publish(load(raw))


def test_nobody_is_disturbed_by_a_publish(
    projects: list[str], manager: User, client_of: ClientOf
) -> None:
    """Four people move projects to and fro while a stage comes and goes."""
    proper = {"stale", "not_on_path", "already_there", "unknown_stage"}
    done = False

    def work(mine: list[str]) -> Iterator[tuple[int, str]]:
        api = client_of(manager)
        turn = 0
        while not done and turn < 200:
            turn += 1
            for project in mine:
                to = ("contact", "sample", "design", "contract", "lead")[turn % 5]
                answer = move(api, project, to)
                yield answer.status_code, answer.json().get("code", "")
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        running = [
            pool.submit(lambda n=n: list(work([projects[n], projects[4]]))) for n in range(4)
        ]
        for _ in range(3):
            publish(with_design())
            rollback(1, move_to={"design": "sample"})
        done = True
        answers = [answer for future in running for answer in future.result()]
    refused = {(status, code) for status, code in answers if status != 200}
    assert {code for _, code in refused} <= proper, refused
    assert sum(status == 200 for status, _ in answers) > 10
    live = blueprint.current()
    known = set(live.document.pipeline("project_sales").stage_keys)
    for project in projects:
        assert stage_of(project) in known
        visits = list(Visit.objects.filter(record_id=project).order_by("seq"))
        assert [one.left_at is None for one in visits] == [False] * (len(visits) - 1) + [True]
        assert visits[-1].stage == stage_of(project)
        for earlier, later in pairwise(visits):
            assert earlier.left_at == later.entered_at


def test_publishes_wait_for_each_other() -> None:
    def one(_: int) -> int:
        try:
            return publish(with_design()).number
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(one, range(3))) == [2, 3, 4]
