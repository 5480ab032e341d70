"""The process changes while eight people move projects through it, and back again."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from bench.visitor import Visitor

from tests.soak import proofs
from tests.soak.hands import PIPELINE, World, at_work
from tests.soak.served import Served, serve

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src/zhudan/blueprint/shipped/building_materials.yaml"
EXAMPLE = ROOT / "docs/examples/parts/detailing.yaml"
WHOLE = bool(os.environ.get("ZHUDAN_SOAK"))
DEEDS = 600 if WHOLE else 60
EACH = 6 if WHOLE else 2


def with_detailing() -> str:
    """The shipped process with the example put in."""
    process: dict[str, Any] = yaml.safe_load(SHIPPED.read_text("utf-8"))
    example: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    stages = next(one for one in process["pipelines"] if one["key"] == PIPELINE)["stages"]
    keys = [stage["key"] for stage in stages]
    stages.insert(keys.index(example["after"]) + 1, example["stage"])
    process["document_types"].append(example["document_type"])
    process["roles"].append(example["role"])
    return yaml.safe_dump(process, allow_unicode=True, sort_keys=False)


@pytest.mark.soak
def test_a_stage_comes_and_goes_while_projects_move(tmp_path: Path) -> None:
    process = tmp_path / "process.yaml"
    process.write_text(with_detailing(), "utf-8")
    with serve(tmp_path) as served:
        dora = served.visitor("Dora")
        stand = {stage: seed(dora, stage) for stage in ("quotation", "sample", "contract")}
        with at_work(served, seed=100) as world:
            world.wait_for(deeds=DEEDS)
            served.zhudan("blueprint", "publish", str(process), "--note", "装配式建筑")
            published_at = newest_revision(served)
            meets_the_stage(dora, stand)
            enter(dora, stand["sample"])
            world.wait_for(deeds=DEEDS)
            nobody_is_stranded(served, dora)
            served.zhudan("blueprint", "rollback", "1", "--move-to", "detailing=sample")
            world.wait_for(deeds=DEEDS)
        after(served, world)
        nobody_is_stranded(served, dora)
        beyond_is_untouched(served, stand["contract"], published_at)


def seed(dora: Visitor, stage: str) -> list[str]:
    """Prefabricated projects that stand in `stage`, as the director may put them there."""
    made = []
    for number in range(EACH):
        values = {
            "customer.name": f"装配 {stage} {number}",
            "contact.name": "李工",
            "contact.phone": f"1549{number:07d}",
            "source": "tender",
        }
        record = dora.post(f"/boards/{PIPELINE}/intake", {"values": values}).json()
        changed = dora.patch(
            f"/records/{record['id']}",
            {"version": record["version"], "values": {"demand_type": "prefab"}},
        ).json()
        body = {"to": stage, "version": changed["version"], "override_reason": "历史项目"}
        assert dora.post(f"/records/{record['id']}/move", body).status == 200
        made.append(str(record["id"]))
    return made


def meets_the_stage(dora: Visitor, stand: dict[str, list[str]]) -> None:
    """Who has not reached the point has the stage before him; who is beyond has not."""
    for stage, records in stand.items():
        for record in records:
            path = [step["stage"] for step in dora.get(f"/records/{record}/flow").json()["path"]]
            assert ("detailing" in path) == (stage != "contract"), (stage, path)


def enter(dora: Visitor, records: list[str]) -> None:
    """Some stand in the new stage when it goes away again."""
    for record in records:
        version = dora.get(f"/records/{record}").json()["version"]
        body = {"to": "detailing", "version": version, "override_reason": "样品已口头确认"}
        reply = dora.post(f"/records/{record}/move", body)
        assert reply.status == 200, reply.body
        tasks = dora.get(f"/records/{record}/tasks").json()["items"]
        assert {"出具深化设计图", "请客户签认深化设计图"} <= {task["label"] for task in tasks} or {
            "Prepare the detailed design",
            "Have the customer sign the detailed design",
        } <= {task["label"] for task in tasks}


def nobody_is_stranded(served: Served, dora: Visitor) -> None:
    """Every open project stands in a stage of its path and has a way on, or out as won."""
    for (record,) in served.ask("SELECT id FROM rec_project WHERE status = 'open'"):
        reply = dora.get(f"/records/{record}/flow")
        assert reply.status == 200, reply.body
        flow = reply.json()
        if flow["gate"] is None:
            continue  # somebody closed it meanwhile
        onward = any(target["kind"] == "forward" for target in flow["targets"])
        won = any(outcome["kind"] == "won" for outcome in flow["outcomes"])
        assert onward or won, flow
        assert flow["gate"]["stage"] in [step["stage"] for step in flow["path"]]


def newest_revision(served: Served) -> object:
    return served.ask("SELECT max(published_at) FROM blueprint_revision")[0][0]


def beyond_is_untouched(served: Served, records: list[str], published_at: Any) -> None:
    """Neither publish nor roll-back wrote anything about projects beyond the point."""
    for record in records:
        events = served.ask(
            "SELECT kind FROM journal_event WHERE record_id = :id AND at > :at"
            " AND actor_id IS NULL",
            id=int(record),
            at=published_at,
        )
        assert not events
        stages = served.ask("SELECT stage FROM flow_visit WHERE record_id = :id", id=int(record))
        assert ("detailing",) not in stages


def after(served: Served, world: World) -> None:
    proofs.nothing_wrong(world.wrong)
    proofs.each_deed_once(served, world.deeds)
    proofs.visits_partition_time(served)
    proofs.versions_equal_events(served)
    inside = served.ask("SELECT count(*) FROM rec_project WHERE stage = 'detailing'")
    assert inside == [(0,)]
    relocated = served.ask("SELECT count(*) FROM flow_visit WHERE outcome = 'relocated'")
    assert int(str(relocated[0][0])) >= 1
