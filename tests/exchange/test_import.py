"""`zhudan import`: rows are created, updated or refused by name, and nothing is half written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection

from zhudan.blueprint import live as blueprint
from zhudan.exchange import cli
from zhudan.journal.models import Event
from zhudan.people.models import User
from zhudan.records import tables
from zhudan.records.tables import Row

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(operations: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("customer", lines, mapping, "--dry-run")`: exit code and what was said."""

    def call(
        table: str, lines: list[list[str]], mapping: Any = None, *more: str
    ) -> tuple[int, str]:
        file = tmp_path / "rows.csv"
        file.write_text("\n".join(",".join(line) for line in lines), "utf-8")
        arguments = [table, str(file), "--as", operations.email or "", *more]
        if mapping is not None:
            path = tmp_path / "map.json"
            path.write_text(mapping if isinstance(mapping, str) else json.dumps(mapping))
            arguments += ["--map", str(path)]
        code = cli.main(arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


def _all(table: str) -> list[Row]:
    return list(tables.model(blueprint.current(), table).objects.order_by("id"))


def test_columns_are_matched_by_their_names_in_either_language(run: Run, alice: User) -> None:
    code, said = run(
        "customer",
        [["单位名称", "Source", "负责人", "无关"], ["固岸置业", "展会", "Alice", "x"]],
    )
    assert code == 0
    assert "1 rows read, 1 created, 0 updated, 0 unchanged, 0 refused" in said
    assert "Columns not imported: 无关" in said
    (row,) = _all("customer")
    assert (row.title, row.value("source"), row.owner_id) == ("固岸置业", "exhibition", alice.id)
    assert row.region_id == alice.region_id


def test_each_refused_row_is_named_with_column_and_reason_and_the_others_arrive(run: Run) -> None:
    mapping = {
        "columns": {"name": "name", "phone": "phone", "customer": "customer"},
    }
    run("customer", [["name"], ["甲方一"]], {"columns": {"name": "name"}})
    code, said = run(
        "contact",
        [
            ["name", "phone", "customer"],
            ["周敏", "13800138000", "甲方一"],
            ["", "12", "没有的单位"],
            ["沈佳", "13800138001", ""],
        ],
        mapping,
    )
    assert code == 1
    assert "3 rows read, 2 created, 0 updated, 0 unchanged, 1 refused" in said
    assert "row 3, column phone:" in said
    assert "row 3, column customer: There is no “没有的单位”" in said
    assert "customer: empty in 1 rows" in said
    assert [row.title for row in _all("contact")] == ["周敏", "沈佳"]


def test_the_error_of_a_formula_is_refused_not_taken_for_text(run: Run) -> None:
    code, said = run("customer", [["name"], ["#REF!"]], {"columns": {"name": "name"}})
    assert code == 1
    assert "row 2, column name: The cell holds the error of a formula" in said


def test_with_a_key_rows_update_what_is_there_and_an_empty_cell_erases_nothing(run: Run) -> None:
    mapping = {"key": "name", "columns": {"name": "name", "source": "source", "web": "website"}}
    head = ["name", "source", "web"]
    run("customer", [head, ["甲", "展会", "https://a.example"], ["乙", "展会", ""]], mapping)
    code, said = run("customer", [head, ["甲", "线上推广", ""], ["乙", "展会", ""]], mapping)
    assert code == 0
    assert "0 created, 1 updated, 1 unchanged, 0 refused" in said
    first, second = _all("customer")
    assert (first.value("source"), first.value("website")) == ("online", "https://a.example")
    assert (first.version, second.version) == (2, 1)


def test_two_rows_about_one_record_contradict_each_other(run: Run) -> None:
    mapping = {"key": "name", "columns": {"name": "name"}}
    code, said = run("customer", [["name"], ["甲"], ["甲"]], mapping)
    assert code == 1
    assert "row 3: An earlier row of the file is about the same record" in said
    assert len(_all("customer")) == 1


def test_a_dry_run_says_the_same_and_writes_nothing(run: Run) -> None:
    lines = [["name", "source"], ["甲", "展会"], ["乙", "不知道"]]
    mapping = {"columns": {"name": "name", "source": "source"}}
    events = Event.objects.count()
    code, said = run("customer", lines, mapping, "--dry-run")
    assert code == 1
    assert "Dry run: nothing was written" in said
    assert "2 rows read, 1 created, 0 updated, 0 unchanged, 1 refused" in said
    assert _all("customer") == []
    assert Event.objects.count() == events


def test_refused_rows_go_to_a_file_that_can_be_mended_and_imported_again(
    run: Run, tmp_path: Path
) -> None:
    lines = [["name", "source"], ["甲", "展会"], ["=HYPERLINK(1)", "不知道"]]
    mapping = {"columns": {"name": "name", "source": "source"}}
    for name in ("refused.xlsx", "refused.csv"):
        run("customer", lines, mapping, "--dry-run", "--result", str(tmp_path / name))
    page = openpyxl.load_workbook(tmp_path / "refused.xlsx").active
    assert page is not None
    told = [[cell.value for cell in row] for row in page.iter_rows()]
    assert told[0] == ["name", "source", "Row", "Refused because"]
    assert told[1][:3] == ["=HYPERLINK(1)", "不知道", "3"]
    assert page["A2"].data_type == "s"
    assert "'=HYPERLINK(1)" in (tmp_path / "refused.csv").read_text("utf-8-sig")


def _pipeline_map() -> dict[str, Any]:
    return {
        "columns": {"name": "name", "customer": "customer", "source": "source"},
        "place": {
            "stage": "stage",
            "values": {"成交": {"stage": "contract", "outcome": "won"}},
            "entered_at": "since",
            "closed_at": "until",
        },
    }


def test_history_arrives_with_its_stages_and_days(run: Run) -> None:
    run("customer", [["name"], ["甲"]], {"columns": {"name": "name"}})
    head = ["name", "customer", "source", "stage", "since", "until"]
    code, said = run(
        "project",
        [
            head,
            ["一期", "甲", "展会", "方案报价", "2025-03-07", ""],
            ["二期", "甲", "展会", "成交", "2025/3/7", "2025年6月1日"],
            ["三期", "甲", "展会", "成交", "2025-03-07", ""],
            ["四期", "甲", "展会", "不存在", "2025-03-07", ""],
            ["五期", "甲", "展会", "成交", "2025-03-07", "2025-03-01"],
        ],
        _pipeline_map(),
    )
    assert code == 1
    assert "5 rows read, 2 created" in said
    assert "row 4, column until: A record that has ended needs the day it ended" in said
    assert "row 5, column stage: The pipeline has no such stage" in said
    assert "row 6" in said
    one, two = _all("project")
    assert (one.stage, one.status) == ("quotation", "open")
    assert one.stage_entered_at is not None
    assert one.stage_entered_at.isoformat() == "2025-03-06T16:00:00+00:00"
    assert (two.stage, two.status, two.outcome) == ("contract", "won", "won")


def test_a_row_does_not_move_a_record_that_is_here_already(run: Run) -> None:
    run("customer", [["name"], ["甲"]], {"columns": {"name": "name"}})
    head = ["name", "customer", "source", "stage", "since", "until"]
    mapping = {**_pipeline_map(), "key": "name"}
    row = ["一期", "甲", "展会", "方案报价", "2025-03-07", ""]
    run("project", [head, row], mapping)
    row[3] = "样品验证"
    code, said = run("project", [head, row], mapping)
    assert code == 1
    assert "row 2: The record is here already in another stage" in said
    assert _all("project")[0].stage == "quotation"


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("{", "map.json"),
        ('{"columns": {"name": {"field": "name", "colour": 1}}}', "columns.name.colour"),
        ({"columns": {"nothing": "name"}}, "nothing: the file has no such column"),
        ({"columns": {"name": "nothing"}}, "columns.name: the table has no such field"),
        ({"columns": {"name": "won_amount"}}, "this field is written by the system"),
        ({"key": "source", "columns": {"name": "name"}}, "key: no column fills this field"),
        ({"columns": {"name": "name"}, "constants": {"name": "x"}}, "filled twice"),
        ({"columns": {"name": "name"}, "place": {"stage": "name"}}, "no such pipeline"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_its_place(
    run: Run, mapping: Any, said: str
) -> None:
    code, told = run("customer", [["name"], ["甲"]], mapping)
    assert code == 1
    assert said in told
    assert _all("customer") == []


def test_whoever_may_not_import_imports_nothing(
    alice: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("name\n甲\n", "utf-8")
    assert cli.main(["customer", str(file), "--as", alice.email or ""]) == 1
    assert "You do not have the right to do this" in capsys.readouterr().err
    assert _all("customer") == []


def test_an_unknown_table_and_a_missing_file_are_told(run: Run, tmp_path: Path) -> None:
    code, said = run("nothing", [["name"], ["甲"]])
    assert (code, said.strip()) == (1, "Not found")
    assert cli.main(["customer", str(tmp_path / "none.csv")]) == 1


def test_figures_over_imported_rows_are_right_at_once(run: Run) -> None:
    run("customer", [["name"], ["甲"]], {"columns": {"name": "name"}})
    head = ["name", "customer", "source", "stage", "since", "until", "amount"]
    mapping = _pipeline_map()
    mapping["columns"]["amount"] = "amount_est"
    run(
        "project",
        [
            head,
            ["一期", "甲", "展会", "方案报价", "2025-03-07", "", "1.5万"],
            ["二期", "甲", "展会", "成交", "2025-03-07", "2025-06-01", "¥200.50"],
        ],
        mapping,
    )
    (customer,) = _all("customer")
    assert str(customer.value("open_amount")) == "15000.00"
    assert str(customer.value("won_amount")) == "200.50"
    assert not connection.needs_rollback
