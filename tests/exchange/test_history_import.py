"""`zhudan import-history`: cases of another system arrive with every visit, or not at all."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.records.making import customer, make
from zhudan.blueprint import live as blueprint
from zhudan.exchange import history_cli
from zhudan.flow.models import Task, Visit
from zhudan.journal.models import Event
from zhudan.people import users
from zhudan.people.models import User
from zhudan.records import tables
from zhudan.records.models import Record
from zhudan.records.tables import Row

Run = Callable[..., tuple[int, str]]
HEADER = "case_id,stage,entered_at,left_at,owner,outcome,reason,客户,Lead source"
_AT_NINE = datetime(2025, 3, 1, 9)  # noqa: DTZ001  as a workbook holds it
LEAD = "老城,lead,2025-03-01,,Alice,,,恒建,展会"


@pytest.fixture
def run(operations: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("A,lead,2025-01-01", more=["--dry-run"])`: exit code and what was said."""
    customer(operations, "恒建")

    def call(*lines: str, header: str = HEADER, more: Any = (), file: Path | None = None) -> Any:
        if file is None:
            file = tmp_path / "visits.csv"
            file.write_text("\n".join([header, *lines]) + "\n", "utf-8")
        arguments = ["project_sales", str(file), "--as", operations.email or "", *more]
        code = history_cli.main(arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


def projects() -> dict[str, Row]:
    rows = tables.model(blueprint.current(), "project").objects.order_by("id")
    return {row.title: row for row in rows}


def visits_of(row: Row) -> list[tuple[str, str, str | None, str | None]]:
    """(stage, entered, outcome, reason), days in Shanghai."""
    return [
        (one.stage, one.entered_day.isoformat(), one.outcome, one.reason)
        for one in Visit.objects.filter(record_id=row.id).order_by("seq")
    ]


def test_a_case_arrives_with_every_visit_and_stands_where_it_stood(
    run: Run, alice: User, bob: User, operations: User
) -> None:
    code, said = run(
        LEAD,
        "新城,线索登记,2025-03-02T09:00:00+00:00,,alice@example.com,,,恒建,other",
        "老城,方案报价,2025-03-20,,Bob,,内部太慢,,",
        "老城,Contact,2025-03-05 08:30,2025-03-20,,advanced,,,",
        "老城,contact,2025-04-01,2025-04-09,Bob,输单,价格,,",
    )
    assert (code, said) == (
        0,
        "5 lines of 2 cases read: 2 brought in with 5 visits, 0 refused\n",
    )
    old, new = projects()["老城"], projects()["新城"]
    assert visits_of(old) == [
        ("lead", "2025-03-01", "advanced", None),
        ("contact", "2025-03-05", "advanced", None),
        ("quotation", "2025-03-20", "returned", "内部太慢"),
        ("contact", "2025-04-01", "lost", "price"),
    ]
    assert (old.status, old.outcome, new.status, new.stage) == ("lost", "lost", "open", "lead")
    assert new.created_at == datetime(2025, 3, 2, 9, tzinfo=UTC)
    assert old.created_at == datetime(2025, 2, 28, 16, tzinfo=UTC)
    assert (old.owner_id, new.owner_id) == (bob.id, alice.id)
    owners = Visit.objects.filter(record_id=old.id).order_by("seq").values_list("owner_id")
    assert [one for (one,) in owners] == [alice.id, bob.id, bob.id, bob.id]
    assert not Task.objects.exists()
    assert Event.objects.get(kind="history_imported").data["brought"] == 2


def test_a_second_run_changes_nothing_and_says_so(run: Run) -> None:
    assert run(LEAD)[0] == 0
    events = Event.objects.count()
    code, said = run(LEAD, "新城,lead,2025-03-01,,,,,恒建,展会")
    assert code == 1
    assert "2 cases read: 1 brought in with 1 visits, 1 refused" in said
    assert "row 2, column case_id: This record has a history in a pipeline already" in said
    assert visits_of(projects()["老城"]) == [("lead", "2025-03-01", None, None)]
    assert len(projects()) == 2
    assert Event.objects.count() == events + 2  # a record and the run


def test_every_bad_line_is_named_and_its_case_stays_out_whole(run: Run) -> None:
    before = Record.objects.count()
    code, said = run(
        "甲,nowhere,2025-03-01,,,,,恒建,展会",
        "甲,contact,7/3/2025,,Nobody,vanished,,,",
        ",lead,2025-03-01,,,,,,",
        "乙,lead,2025-03-01,,,,,没有这家,展会",
        "丙,lead,2025-03-01,,,,,恒建,",
        "丁,contact,2025-03-09,,,,,恒建,展会",
        "丁,lead,2025-03-01,2025-03-05,,,,恒建,展会",
        "戊,lead,2025-03-01,,,won,,恒建,展会",
        "戊,contact,2025-03-02,,,,,恒建,展会",
        "己,lead,,,,,,恒建,展会",
        "庚,lead,2025-03-01,2025-03-02,,,,恒建,展会",
        "辛,lead,2999-01-01,,,,,恒建,展会",
    )
    assert code == 1
    assert "12 lines of 9 cases read: 0 brought in with 0 visits, 9 refused" in said
    assert [line for line in said.splitlines() if line.startswith("row")] == [
        "row 2, column stage: The pipeline has no stage “nowhere”",
        "row 3, column entered_at: “7/3/2025” is not a clear date; write it as 2025-03-07",
        "row 3, column owner: There is no “Nobody”",
        "row 3, column outcome: The pipeline has no outcome “vanished”",
        "row 4, column case_id: This must be filled",
        "row 5, column 客户: There is no “没有这家”",
        "row 6, column Lead source: This must be filled",
        "row 8, column left_at: The time it left must be the time it entered the next stage",
        "row 9, column outcome: Only the last stay may have an outcome",
        "row 11, column entered_at: This must be filled",
        "row 12, column outcome: The last stay ended; say with which outcome",
        "row 13, column entered_at: The time must lie after the previous stage began, "
        "and not in the future",
    ]
    assert Record.objects.count() == before
    assert not Visit.objects.exists()


def test_refused_cases_are_written_out_with_all_their_lines_to_be_mended(
    run: Run, tmp_path: Path
) -> None:
    result = tmp_path / "refused.csv"
    run(
        LEAD,
        "甲,lead,2025-03-01,,,,,恒建,展会",
        "甲,nowhere,2025-03-02,,,,,,",
        more=["--result", str(result)],
    )
    mended = tmp_path / "mended.csv"
    mended.write_text(result.read_text("utf-8-sig").replace("nowhere", "contact"), "utf-8")
    assert run(file=mended)[0] == 0
    assert [stage for stage, *_ in visits_of(projects()["甲"])] == ["lead", "contact"]


def test_an_outcome_without_a_time_ends_the_visit_as_it_began(run: Run) -> None:
    run(LEAD, "老城,contract,2025-05-01,,,won,,,")
    row = projects()["老城"]
    assert (row.status, row.closed_at) == ("won", datetime(2025, 4, 30, 16, tzinfo=UTC))
    assert Visit.objects.get(record_id=row.id, stage="contract").dwell_seconds == 0


def test_owners_nobody_knows_and_owners_who_left(
    run: Run, alice: User, charlie: User, operations: User
) -> None:
    lines = [
        "甲,lead,2025-03-01,,Resource21,,,恒建,展会",
        "乙,lead,2025-03-01,,Charlie,,,恒建,展会",
    ]
    users.leave(charlie, on=date(2025, 4, 1))
    code, said = run(*lines)
    assert code == 1
    assert "row 2, column owner: There is no “Resource21”" in said
    assert "row 3, column owner: There is no such active person" in said
    assert run(*lines, more=["--owner-unknown", "me"])[0] == 0
    rows = projects()
    assert {row.owner_id for row in rows.values()} == {operations.id}
    assert Visit.objects.get(record_id=rows["甲"].id).owner_id == operations.id
    run("丙,lead,2025-03-01,,Charlie,,,恒建,展会", "丙,contact,2025-03-02,,Alice,,,,")
    visits = Visit.objects.filter(record_id=projects()["丙"].id).order_by("seq")
    assert [one.owner_id for one in visits] == [charlie.id, alice.id]


def test_a_dry_run_judges_everything_and_writes_nothing(run: Run) -> None:
    before = Record.objects.count(), Event.objects.count()
    code, said = run(LEAD, "乙,lead,2025-03-01,,,,,恒建,", more=["--dry-run"])
    assert code == 1
    assert "Dry run: nothing was written" in said
    assert "1 brought in with 1 visits, 1 refused" in said
    assert (Record.objects.count(), Event.objects.count()) == before


def test_columns_and_cells_are_named_as_the_file_names_them(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["案号", "活动", "何时", "单位", "怎么来的"])
    page.append(["甲", "开始", _AT_NINE, "恒建", "展会"])
    page.append(["甲", "见面", _AT_NINE, "恒建", "展会"])
    file = tmp_path / "visits.xlsx"
    book.save(file)
    chosen = {
        "columns": {"case_id": "案号", "stage": "活动", "entered_at": "何时"},
        "fields": {"单位": "customer", "怎么来的": "source"},
        "values": {"stage": {"开始": "lead", "见面": "contact"}},
    }
    path = tmp_path / "map.json"
    path.write_text(json.dumps(chosen), "utf-8")
    code, said = run(file=file, more=["--map", str(path)])
    assert (code, said) == (0, "2 lines of 1 cases read: 1 brought in with 2 visits, 0 refused\n")
    assert [stage for stage, *_ in visits_of(projects()["甲"])] == ["lead", "contact"]
    first = Visit.objects.get(stage="lead")
    assert first.entered_at == datetime(2025, 3, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--map", "stage=无此列"], "The file has no column “无此列” (stage)"),
        (["--map", "stadium=a"], "--map is case_id=column"),
        (["--key", "nothing"], "has no field “nothing”"),
    ],
)
def test_what_cannot_be_used_at_all_is_refused_with_the_reason(
    run: Run, more: list[str], said: str
) -> None:
    code, told = run(LEAD, more=more)
    assert code == 1
    assert said in told
    assert not Visit.objects.exists()


def test_whoever_may_not_migrate_brings_in_nothing(run: Run, alice: User) -> None:
    code, said = run(LEAD, more=["--as", alice.email or ""])
    assert (code, said) == (1, "You do not have the right to do this\n")
    assert not Visit.objects.exists()


def test_a_record_that_was_in_no_pipeline_gets_its_history_and_keeps_the_rest(
    run: Run, operations: User
) -> None:
    row = make(operations, "project", name="老城", customer=str(_customer()), source="online")
    code, said = run(
        "老城,lead,2025-03-01,,,,,,",
        "老城,contact,2025-03-02,2025-03-05,,lost,price,,",
    )
    assert (code, said) == (0, "2 lines of 1 cases read: 1 brought in with 2 visits, 0 refused\n")
    after = projects()["老城"]
    assert (after.id, after.owner_id, after.status, after.version) == (
        row.id,
        operations.id,
        "lost",
        2,
    )
    assert visits_of(after) == [
        ("lead", "2025-03-01", "advanced", None),
        ("contact", "2025-03-02", "lost", "price"),
    ]
    told = Event.objects.filter(record_id=row.id).order_by("id").values_list("kind", "version")
    assert list(told) == [
        ("record_created", 1),
        ("record_placed", 2),
        ("record_placed", 2),
        ("record_closed", 2),
    ]
    assert run("老城,lead,2025-03-01,,,,,,")[0] == 1


def _customer() -> int:
    return int(tables.model(blueprint.current(), "customer").objects.get(title="恒建").id)
