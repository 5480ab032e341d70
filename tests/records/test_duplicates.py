"""Is it there already: what is the same, who is told, and what gets in the way."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser import Api
from tests.records.making import contact, customer, make
from zhudan.people.models import User
from zhudan.records import alike

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
