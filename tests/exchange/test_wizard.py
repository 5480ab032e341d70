"""The import wizard over HTTP: a ledger comes in, is looked at, corrected, run and undone."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.browser import Api
from tests.exchange.wizard import HEAD, bring, done, ledger, rows_of, work, xlsx
from zhudan.exchange.models import Import
from zhudan.flow.models import Visit
from zhudan.people.models import User
from zhudan.records.models import Record

ClientOf = Callable[[User | None], Api]


@pytest.fixture
def olga(operations: User, client_of: ClientOf) -> Api:
    return client_of(operations)


LEDGER = ledger(
    ["固岸置业", "周敏", "13800138000", "固岸一期", 35, "展会", "Alice"],
    ["固岸置业", "周敏", "13800138000", "固岸二期", "12.5", "展会", "Alice"],
    ["泽安建工", "沈佳", "13800138001", "泽安厂房", 80, "不知道", "Bob"],
)


def _mapped(made: dict[str, Any], table: str) -> dict[str, str]:
    (found,) = [one for one in made["mapping"]["tables"] if one["table"] == table]
    return {name: column["field"] for name, column in found["columns"].items()}


def test_a_ledger_is_understood_as_customers_contacts_and_projects(olga: Api) -> None:
    made = bring(olga, LEDGER)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["status"], told["table"], told["rows"]) == ("draft", "project", 3)
    assert (told["header_row"], told["header_found"], told["remembered"]) == (2, True, False)
    assert told["sheets"] == [{"name": "台账", "rows": 5, "columns": 7, "hidden": False}]
    assert told["head"][:2] == [["2025 年工程项目台账"], HEAD]
    assert told["columns"][2] == {
        "name": "电话",
        "filled": 3,
        "samples": ["13800138000", "13800138001"],
        "colour": False,
    }
    assert _mapped(told, "customer") == {"单位名称": "name"}
    assert _mapped(told, "contact") == {"联系人": "name", "电话": "phone"}
    assert _mapped(told, "project") == {
        "项目名称": "name",
        "预计金额（万元）": "amount_est",
        "线索来源": "source",
        "业务员": "owner",
    }
    links = {one["table"]: one.get("links") for one in told["mapping"]["tables"]}
    assert links["project"] == {"customer": "customer", "contact": "contact"}
    assert links["contact"] == {"customer": "customer"}
    assert told["problems"] == []
    (unmatched,) = told["unmatched"]
    assert (unmatched["column"], unmatched["value"], unmatched["rows"]) == ("线索来源", "不知道", 1)
    assert (unmatched["kind"], unmatched["creatable"]) == ("choice", False)


def test_a_preview_writes_nothing_and_a_run_does_what_it_said(olga: Api, alice: User) -> None:
    path = f"/imports/{bring(olga, LEDGER).json()['id']}"
    before = Record.objects.count()
    previewed = done(olga, f"{path}/preview")
    assert previewed["status"] == "previewed"
    assert Record.objects.count() == before
    told = previewed["preview"]
    assert (told["read"], told["refused"]) == (3, 1)
    assert told["tables"] == [
        {"table": "customer", "created": 1, "updated": 0, "unchanged": 0},
        {"table": "contact", "created": 1, "updated": 0, "unchanged": 0},
        {"table": "project", "created": 2, "updated": 0, "unchanged": 0},
    ]
    (refusal,) = told["refusals"]
    assert (refusal["row"], refusal["column"], refusal["code"]) == (5, "线索来源", "unknown_option")
    samples = [(one["row"], one["action"]) for one in told["samples"]]
    assert samples == [(3, "create"), (4, "create"), (5, "refuse")]
    first, _, refused = told["samples"]
    assert first["titles"][-1] == {"table": "project", "title": "固岸一期"}
    assert [(one["field"], one["label"], one["text"]) for one in first["values"]] == [
        ("owner", "Owner", "Alice"),
        ("amount_est", "Expected amount", "350,000.00"),
        ("source", "Lead source", "Exhibition"),
    ]
    assert refused["titles"][-1] == {"table": "project", "title": "泽安厂房"}

    ran = done(olga, f"{path}/run")
    assert ran["status"] == "done"
    assert ran["result"]["tables"] == told["tables"]
    (customer,), (contact,), projects = rows_of("customer"), rows_of("contact"), rows_of("project")
    assert [row.title for row in projects] == ["固岸一期", "固岸二期"]
    assert str(projects[0].value("amount_est")) == "350000.00"
    assert {row.value("customer") for row in projects} == {customer.id}
    assert {row.value("contact") for row in projects} == {contact.id}
    assert contact.value("customer") == customer.id
    assert {row.owner_id for row in projects} == {alice.id}
    assert str(customer.value("open_amount")) == "475000.00"
    assert Visit.objects.filter(record_id=projects[0].id).count() == 1


def test_what_could_not_be_matched_is_told_what_it_means(olga: Api) -> None:
    made = bring(olga, LEDGER).json()
    mapping = made["mapping"]
    mapping["tables"][2]["columns"]["线索来源"]["values"] = {"不知道": "其他"}
    told = olga.patch(f"/imports/{made['id']}", {"mapping": mapping}).json()
    assert told["unmatched"] == []
    assert done(olga, f"/imports/{made['id']}/run")["result"]["refused"] == 0
    assert len(rows_of("project")) == 3


def test_a_report_calls_options_and_fields_as_the_screens_do(olga: Api) -> None:
    made = bring(olga, LEDGER).json()
    mapping = made["mapping"]
    mapping["tables"][2]["columns"]["线索来源"]["values"] = {"不知道": "exhibition"}
    path = f"/imports/{made['id']}"
    olga.patch(path, {"mapping": mapping})
    told = done(olga, f"{path}/preview")["preview"]
    assert [(one["cell"], one["meaning"]) for one in told["replaced"]] == [("不知道", "Exhibition")]

    del mapping["tables"][2]["columns"]["线索来源"]
    olga.patch(path, {"mapping": mapping})
    told = done(olga, f"{path}/preview")["preview"]
    assert {(one["column"], one["code"]) for one in told["refusals"]} == {
        ("Lead source", "required")
    }
    answer = olga.get(f"{path}/refused")
    page = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert page is not None
    assert page.cell(2, len(HEAD) + 2).value == "Lead source: This must be filled"


def test_a_row_with_several_unknown_words_counts_once(olga: Api) -> None:
    content = ledger(
        ["固岸置业", "周敏", "13800138000", "一期", 35, "不知道", "老王"],
        ["固岸置业", "周敏", "13800138000", "二期", 35, "不知道", "Alice"],
        ["泽安建工", "沈佳", "13800138001", "厂房", 80, "展会", "老李"],
        ["泽安建工", "沈佳", "13800138001", "仓库", 80, "展会", None],
    )
    told = bring(olga, content).json()
    lines = [(one["value"], one["rows"]) for one in told["unmatched"]]
    assert sorted(lines) == sorted([("不知道", 2), ("老王", 1), ("老李", 1)])
    assert told["unmatched_rows"] == 3


def test_the_mapping_of_the_last_run_is_remembered(olga: Api) -> None:
    made = bring(olga, LEDGER).json()
    mapping = made["mapping"]
    mapping["tables"][2]["columns"]["线索来源"]["values"] = {"不知道": "其他"}
    olga.patch(f"/imports/{made['id']}", {"mapping": mapping})
    done(olga, f"/imports/{made['id']}/run")
    again = bring(olga, LEDGER).json()
    assert again["remembered"] is True
    assert again["unmatched"] == []


def test_an_undone_import_is_remembered_as_well(olga: Api) -> None:
    made = bring(olga, LEDGER).json()
    mapping = made["mapping"]
    mapping["tables"][2]["columns"]["线索来源"]["values"] = {"不知道": "其他"}
    olga.patch(f"/imports/{made['id']}", {"mapping": mapping})
    done(olga, f"/imports/{made['id']}/run")
    done(olga, f"/imports/{made['id']}/undo")
    again = bring(olga, LEDGER).json()
    assert (again["remembered"], again["unmatched"]) == (True, [])


def test_refused_rows_come_back_as_a_workbook_that_can_be_mended(olga: Api) -> None:
    made = bring(olga, LEDGER).json()
    done(olga, f"/imports/{made['id']}/run")
    answer = olga.get(f"/imports/{made['id']}/refused")
    page = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert page is not None
    lines = [[cell.value for cell in row] for row in page.iter_rows()]
    assert lines[0] == [*HEAD, "Row", "Refused because"]
    assert lines[1][:4] == ["泽安建工", "沈佳", "13800138001", "泽安厂房"]
    assert lines[1][7:] == ["5", "线索来源: There is no option “不知道”"]


def test_an_import_is_undone_but_for_what_was_touched_since(olga: Api) -> None:
    made = bring(olga, LEDGER).json()
    done(olga, f"/imports/{made['id']}/run")
    first, second = rows_of("project")
    changed = olga.patch(f"/records/{first.id}", {"version": 1, "values": {"remark": "x"}})
    assert changed.status_code == 200, changed.content
    undone = done(olga, f"/imports/{made['id']}/undo")
    assert undone["status"] == "undone"
    told = undone["result"]["undone"]
    assert (told["removed"], told["restored"], told["kept_count"]) == (1, 0, 3)
    assert {(one["table"], one["why"]) for one in told["kept"]} == {
        ("project", "touched"),
        ("contact", "referred"),
        ("customer", "referred"),
    }
    assert [row.id for row in rows_of("project")] == [first.id]
    assert not Record.objects.filter(id=second.id).exists()
    assert not Visit.objects.filter(record_id=second.id).exists()
    assert str(rows_of("customer")[0].value("open_amount")) == "350000.00"
    assert olga.post(f"/imports/{made['id']}/undo").json()["code"] == "not_undoable"


def test_what_an_import_changed_gets_its_old_values_back(olga: Api) -> None:
    olga.post("/tables/customer/records", {"values": {"name": "固岸置业", "remark": "老客户"}})
    made = bring(
        olga, xlsx([["单位名称", "备注"], ["固岸置业", "新备注"]]), table="customer"
    ).json()
    mapping = {**made["mapping"], "tables": [{**made["mapping"]["tables"][0], "key": "name"}]}
    assert olga.patch(f"/imports/{made['id']}", {"mapping": mapping}).status_code == 200
    result = done(olga, f"/imports/{made['id']}/run")["result"]
    assert result["tables"] == [{"table": "customer", "created": 0, "updated": 1, "unchanged": 0}]
    assert rows_of("customer")[0].value("remark") == "新备注"
    told = done(olga, f"/imports/{made['id']}/undo")["result"]["undone"]
    assert (told["removed"], told["restored"], told["kept_count"]) == (0, 1, 0)
    assert rows_of("customer")[0].value("remark") == "老客户"


def test_a_range_is_pasted(olga: Api) -> None:
    made = olga.post("/imports", {"text": "单位名称\t客户来源\n甲\t展会\n", "table": "customer"})
    assert made.status_code == 201, made.content
    assert _mapped(made.json(), "customer") == {"单位名称": "name", "客户来源": "source"}
    done(olga, f"/imports/{made.json()['id']}/run")
    assert [row.title for row in rows_of("customer")] == ["甲"]


def test_another_header_row_or_none_is_chosen(olga: Api) -> None:
    made = bring(olga, LEDGER).json()
    path = f"/imports/{made['id']}"
    told = olga.patch(path, {"header_row": 0}).json()
    assert [one["name"] for one in told["columns"]] == list("ABCDEFG")
    assert (told["rows"], told["header_found"]) == (5, False)
    told = olga.patch(path, {"header_row": 2}).json()
    assert [one["name"] for one in told["columns"]] == HEAD
    refused = olga.patch(path, {"header_row": 99})
    assert (refused.status_code, refused.json()["code"]) == (422, "file_header")
    assert olga.get(path).json()["header_row"] == 2


def test_a_reference_that_nobody_is_called_is_created_when_asked(olga: Api) -> None:
    content = xlsx([["联系人", "联系电话", "所属客户"], ["周敏", "13800138000", "固岸置业"]])
    made = bring(olga, content, table="contact").json()
    path = f"/imports/{made['id']}"
    (unmatched,) = made["unmatched"]
    assert (unmatched["kind"], unmatched["creatable"]) == ("reference", True)
    assert done(olga, f"{path}/preview")["preview"]["refused"] == 1
    mapping = {**made["mapping"], "create": {"contact.customer": True}}
    assert olga.patch(path, {"mapping": mapping}).json()["unmatched"] == []
    assert done(olga, f"{path}/run")["result"]["refused"] == 0
    assert rows_of("contact")[0].value("customer") == rows_of("customer")[0].id


def test_the_records_of_an_import_are_listed_alone(
    olga: Api, alice: User, client_of: ClientOf
) -> None:
    olga.post("/tables/customer/records", {"values": {"name": "老客户"}})
    path = f"/imports/{bring(olga, LEDGER).json()['id']}"
    done(olga, f"{path}/run")
    told = olga.get(f"{path}/records?table=customer&sort=title").json()
    assert [one["title"] for one in told["items"]] == ["固岸置业"]
    assert (told["total"], told["next"], told["title"]) == (1, None, "台账.xlsx")
    narrowed = olga.get(f"{path}/records?table=project&q=二期").json()
    assert [one["title"] for one in narrowed["items"]] == ["固岸二期"]
    assert olga.get(f"{path}/records?table=nothing").status_code == 404
    assert client_of(alice).get(f"{path}/records?table=customer").status_code == 403


def test_who_may_not_import_sees_nothing_of_it(
    olga: Api, alice: User, admin: User, client_of: ClientOf
) -> None:
    made = bring(olga, LEDGER).json()
    assert bring(client_of(alice), LEDGER).status_code == 403
    assert client_of(alice).get("/imports").status_code == 403
    assert client_of(alice).get(f"/imports/{made['id']}").status_code == 403
    assert client_of(admin).get(f"/imports/{made['id']}").status_code == 200
    assert [one["id"] for one in client_of(admin).get("/imports").json()["items"]] == [made["id"]]


def test_a_draft_is_discarded_and_an_ended_import_is_not(olga: Api) -> None:
    made = bring(olga, LEDGER).json()
    assert olga.delete(f"/imports/{made['id']}").status_code == 204
    assert olga.get(f"/imports/{made['id']}").status_code == 404
    again = bring(olga, LEDGER).json()
    done(olga, f"/imports/{again['id']}/run")
    refused = olga.delete(f"/imports/{again['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "import_ended")
    assert olga.post(f"/imports/{again['id']}/run").json()["code"] == "import_ended"


def test_an_import_at_work_is_left_alone(olga: Api) -> None:
    made = bring(olga, LEDGER).json()
    path = f"/imports/{made['id']}"
    assert olga.post(f"{path}/run").status_code == 202
    assert olga.patch(path, {"table": "customer"}).json()["code"] == "import_busy"
    assert olga.post(f"{path}/preview").json()["code"] == "import_busy"
    work()
    assert Import.objects.get(id=made["id"]).state == "done"


def test_a_mapping_that_does_not_fit_is_told_and_cannot_run(olga: Api) -> None:
    made = bring(olga, LEDGER).json()
    path = f"/imports/{made['id']}"
    broken = olga.patch(path, {"mapping": {"tables": [{"table": "customer", "colour": 1}]}})
    assert (broken.status_code, broken.json()["code"]) == (422, "mapping_invalid")
    mapping = {"tables": [{"table": "customer", "columns": {"没有": "name"}}]}
    told = olga.patch(path, {"mapping": mapping})
    assert told.status_code == 200, told.content
    assert told.json()["problems"] == [{"path": "没有", "message": "the file has no such column"}]
    assert olga.post(f"{path}/run").json()["code"] == "mapping_invalid"
    assert rows_of("customer") == []


def test_what_ledgers_call_things_is_known_from_the_blueprint(olga: Api) -> None:
    content = xlsx(
        [
            [
                "甲方",
                "对接人",
                "手机",
                "工程名称",
                "面积（㎡）",
                "合同额（万）",
                "勘查日期",
                "状态",
            ],
            ["固岸置业", "周敏", "13800138000", "一期", "2,000㎡", 35, "2025.3.7", "已报价"],
            ["泽安建工", "沈佳", "13800138001", "厂房", "1500", 80, "2025.3.9", "线索登记"],
        ]
    )
    told = bring(olga, content).json()
    assert told["table"] == "project"
    assert _mapped(told, "customer") == {"甲方": "name"}
    assert _mapped(told, "contact") == {"对接人": "name", "手机": "phone"}
    assert _mapped(told, "project") == {
        "工程名称": "name",
        "面积（㎡）": "usage",
        "合同额（万）": "amount_est",
        "勘查日期": "survey_on",
    }
    project = told["mapping"]["tables"][-1]
    assert project["columns"]["面积（㎡）"] == {
        "field": "usage",
        "unit": "㎡",
        "unit_field": "usage_unit",
    }
    assert project["columns"]["合同额（万）"]["unit"] == "万"
    assert project["place"] == {
        "pipeline": "project_sales",
        "stage": "状态",
        "values": {"已报价": {"stage": "quotation"}},
    }
    assert told["problems"] == told["unmatched"] == []


def test_days_of_stages_are_taken_for_the_way_through_the_pipeline(olga: Api) -> None:
    content = xlsx(
        [
            ["单位名称", "项目名称", "登记日期", "勘查日期", "签约日期", "结果", "丢单原因"],
            ["固岸置业", "一期", "2025.3.7", "2025.3.9", "2025.3.20", "", ""],
            ["泽安建工", "厂房", "3月7日", "", "", "丢单", "说不清"],
        ]
    )
    told = bring(olga, content).json()
    project = told["mapping"]["tables"][-1]
    assert project["history"] == {
        "pipeline": "project_sales",
        "dates": {"登记日期": "lead", "勘查日期": "assessment"},
        "won_at": "签约日期",
        "outcome": {"column": "结果", "values": {"丢单": "lost"}},
        "reason": {"column": "丢单原因"},
    }
    assert [(one["kind"], one["value"]) for one in told["unmatched"]] == [("reason", "说不清")]


def test_what_is_there_already_is_refused_unless_the_key_finds_it(olga: Api) -> None:
    olga.post("/tables/customer/records", {"values": {"name": "固岸置业有限公司"}})
    content = xlsx([["单位名称", "备注"], ["固岸置业（有限公司）", "x"], ["泽安建工", "x"]])
    path = f"/imports/{bring(olga, content, table='customer').json()['id']}"
    told = done(olga, f"{path}/preview")["preview"]
    ran = done(olga, f"{path}/run")["result"]
    for report in (told, ran):
        assert [(one["row"], one["code"]) for one in report["refusals"]] == [(2, "duplicate")]
    assert [row.title for row in rows_of("customer")] == ["固岸置业有限公司", "泽安建工"]
