"""What people write into ledgers: understood exactly as the mapping says, or refused."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import Api
from tests.exchange.wizard import bring, done, xlsx
from zhudan.blueprint import live as blueprint
from zhudan.people.models import User
from zhudan.records import tables
from zhudan.records.tables import Row

Put = Callable[..., tuple[Row | None, str | None]]


@pytest.fixture
def put(operations: User, client_of: Callable[[User | None], Api]) -> Put:
    """`put("contact", {"电话": cell}, {"电话": {...}})`: the record made, or why it was not."""
    api = client_of(operations)
    api.post("/tables/customer/records", {"values": {"name": "固岸置业"}})

    def call(
        table: str, cells: dict[str, Any], columns: dict[str, Any], **more: Any
    ) -> tuple[Row | None, str | None]:
        made = bring(api, xlsx([[*cells], [*cells.values()]]), table=table).json()
        mapping = {"tables": [{"table": table, "columns": columns, **more}]}
        told = api.patch(f"/imports/{made['id']}", {"header_row": 1, "mapping": mapping})
        assert told.status_code == 200, told.content
        previewed = done(api, f"/imports/{made['id']}/preview")["preview"]
        result = done(api, f"/imports/{made['id']}/run")["result"]
        assert previewed["refusals"] == result["refusals"]
        row = tables.model(blueprint.current(), table).objects.order_by("-id").first()
        codes = [one["code"] for one in result["refusals"]]
        return (None, codes[0]) if codes else (row, None)

    return call


def _project(put: Put, cell: Any, column: dict[str, Any], **more: Any) -> Any:
    row, code = put(
        "project",
        {"项目名称": "一期", "客户": "固岸置业", "格": cell},
        {"项目名称": "name", "客户": "customer", "格": column},
        constants={"source": "exhibition"},
        **more,
    )
    if row is None:
        return code
    value = row.value(column["field"])
    return str(value) if value is not None else None


@pytest.mark.parametrize(
    ("cell", "setting", "value"),
    [
        ("1.2亿", {}, "120000000.00"),
        ("¥22,700.00", {}, "22700.00"),
        ("35", {"unit": "万元"}, "350000.00"),
        (12.5, {"unit": "万"}, "125000.00"),
        (0.1, {"unit": "万元"}, "1000.00"),
        ("3万", {"unit": "万元"}, "unit_twice"),
        ("约5万元", {}, "not_a_number"),
        ("约5万元", {"approximate": True}, "50000.00"),
        ("5万左右", {"approximate": True}, "50000.00"),
        ("5-8万", {"approximate": True}, "not_a_number"),
        ("五万", {}, "not_a_number"),
    ],
)
def test_money(put: Put, cell: Any, setting: dict[str, Any], value: str) -> None:
    assert _project(put, cell, {"field": "amount_est", **setting}) == value


@pytest.mark.parametrize(
    ("cell", "setting", "value"),
    [
        ("2,000㎡", {}, "not_a_number"),
        ("2,000㎡", {"unit": "㎡"}, "2000.00"),
        ("2000 平方米", {"unit": "㎡"}, "2000.00"),
        ("1.5万㎡", {"unit": "㎡"}, "15000.00"),
        ("2,000吨", {"unit": "㎡"}, "not_a_number"),
        (1.5, {"unit": "万㎡"}, "15000.00"),
    ],
)
def test_a_unit_behind_a_number_must_be_the_columns(
    put: Put, cell: Any, setting: dict[str, Any], value: str
) -> None:
    told = _project(put, cell, {"field": "usage", **setting})
    assert told == value or float(told) == float(value)


def test_a_unit_behind_a_number_fills_the_field_of_units(put: Put) -> None:
    row, _ = put(
        "project",
        {"项目名称": "一期", "客户": "固岸置业", "用量": "2,000㎡"},
        {
            "项目名称": "name",
            "客户": "customer",
            "用量": {"field": "usage", "unit_field": "usage_unit"},
        },
        constants={"source": "exhibition"},
    )
    assert row is not None
    unit = row.slots["usage_unit"].field.options_by_key[row.value("usage_unit")]  # type: ignore[attr-defined]
    assert (float(row.value("usage")), unit.label["zh-CN"]) == (2000.0, "m²")


@pytest.mark.parametrize(
    ("cell", "setting", "value"),
    [
        ("2025.3.7", {}, "2025-03-07"),
        ("3月7日", {}, "no_year"),
        ("3月7日", {"year": 2025}, "2025-03-07"),
        ("2月30日", {"year": 2025}, "not_a_date"),
        ("7/3/2025", {"year": 2025}, "not_a_date"),
    ],
)
def test_days(put: Put, cell: str, setting: dict[str, Any], value: str) -> None:
    assert _project(put, cell, {"field": "start_on", **setting}) == value


TWO = "138 0013 8000/0571-88886666"


def test_two_phone_numbers_are_refused_unless_the_first_is_to_be_taken(put: Put) -> None:
    cells = {"姓名": "周敏", "电话": TWO}
    refused = put("contact", cells, {"姓名": "name", "电话": {"field": "phone"}})
    assert refused == (None, "several_phones")
    column = {"field": "phone", "several": "first", "rest": "remark"}
    row, code = put("contact", cells, {"姓名": "name", "电话": column})
    assert row is not None, code
    assert row.value("phone") == "13800138000"
    assert row.value("remark") == "电话：0571-88886666"


def test_what_was_said_approximately_is_kept_beside_it(put: Put) -> None:
    column = {"field": "amount_est", "approximate": True, "rest": "remark"}
    row, _ = put(
        "project",
        {"项目名称": "一期", "客户": "固岸置业", "金额": "约5万元"},
        {"项目名称": "name", "客户": "customer", "金额": column},
        constants={"source": "exhibition"},
    )
    assert row is not None
    assert (str(row.value("amount_est")), row.value("remark")) == ("50000.00", "金额：约5万元")


def test_what_was_left_out_stands_below_the_remark_of_the_row(put: Put) -> None:
    column = {"field": "amount_est", "approximate": True, "rest": "remark"}
    row, _ = put(
        "project",
        {"项目名称": "一期", "客户": "固岸置业", "金额": "约5万元", "备注": "老客户"},
        {"项目名称": "name", "客户": "customer", "金额": column, "备注": "remark"},
        constants={"source": "exhibition"},
    )
    assert row is not None
    assert row.value("remark") == "老客户\n金额：约5万元"


def test_stages_are_told_by_the_colour_of_a_cell(
    operations: User, client_of: Callable[[User | None], Api]
) -> None:
    api = client_of(operations)
    content = xlsx(
        [
            ["单位名称", "项目名称", "线索来源"],
            [("甲", "#FFFF00"), ("一期", "#FFFF00"), ("展会", "#FFFF00")],
            [("乙", "#92D050"), ("二期", "#92D050"), ("展会", "#92D050")],
            ["丙", "三期", "展会"],
        ]
    )
    made = bring(api, content).json()
    coloured = [one for one in made["columns"] if one["colour"]]
    assert [(one["name"], one["filled"]) for one in coloured] == [("单位名称的颜色", 2)]
    assert coloured[0]["samples"] == ["黄色 #FFFF00", "绿色 #92D050"]
    mapping = made["mapping"]
    mapping["tables"][-1]["place"] = {
        "pipeline": "project_sales",
        "stage": "单位名称的颜色",
        "values": {"黄色 #FFFF00": "contact", "绿色 #92D050": "quotation", "": "lead"},
    }
    told = api.patch(f"/imports/{made['id']}", {"mapping": mapping}).json()
    assert told["problems"] == []
    assert done(api, f"/imports/{made['id']}/run")["result"]["refused"] == 0
    rows = tables.model(blueprint.current(), "project").objects.order_by("id")
    assert [row.stage for row in rows] == ["contact", "quotation", "lead"]


def test_the_way_through_the_stages_comes_from_columns_of_days(
    operations: User, client_of: Callable[[User | None], Api]
) -> None:
    api = client_of(operations)
    content = xlsx(
        [
            [
                "单位名称",
                "项目名称",
                "线索来源",
                "登记",
                "接洽",
                "报价",
                "签约",
                "结果",
                "终止",
                "原因",
            ],
            ["甲", "一期", "展会", "2025.3.7", "2025.3.9", "2025.3.20", "2025.5.1", "", "", ""],
            ["乙", "二期", "展会", "2025.3.7", "", "2025.3.2", "", "", "", ""],
            ["丙", "三期", "展会", "2025.3.7", "2025.3.9", "", "", "丢单", "2025.4.1", ""],
            ["丁", "四期", "展会", "", "", "", "", "", "", ""],
            ["戊", "五期", "展会", "3月7日", "", "", "", "", "", ""],
            ["己", "六期", "展会", "3月7日", "", "", "", "丢单", "", ""],
        ]
    )
    made = bring(api, content).json()
    mapping = made["mapping"]
    own = mapping["tables"][-1]
    own["columns"] = {"项目名称": "name", "线索来源": "source"}
    lost = next(one for one in _outcomes() if one.kind == "lost")
    own["history"] = {
        "pipeline": "project_sales",
        "dates": {"登记": "lead", "接洽": "contact", "报价": "quotation"},
        "outcome": {"column": "结果", "values": {"丢单": lost.key}},
        "won_at": "签约",
        "closed_at": "终止",
        "year": 2025,
    }
    told = api.patch(f"/imports/{made['id']}", {"mapping": mapping}).json()
    assert told["problems"] == []
    assert told["unmatched"] == []
    previewed = done(api, f"/imports/{made['id']}/preview")["preview"]
    result = done(api, f"/imports/{made['id']}/run")["result"]
    assert result["tables"] == previewed["tables"]
    told = [(one["row"], one["column"], one["code"]) for one in result["refusals"]]
    assert told == [(3, None, "dates_out_of_order"), (7, "终止", "end_missing")]
    rows = tables.model(blueprint.current(), "project").objects.order_by("id")
    assert [(row.title, row.stage, row.status) for row in rows] == [
        ("四期", "lead", "open"),
        ("一期", "quotation", "won"),
        ("三期", "contact", "lost"),
        ("五期", "lead", "open"),
    ]


def _outcomes() -> Any:
    return blueprint.current().document.pipeline("project_sales").outcomes
