"""Two records become one, with all that hangs on them, and are parted again."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import Api
from tests.flow.conftest import Project, photo
from tests.records.making import contact, customer, make
from zhudan.flow.models import Activity, Merge, Task, Visit
from zhudan.journal.models import Event
from zhudan.people.models import User
from zhudan.records.models import Participant

ClientOf = Callable[[User | None], Api]


def merge(api: Api, into: str, other: str, **take: str) -> Any:
    body = {
        "other": other,
        "version": api.get(f"/records/{into}").json()["version"],
        "other_version": api.get(f"/records/{other}").json()["version"],
        "take": take,
    }
    return api.post(f"/records/{into}/merge", body)


def state(api: Api, *records: str) -> Any:
    """What is to be as before after an undo, whatever the versions."""
    told = []
    for one in records:
        record = api.get(f"/records/{one}").json()
        told.append([record["values"], record["flow"], record["deleted_at"]])
        told.append(api.get(f"/records/{one}/activities").json())
        told.append(api.get(f"/records/{one}/documents").json())
        told.append(api.get(f"/records/{one}/tasks").json())
    return told


def undone_of(project: Project) -> list[bool]:
    told = project.api.get(f"{project.path}/timeline").json()["items"]
    return [one["data"]["undone"] for one in told if one["kind"] == "record_merged"]


def test_a_customer_takes_over_the_others_contacts_and_projects(
    alice: User, client_of: ClientOf
) -> None:
    api = client_of(alice)
    kept = customer(alice, "华东建材有限公司", remark="老客户")
    gone = customer(alice, "华东建才", remark="新录的", website="https://example.com")
    who = contact(alice, customer=str(gone.id))
    job = make(alice, "project", name="星湖", customer=str(gone.id), source="tender")
    before = [api.get(f"/records/{one}").json()["values"] for one in (kept.id, gone.id)]
    done = merge(api, str(kept.id), str(gone.id), website="other", remark="this")
    assert done.status_code == 200, done.json()
    values = done.json()["record"]["values"]
    assert (values["name"], values["remark"]) == ("华东建材有限公司", "老客户")
    assert values["website"] == "https://example.com"
    assert values["contacts"] == "1"
    for one in (who, job):
        now = api.get(f"/records/{one.id}").json()
        assert now["values"]["customer"]["id"] == str(kept.id)
    assert api.get(f"/records/{gone.id}").json()["deleted_at"] is not None
    assert api.get("/search", q="建才").json()["items"] == []
    assert done.json()["moved"] == {"contact.customer": 1, "project.customer": 1}
    parted = api.post(f"/merges/{done.json()['merge']}/undo")
    assert parted.status_code == 200, parted.json()
    assert parted.json()["left"] == []
    after = [api.get(f"/records/{one}").json()["values"] for one in (kept.id, gone.id)]
    assert after == before
    assert api.get(f"/records/{who.id}").json()["values"]["customer"]["id"] == str(gone.id)
    assert len(api.get("/search", q="建才").json()["items"]) == 1


def test_a_project_brings_what_was_said_done_and_uploaded(
    start: Callable[..., Project],
) -> None:
    kept, gone = start(), start(company="苏州恒健地产")
    gone.log("visit", "看了现场", plan="送样", plan_on="2027-02-01")
    gone.upload("site_drawing")
    gone.act("disclosure", note="已交底")
    gone.upload("sample_photo", photo())
    kept.log("call", "约了时间")
    before = state(kept.api, kept.id, gone.id)
    visits = list(Visit.objects.order_by("id").values())
    done = merge(kept.api, kept.id, gone.id)
    assert done.status_code == 200, done.json()
    notes = {one["note"] for one in kept.api.get(f"{kept.path}/activities").json()["items"]}
    assert notes == {"看了现场", "约了时间"}
    documents = kept.api.get(f"{kept.path}/documents").json()["items"]
    assert {one["type"] for one in documents} == {"site_drawing", "sample_photo"}
    url = documents[0]["versions"][0]["url"].removeprefix("/api/v1")
    assert kept.api.get(url).status_code == 200
    assert done.json()["record"]["flow"]["plan"] == "送样"
    assert list(Visit.objects.order_by("id").values()) == visits
    told = kept.api.get(f"{kept.path}/timeline").json()["items"]
    (visit,) = (one for one in told if "看了现场" in str(one["data"]))
    assert visit["of"] == {"id": gone.id, "title": "苏州恒健地产"}
    assert undone_of(kept) == [False]
    undone = kept.api.post(f"/merges/{done.json()['merge']}/undo")
    assert undone.json()["left"] == []
    assert undone_of(kept) == [True]
    assert "看了现场" not in str(kept.api.get(f"{kept.path}/timeline").json())
    assert state(kept.api, kept.id, gone.id) == before


def test_tasks_are_asked_once(start: Callable[..., Project]) -> None:
    kept, gone = start(), start(company="苏州恒健地产")
    keys = [task["key"] for task in kept.api.get(f"{kept.path}/tasks").json()["items"]]
    done = merge(kept.api, kept.id, gone.id)
    now = [task["key"] for task in kept.api.get(f"{kept.path}/tasks").json()["items"]]
    assert now == keys
    assert Task.objects.filter(status="cancelled").count() == len(keys)
    kept.api.post(f"/merges/{done.json()['merge']}/undo")
    assert Task.objects.filter(record_id=int(gone.id), status="open").count() == len(keys)


def test_who_had_the_other_still_sees_what_became_of_it(
    alice: User, bob: User, manager: User, client_of: ClientOf
) -> None:
    kept, gone = customer(alice, "甲方建材"), customer(bob, "乙方建材")
    assert client_of(bob).get(f"/records/{kept.id}").status_code == 404
    done = merge(client_of(manager), str(kept.id), str(gone.id))
    assert client_of(bob).get(f"/records/{kept.id}").status_code == 200
    client_of(manager).post(f"/merges/{done.json()['merge']}/undo")
    assert client_of(bob).get(f"/records/{kept.id}").status_code == 404
    assert client_of(bob).get(f"/records/{gone.id}").status_code == 200


def test_what_changed_since_stays_and_is_told(alice: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    kept, gone = customer(alice, "甲方建材"), customer(alice, "乙方建材", remark="乙")
    third = customer(alice, "丙方建材")
    who = contact(alice, customer=str(gone.id))
    done = merge(api, str(kept.id), str(gone.id), remark="other")
    version = done.json()["record"]["version"]
    api.patch(f"/records/{kept.id}", {"version": version, "values": {"remark": "改了"}})
    moved = {"version": 2, "values": {"customer": str(third.id)}}
    assert api.patch(f"/records/{who.id}", moved).status_code == 200
    undone = api.post(f"/merges/{done.json()['merge']}/undo").json()
    assert undone["left"] == [
        "“Remark” was changed since and keeps its present value",
        "1 of “Contact” have changed since and stay where they are",
    ]
    assert undone["record"]["values"]["remark"] == "改了"
    assert undone["other"]["values"]["remark"] == "乙"
    assert api.get(f"/records/{who.id}").json()["values"]["customer"]["id"] == str(third.id)


def test_a_merge_is_undone_once(alice: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    kept, gone = customer(alice, "甲方建材"), customer(alice, "乙方建材")
    path = f"/merges/{merge(api, str(kept.id), str(gone.id)).json()['merge']}/undo"
    assert api.post(path).status_code == 200
    again = api.post(path)
    assert (again.status_code, again.json()["code"]) == (409, "already_undone")
    assert api.post("/merges/99999/undo").status_code == 404


def test_what_came_to_the_survivor_since_stays_with_it(start: Callable[..., Project]) -> None:
    kept, gone = start(), start(company="苏州恒健地产")
    done = merge(kept.api, kept.id, gone.id)
    kept.log("call", "合并之后")
    kept.api.post(f"/merges/{done.json()['merge']}/undo")
    (since,) = Activity.objects.filter(note="合并之后")
    assert since.record_id == int(kept.id)


@pytest.mark.parametrize("stale", ["version", "other_version"])
def test_both_versions_are_looked_at(stale: str, alice: User, client_of: ClientOf) -> None:
    kept, gone = customer(alice, "甲方建材"), customer(alice, "乙方建材")
    body = {"other": str(gone.id), "version": 1, "other_version": 1} | {stale: 7}
    refused = client_of(alice).post(f"/records/{kept.id}/merge", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "stale")
    assert refused.json()["record"] == str(kept.id if stale == "version" else gone.id)
    _nothing_happened()


def test_rights_on_both_are_needed(
    alice: User, bob: User, charlie: User, manager: User, client_of: ClientOf
) -> None:
    kept, gone = customer(alice, "甲方建材"), customer(charlie, "乙方建材")
    body = {"other": str(gone.id), "version": 1, "other_version": 1}
    for who, status in ((None, 401), (alice, 404), (charlie, 404), (manager, 404)):
        assert client_of(who).post(f"/records/{kept.id}/merge", body).status_code == status
    seen = customer(bob, "丙方建材")
    Participant.objects.create(record_id=seen.id, user_id=alice.id, cause="test")
    body["other"] = str(seen.id)
    assert client_of(alice).post(f"/records/{kept.id}/merge", body).status_code == 403
    _nothing_happened()


def test_what_cannot_be_one_is_refused(alice: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    kept, person = customer(alice, "甲方建材"), contact(alice)
    for other, code in ((kept.id, "same_record"), (person.id, "other_table")):
        refused = merge(api, str(kept.id), str(other))
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (
        merge(api, str(kept.id), str(customer(alice, "乙方").id), nothing="other").status_code
        == 422
    )
    assert (
        merge(api, str(kept.id), str(customer(alice, "丙方").id), contacts="other").status_code
        == 403
    )
    _nothing_happened()


def test_an_open_project_is_not_merged_into_a_lost_one(start: Callable[..., Project]) -> None:
    lost, going = start(), start(company="苏州恒健地产")
    reason = lost.close("lost", reason="price", competitor="立邦", note="价格")
    if reason.status_code != 200:
        reason = lost.close("invalid", note="重复登记")
    assert reason.status_code == 200, reason.json()
    refused = merge(lost.api, lost.id, going.id)
    assert (refused.status_code, refused.json()["code"]) == (409, "merge_other_way")
    _nothing_happened()
    assert merge(lost.api, going.id, lost.id).status_code == 200


def test_in_the_bin_nothing_is_merged(alice: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    kept, gone = customer(alice, "甲方建材"), customer(alice, "乙方建材")
    api.delete(f"/records/{gone.id}")
    refused = merge(api, str(kept.id), str(gone.id))
    assert (refused.status_code, refused.json()["code"]) == (409, "binned")
    _nothing_happened()


def _nothing_happened() -> None:
    assert not Merge.objects.exists()
    assert not Event.objects.filter(kind__in=["record_merged", "merged_away"]).exists()
