"""Is it there already: what is the same, who is told, and what gets in the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.browser import Api
from tests.records.making import contact, customer, make
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.check.structure import read
from zhudan.designer.publish import publish
from zhudan.journal import jobs
from zhudan.journal.models import Event
from zhudan.people import viewer
from zhudan.people.models import User
from zhudan.records import alike, duplicates, likeness
from zhudan.records.models import Record
from zhudan.server.jobs import HANDLERS

ClientOf = Callable[[User | None], Api]
ADDRESS = {"text": "苏州市工业园区星湖街 1 号"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("华东建材有限公司", "华东建材（有限公司）"),
        ("华东建材有限公司", "华东建材有限责任公司"),
        ("华东建材有限公司", "华东建材股份有限公司"),
        ("华东建材有限公司", "华东建材"),
        ("华东建材（苏州）有限公司", "华东建材苏州(有限公司)"),
        ("华东建材集团有限公司", "华东建材（集团）股份有限公司"),
        ("ＳＩＫＡ（中国）有限公司", "Sika (中国)"),
        ("Bau Chemie Co., Ltd.", "BAU-CHEMIE CO LTD"),
        ("华东建材有限公司 苏州分公司", "华东建材苏州分公司"),
        ("苏州 恒泰建设有限公司", "苏州恒泰　建设有限公司"),
    ],
)
def test_two_ways_to_write_one_company(one: str, other: str) -> None:
    assert alike.company(one) == alike.company(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("华东建材有限公司", "华东建材集团有限公司"),
        ("华东建材有限公司", "华东建材有限公司苏州分公司"),
        ("华东建材有限公司", "华北建材有限公司"),
        ("中建二局", "中建三局"),
        ("有限公司", "公司"),
    ],
)
def test_companies_of_their_own(one: str, other: str) -> None:
    assert alike.company(one) != alike.company(other)


@given(st.text(max_size=40))
def test_a_core_has_no_core_of_its_own(text: str) -> None:
    assert alike.company(alike.company(text)) == alike.company(text)
    assert alike.fold(alike.fold(text)) == alike.fold(text)


_NAME = st.text("华东建材苏州恒地产集团有限责任股份公司abcLTDco123", max_size=20)


@given(_NAME, st.integers(0, 20), st.sampled_from("（）()【】[] 　·-—.,，"))
def test_brackets_width_and_case_never_matter(name: str, at: int, mark: str) -> None:
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in name)
    core = alike.company(name)
    assert alike.company(name[:at] + mark + name[at:]) == core
    assert alike.company(wide) == core
    assert alike.company(name.swapcase()) == core


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("苏州恒建地产", "苏州恒健地产", True),
        ("苏州恒建地产", "苏州恒建房地产", True),
        ("恒建地产", "苏州恒建地产", True),
        ("华东建材", "華東建材", True),
        ("苏州恒建地产", "苏州恒泰地产", False),
        ("华东建材", "华北建材", False),
        ("中国建筑第二工程局", "中国建筑第三工程局", False),
        ("", "", True),
        ("a", "b", False),
    ],
)
def test_near_names(one: str, other: str, near: bool) -> None:
    assert (alike.likeness(one, other) >= alike.NEAR) is near


def ask(api: Api, table: str, **values: Any) -> Any:
    answer = api.post(f"/tables/{table}/duplicates", {"values": values})
    assert answer.status_code == 200, answer.json()
    return answer.json()["items"]


def test_the_same_company_and_near_ones_are_told(alice: User, client_of: ClientOf) -> None:
    same = customer(alice, "华东建材有限公司")
    near = customer(alice, "华东建才有限公司")
    customer(alice, "西南涂料有限公司")
    items = ask(client_of(alice), "customer", name="华东建材（有限责任公司）")
    assert [(one["id"], one["level"], one["rule"]) for one in items] == [
        (str(same.id), "block", "same_company"),
        (str(near.id), "warn", "similar_name"),
    ]
    assert items[0]["title"] == "华东建材有限公司"
    assert items[0]["owner"] == {"name": "Alice"}
    assert items[0]["fields"] == ["name"]
    assert items[0]["seen"] is True


@pytest.mark.parametrize("name", ["", "华", "有限公司", None, 7, ["x"], "x" * 500])
def test_what_is_no_name_resembles_nothing(name: Any, alice: User, client_of: ClientOf) -> None:
    customer(alice, "华东建材有限公司")
    assert ask(client_of(alice), "customer", name=name) == []


def test_a_record_does_not_resemble_itself(alice: User, client_of: ClientOf) -> None:
    row = customer(alice)
    body = {"values": {"name": row.title}, "except": str(row.id)}
    answer = client_of(alice).post("/tables/customer/duplicates", body)
    assert answer.json()["items"] == []


def test_the_same_phone_hands_over_the_contact(alice: User, client_of: ClientOf) -> None:
    row = contact(alice, phone="13812345678")
    items = ask(client_of(alice), "contact", name="别人", phone="+86 138-1234-5678")
    assert [(one["id"], one["level"]) for one in items] == [(str(row.id), "warn")]


def test_the_same_job_needs_name_and_address(alice: User, client_of: ClientOf) -> None:
    firm = customer(alice)
    given = {"customer": str(firm.id), "source": "tender"}
    row = make(alice, "project", name="星湖广场二期", address=ADDRESS, **given)
    api = client_of(alice)
    assert ask(api, "project", name="星湖广场二期") == []
    assert ask(api, "project", name="星湖广场（二期）", address={"text": "别处"}) == []
    items = ask(api, "project", name="星湖广场（二期）", address="苏州市工业园区星湖街1号")
    assert [one["id"] for one in items] == [str(row.id)]
    assert "Project and Project address" in items[0]["why"]


def test_out_of_sight_only_owner_and_date_are_told(
    alice: User, charlie: User, client_of: ClientOf
) -> None:
    customer(alice, "华东建材有限公司")
    items = ask(client_of(charlie), "customer", name="华东建材")
    assert items == [
        {
            "level": "block",
            "rule": "same_company",
            "fields": ["name"],
            "why": "Same company name",
            "table": "customer",
            "id": None,
            "title": None,
            "owner": {"name": "Alice"},
            "created_on": items[0]["created_on"],
            "seen": False,
        }
    ]
    assert ask(client_of(charlie), "customer", name="华东建才") == []


def test_a_company_that_is_there_is_not_made_again(alice: User, client_of: ClientOf) -> None:
    row = customer(alice, "华东建材有限公司")
    api = client_of(alice)
    values = {"name": "华东建材"}
    refused = api.post("/tables/customer/records", {"values": values})
    assert (refused.status_code, refused.json()["code"]) == (409, "duplicate")
    assert refused.json()["table"] == "customer"
    assert [one["id"] for one in refused.json()["matches"]] == [str(row.id)]
    blank = {"values": values, "duplicate_reason": "  "}
    assert api.post("/tables/customer/records", blank).status_code == 409
    assert Record.objects.count() == 1
    assert _events("record_created") == 1


def test_with_a_reason_it_is_and_the_reason_is_kept(alice: User, client_of: ClientOf) -> None:
    row = customer(alice, "华东建材有限公司")
    body = {"values": {"name": "华东建材"}, "duplicate_reason": "两家独立法人"}
    made = client_of(alice).post("/tables/customer/records", body)
    assert made.status_code == 201
    (event,) = Event.objects.filter(kind="duplicate_confirmed")
    assert event.record_id == int(made.json()["id"])
    assert event.data["note"] == "两家独立法人"
    assert event.data["matches"] == [str(row.id)]
    told = client_of(alice).get(f"/records/{event.record_id}/timeline").json()["items"]
    assert "duplicate_confirmed" in [one["kind"] for one in told]
    assert str(row.id) not in str([one["data"] for one in told])


def test_a_warning_stands_in_nobodys_way(alice: User, client_of: ClientOf) -> None:
    contact(alice, phone="13812345678")
    values = {"name": "另一人", "phone": "13812345678"}
    answer = client_of(alice).post("/tables/contact/records", {"values": values})
    assert answer.status_code == 201


def test_an_edit_that_makes_a_duplicate_is_refused(alice: User, client_of: ClientOf) -> None:
    customer(alice, "华东建材有限公司")
    row = customer(alice, "西南涂料")
    api = client_of(alice)
    body = {"version": 1, "values": {"name": "华东建材"}}
    refused = api.patch(f"/records/{row.id}", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "duplicate")
    assert api.get(f"/records/{row.id}").json()["title"] == "西南涂料"
    assert ask(api, "customer", name="西南涂料") != []
    said = api.patch(f"/records/{row.id}", body | {"duplicate_reason": "改名"})
    assert said.status_code == 200
    again = {"version": 2, "values": {"name": "华东建材有限公司", "remark": "全称"}}
    assert api.patch(f"/records/{row.id}", again).status_code == 200


def test_likeness_follows_edits_and_the_bin(alice: User, client_of: ClientOf) -> None:
    api = client_of(alice)
    row = customer(alice, "华东建材有限公司")
    api.patch(f"/records/{row.id}", {"version": 1, "values": {"name": "西南涂料"}})
    assert ask(api, "customer", name="华东建材") == []
    assert len(ask(api, "customer", name="西南涂料")) == 1
    api.delete(f"/records/{row.id}")
    assert ask(api, "customer", name="西南涂料") == []
    api.post(f"/records/{row.id}/restore")
    assert len(ask(api, "customer", name="西南涂料")) == 1


def test_who_sees_a_number_masked_cannot_ask_for_it(
    alice: User, technician: User, own_database: None, client_of: ClientOf
) -> None:
    document = blueprint.current().document.raw()
    (role,) = (one for one in document["roles"] if one["key"] == "technician")
    role["rights"]["contact"] = {"read": "all", "edit": "all"}
    publish(read(document))
    contact(alice, phone="13812345678")
    assert ask(client_of(alice), "contact", phone="13812345678") != []
    assert ask(client_of(technician), "contact", phone="13812345678") == []


def test_who_may_not_write_may_not_ask(technician: User, client_of: ClientOf) -> None:
    api = client_of(technician)
    assert api.post("/tables/customer/duplicates", {"values": {}}).status_code == 403
    assert api.post("/tables/nothing/duplicates", {"values": {}}).status_code == 404
    assert client_of(None).post("/tables/customer/duplicates", {"values": {}}).status_code == 401


def test_asking_about_what_others_have_is_kept_and_has_a_limit(
    alice: User, charlie: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "HIDDEN_AN_HOUR", 2)
    for name in ("甲", "乙", "丙"):
        customer(alice, f"{name}方建材")
    api = client_of(charlie)
    for name in ("甲方建材", "甲方建材有限公司", "乙方建材"):
        assert len(ask(api, "customer", name=name)) == 1
    assert _events("duplicate_hidden_told") == 2
    refused = api.post("/tables/customer/duplicates", {"values": {"name": "丙方建材"}})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_hidden")
    assert ask(api, "customer", name="没有的") == []


def test_rules_published_later_know_the_records_of_before(
    alice: User, own_database: None, client_of: ClientOf
) -> None:
    document = blueprint.current().document.raw()
    (table,) = (one for one in document["tables"] if one["key"] == "customer")
    rules = table.pop("duplicates")
    publish(read(document))
    customer(alice, "华东建材有限公司")
    table["duplicates"] = rules
    publish(read(document))
    while work := jobs.take(timezone.now()):
        jobs.run(work, HANDLERS)
    assert len(ask(client_of(alice), "customer", name="华东建材")) == 1


def test_many_are_judged_with_three_statements(alice: User) -> None:
    for name in ("华东建材有限公司", "西南涂料"):
        customer(alice, name)
    asked: list[dict[str, object]] = [
        {"name": "华东建材"}, {"name": "新的"}, {"name": "西南涂料（有限公司）"}, {}
    ]  # fmt: skip
    live = blueprint.current()
    with CaptureQueriesContext(connection) as few:
        found = duplicates.blocked(live, viewer.of(alice.id), "customer", asked)
    assert [[one.title for one in matches] for matches in found] == [
        ["华东建材有限公司"], [], ["西南涂料"], []
    ]  # fmt: skip
    assert len(few) <= 3


def test_a_check_costs_a_creation_two_statements_at_most(
    alice: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = client_of(alice)
    api.post("/tables/customer/records", {"values": {"name": "暖身"}})

    def counted(name: str) -> int:
        with CaptureQueriesContext(connection) as made:
            api.post("/tables/customer/records", {"values": {"name": name}})
        return len(made)

    checked = counted("华东建材")
    monkeypatch.setattr(likeness, "put_all", lambda *_: None)
    monkeypatch.setattr(duplicates, "guard", lambda *_, **__: None)
    assert checked - counted("西南涂料") == 2


def test_two_at_once_make_one(alice: User, own_database: None, client_of: ClientOf) -> None:
    def create(name: str) -> int:
        try:
            body = {"values": {"name": name}}
            return int(client_of(alice).post("/tables/customer/records", body).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        names = ("华东建材", "华东建材有限公司", "（华东）建材", "华东建材公司")
        answers = sorted(threads.map(create, names))
    assert answers == [201, 409, 409, 409]


def _events(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()
