"""A ledger as salespeople keep it: what is understood of it, whose its records become, what is
there twice."""

from collections.abc import Callable

import pytest

from tests.browser import Api
from tests.e2e import ledger as messy
from tests.exchange.wizard import bring, done, ledger, rows_of, xlsx
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]


@pytest.fixture
def olga(operations: User, client_of: ClientOf) -> Api:
    return client_of(operations)


def test_the_salesperson_of_a_row_owns_what_it_brings_and_may_edit_it(
    olga: Api, alice: User, bob: User, operations: User, client_of: ClientOf
) -> None:
    olga.post("/tables/customer/records", {"values": {"name": "老客户"}})
    content = ledger(
        ["固岸置业", "周敏", "13800138000", "固岸一期", 35, "展会", None],
        ["固岸置业", "周敏", "13800138000", "固岸二期", 12, "展会", "Alice"],
        ["固岸置业", "周敏", "13800138000", "固岸三期", 12, "展会", "Bob"],
        ["老客户", "沈佳", "13800138001", "泽安厂房", 80, "展会", "Bob"],
    )
    made = bring(olga, content).json()
    assert done(olga, f"/imports/{made['id']}/run")["result"]["refused"] == 0
    owners = {row.title: row.owner_id for name in ("customer", "contact") for row in rows_of(name)}
    assert owners == {
        "老客户": operations.id,
        "固岸置业": alice.id,
        "周敏": alice.id,
        "沈佳": bob.id,
    }
    (new,) = [row for row in rows_of("customer") if row.title == "固岸置业"]
    changed = client_of(alice).patch(
        f"/records/{new.id}", {"version": new.version, "values": {"remark": "x"}}
    )
    assert changed.status_code == 200, changed.content


def test_blanks_within_a_chinese_name_make_no_second_company(olga: Api) -> None:
    olga.post("/tables/customer/records", {"values": {"name": "泽安 建工"}})
    content = ledger(
        ["苏州 恒泰建设有限公司", "周敏", "13800138000", "一期", 35, "展会", None],
        ["苏州恒泰建设有限公司", "周敏", "13800138000", "二期", 12, "展会", None],
        ["泽安建工", "沈佳", "13800138001", "泽安厂房", 80, "展会", None],
    )
    made = bring(olga, content).json()
    result = done(olga, f"/imports/{made['id']}/run")["result"]
    assert result["refused"] == 0, result["refusals"]
    names = ["泽安 建工", "苏州 恒泰建设有限公司"]
    assert [row.title for row in rows_of("customer")] == names


def test_guesses_compare_with_every_language_and_are_told_in_the_viewers(olga: Api) -> None:
    content = ledger(
        ["固岸置业", "周敏", "13800138000", "一期", 35, "老客户介绍", "Alise"],
        ["泽安建工", "沈佳", "13800138001", "厂房", 80, "走访", "Alice"],
        ["顺衡城建", "何伟", "13800138002", "裙楼", 80, "site_visits", "Alice"],
        ["顺衡物业", "陈工", "13800138003", "车库", 80, "说不清", "Alice"],
    )
    unmatched = bring(olga, content).json()["unmatched"]
    assert {one["value"]: one["guess"] for one in unmatched} == {
        "老客户介绍": "Referral by a customer",
        "走访": "Site visit",
        "site_visits": "Site visit",
        "说不清": None,
        "Alise": "Alice",
    }


def test_the_day_of_signing_ends_the_way_and_enters_no_stage(olga: Api) -> None:
    """Of a ledger as it comes, told what its words mean, which year it is of and that a first
    phone and a rough amount will do."""
    made = bring(olga, messy.make(120, salespeople=("Alice", "Bob")).content).json()
    mapping = made["mapping"]
    *_, contact, project = mapping["tables"]
    assert project["columns"]["进度 / 签约日期"] == {"field": "signed_on"}
    assert project["history"]["won_at"] == "进度 / 签约日期"
    assert "contract" not in project["history"]["dates"].values()
    meant = {"走访": "site_visit", "老客户介绍": "referral", "地坪": "flooring"}
    for one in made["unmatched"]:
        values = project["columns"][one["column"]].setdefault("values", {})
        values[one["value"]] = meant.get(one["value"], "exterior_coating")
    project["history"]["year"] = 2025
    for name, column in project["columns"].items():
        column |= {"year": 2025} if name.endswith("日期") else {}
    project["columns"]["需求 / 预计金额（万元）"]["approximate"] = True
    contact["columns"]["客户信息 / 联系电话"]["several"] = "first"
    assert olga.patch(f"/imports/{made['id']}", {"mapping": mapping}).json()["unmatched"] == []
    told = done(olga, f"/imports/{made['id']}/preview")["preview"]
    assert (told["read"], told["refusals"]) == (120, [])


def test_without_a_column_of_outcomes_who_has_a_day_of_signing_was_won(olga: Api) -> None:
    content = xlsx(
        [
            ["单位名称", "项目名称", "来源", "登记日期", "签约日期"],
            ["固岸置业", "一期", "展会", "2025.3.7", "2025.3.20"],
            ["泽安建工", "厂房", "展会", "2025.3.7", None],
        ]
    )
    made = bring(olga, content).json()
    assert done(olga, f"/imports/{made['id']}/run")["result"]["refusals"] == []
    assert [row.status for row in rows_of("project")] == ["won", "open"]


def test_the_second_of_two_rows_that_make_the_same_company_is_refused(olga: Api) -> None:
    others = [[f"泽安建工{number}", "x"] for number in range(500)]
    content = xlsx(
        [
            ["单位名称", "备注"],
            ["固岸置业有限公司", "x"],
            ["固岸置业（有限公司）", "x"],
            *others,
            ["固岸置业", "x"],
        ]
    )
    path = f"/imports/{bring(olga, content, table='customer').json()['id']}"
    told = done(olga, f"{path}/preview")["preview"]
    ran = done(olga, f"{path}/run")["result"]
    for report in (told, ran):
        assert [(one["row"], one["code"]) for one in report["refusals"]] == [
            (3, "duplicate"),
            (504, "duplicate"),
        ]
        assert "row 2" in report["refusals"][0]["reason"]
    assert len(rows_of("customer")) == 501


def test_a_row_that_is_refused_itself_stands_in_nobodys_way(olga: Api) -> None:
    content = ledger(
        ["固岸置业有限公司", "周敏", "13800138000", "固岸一期", 35, None, "Alice"],
        ["固岸置业", "沈佳", "13800138001", "固岸二期", 35, "展会", "Alice"],
        ["固岸置业股份有限公司", "何伟", "13800138002", "固岸三期", 35, "展会", "Alice"],
    )
    path = f"/imports/{bring(olga, content).json()['id']}"
    told = done(olga, f"{path}/preview")["preview"]
    ran = done(olga, f"{path}/run")["result"]
    for report in (told, ran):
        assert [(one["row"], one["code"]) for one in report["refusals"]] == [
            (3, "required"),
            (5, "duplicate"),
        ]
    assert [row.title for row in rows_of("customer")] == ["固岸置业"]
