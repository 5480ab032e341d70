"""The timeline: what happened, by kind, in pages, and only what the reader may see."""

from collections.abc import Callable

from tests.browser import Api
from tests.flow.conftest import Project, photo
from zhudan.people.models import User
from zhudan.records import writes


def kinds(project: Project, **query: str) -> list[str]:
    return [
        item["kind"]
        for item in project.api.get(f"{project.path}/timeline", **query).json()["items"]
    ]


def test_everything_that_happened_is_there(project: Project) -> None:
    project.go_to("quotation")
    project.act("disclosure", note="已交底")
    project.upload("quotation")
    project.tick("quotation", "approved")
    project.close("lost", reason="price")
    page = project.api.get(f"{project.path}/timeline", limit=100).json()
    found = {item["kind"] for item in page["items"]}
    assert found == {
        "record_created",
        "record_updated",
        "record_moved",
        "record_closed",
        "activity_logged",
        "document_added",
        "key_action_done",
        "standing_ticked",
        "task_opened",
        "task_done",
    }
    assert page["counts"]["all"] == len(page["items"])
    assert page["counts"]["move"] == 4
    moved = next(item for item in page["items"] if item["kind"] == "record_moved")
    assert moved["data"]["to_label"] == "Proposal and quotation"
    assert moved["actor"]["name"] == "Alice"


def test_by_kind(project: Project) -> None:
    project.log("call")
    project.upload("site_photo", photo())
    project.upload("other")
    project.meet("lead")
    project.move("contact")
    assert kinds(project, kind="activity") == ["activity_logged"]
    assert kinds(project, kind="photo") == ["document_added"]
    assert kinds(project, kind="file") == ["document_added"]
    assert kinds(project, kind="move") == ["record_moved"]
    assert "record_updated" in kinds(project, kind="change")
    assert project.api.get(f"{project.path}/timeline", kind="gossip").status_code == 422


def test_a_change_tells_field_before_and_after(project: Project) -> None:
    project.edit(demand_type="flooring", amount_est="5000")
    item = project.api.get(f"{project.path}/timeline", kind="change").json()["items"][0]
    changes = {change["field"]: change for change in item["data"]["changes"]}
    assert changes["demand_type"]["label"] == "Demand"
    assert (changes["demand_type"]["before"], changes["demand_type"]["after"]) == (None, "flooring")
    assert changes["amount_est"]["after"] == "5000.00"


def test_a_reference_is_told_by_its_title(project: Project) -> None:
    other = project.api.post("/tables/customer/records", {"values": {"name": "无锡新材"}}).json()
    project.edit(customer=other["id"])
    item = project.api.get(f"{project.path}/timeline", kind="change").json()["items"][0]
    change = next(one for one in item["data"]["changes"] if one["field"] == "customer")
    assert change["before"]["title"] == "苏州恒建地产"
    assert change["after"]["title"] == "无锡新材"


def test_a_hidden_field_leaves_no_trace(
    project: Project, client_of: Callable[[User | None], Api], technician: User
) -> None:
    project.go_to("assessment")
    tina = client_of(technician)
    contact = project.record()["values"]["contact"]["id"]
    path = f"/records/{contact}"
    _invite(contact, technician)
    before = tina.get(f"{path}/timeline").json()
    version = project.api.get(path).json()["version"]
    body = {"version": version, "values": {"wechat": "wang-gong"}}
    assert project.api.patch(path, body).status_code == 200
    after = tina.get(f"{path}/timeline").json()
    assert after == before
    assert "wang-gong" in str(project.api.get(f"{path}/timeline").json())


def test_a_masked_field_is_masked_in_its_changes(
    project: Project, client_of: Callable[[User | None], Api], technician: User
) -> None:
    contact = project.record()["values"]["contact"]["id"]
    path = f"/records/{contact}"
    _invite(contact, technician)
    body = {"version": 1, "values": {"phone": "13912345678"}}
    assert project.api.patch(path, body).status_code == 200
    told = str(client_of(technician).get(f"{path}/timeline").json())
    assert "13912345678" not in told
    assert "5678" in told


def test_in_pages(project: Project) -> None:
    for n in range(7):
        project.log("call", f"第 {n} 次")
    seen, cursor = [], None
    while True:
        query = {"kind": "activity", "limit": 3} | ({"cursor": cursor} if cursor else {})
        page = project.api.get(f"{project.path}/timeline", **query).json()
        seen += [item["data"]["activity"]["note"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == [f"第 {n} 次" for n in reversed(range(7))]


def test_a_stranger_reads_no_timeline(
    project: Project, client_of: Callable[[User | None], Api], charlie: User
) -> None:
    for what in ("timeline", "flow", "visits", "tasks", "activities", "documents"):
        assert client_of(charlie).get(f"{project.path}/{what}").status_code == 404


def _invite(record_id: str, user: User) -> None:
    writes.add_participant(int(record_id), user.id, "test")
