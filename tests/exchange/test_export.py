"""Exports: a list leaves as its viewer sees it, and no more of it than he may take along."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.utils import timezone

from tests.browser import Api
from tests.records.making import contact, customer, make
from zhudan.blueprint import live as blueprint
from zhudan.exchange.exporting import command, exports
from zhudan.exchange.models import Export
from zhudan.journal import jobs
from zhudan.journal.models import Event, Job
from zhudan.people import directory, users
from zhudan.people.models import User
from zhudan.records import tables
from zhudan.server.jobs import HANDLERS

ClientOf = Callable[[User | None], Api]


def work_off() -> None:
    """What the worker would do."""
    while (work := jobs.take(timezone.now())) is not None:
        directory.begin_request()
        jobs.run(work, HANDLERS)


def give_roles(user: User, roles: list[str]) -> None:
    User.objects.filter(id=user.id).update(roles=roles)
    directory.turn()


def exported(api: Api, table: str, **asked: Any) -> tuple[dict[str, Any], bytes]:
    """Ask, let the worker work, download: what is told of the export, and its bytes."""
    answer = api.post("/exports", {"table": table, **asked})
    assert answer.status_code == 202, answer.content
    work_off()
    told = api.get(f"/exports/{answer.json()['id']}").json()
    assert told["status"] == "done", told
    file = api.get(f"/exports/{told['id']}/file")
    assert file.status_code == 200
    return told, b"".join(file.streaming_content)


def cells(data: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]


def about(data: bytes) -> dict[str, str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[1]
    return {str(label.value): str(text.value) for label, text in sheet.iter_rows()}


def lines(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")  # so that a spreadsheet reads Chinese
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def exporting_events() -> list[Event]:
    return list(Event.objects.filter(kind="records_exported"))


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_the_file_has_the_rows_and_the_order_of_the_list(
    manager: User, director: User, client_of: ClientOf, format_: str
) -> None:
    firm = customer(manager)
    for n, amount in enumerate([3000, None, 1000, 2000, None, 500]):
        values = {"amount_est": f"{amount}.00"} if amount else {}
        values |= {"name": f"项目{n}", "customer": str(firm.id), "source": "referral"}
        made = client_of(manager).post("/tables/project/records", {"values": values})
        assert made.status_code == 201, made.content
    asked = {
        "filter": {"not": {"field": "amount_est", "op": "=", "value": 500}},
        "sort": "-amount_est,title",
        "q": "项目",
    }
    api = client_of(director)
    listed = api.get(
        "/tables/project/records", **{**asked, "filter": json.dumps(asked["filter"])}
    ).json()["items"]
    columns = ["title", "customer", "stage", "amount_est"]
    told, data = exported(api, "project", format=format_, columns=columns, **asked)
    head, *rows = cells(data) if format_ == "xlsx" else lines(data)
    assert head == ["Project", "Customer", "Stage", "Expected amount"]
    assert [row[0] for row in rows] == [one["title"] for one in listed]
    assert told["rows"] == len(rows) == 5
    assert rows[0][1:3] == [firm.title, "Lead"]


def test_a_colleague_takes_only_what_his_scope_reaches(
    alice: User, charlie: User, manager: User, director: User, client_of: ClientOf
) -> None:
    customer(alice, "苏南置业")
    customer(charlie, "浙北置业")
    _, mine = exported(client_of(manager), "customer", columns=["title", "owner"])
    assert cells(mine)[1:] == [["苏南置业", "Alice"]]
    _, all_ = exported(client_of(director), "customer", columns=["title"], sort="title")
    assert len(cells(all_)) == 3


def test_who_may_read_but_not_export_takes_nothing(
    alice: User, bob: User, client_of: ClientOf
) -> None:
    customer(alice)
    for api in (client_of(alice), client_of(bob)):
        for path in ("/exports", "/exports/preview"):
            refused = api.post(path, {"table": "customer"})
            assert (refused.status_code, refused.json()["code"]) == (403, "may_not_export")
    assert not Export.objects.exists() and not Job.objects.exists()
    assert Event.objects.filter(kind="refused", data__code="may_not_export").count() == 4


def test_a_field_that_may_not_leave_is_left_out_and_a_hidden_one_is_not_known(
    alice: User, manager: User, admin: User, client_of: ClientOf
) -> None:
    contact(alice, "单雄信", "13812345678")
    _, data = exported(client_of(manager), "contact", columns=["title", "phone", "wechat", "owner"])
    assert cells(data) == [["Contact", "Owner"], ["单雄信", "Alice"]]
    assert about(data)["Columns kept back by rights"] == "Phone, WeChat"
    _, whole = exported(client_of(manager), "contact", format="csv")
    assert b"13812345678" not in whole
    preview = client_of(manager).post(
        "/exports/preview", {"table": "contact", "columns": ["title", "phone"]}
    )
    assert preview.json()["left_out"] == ["Phone"]
    assert preview.json()["rows"] == 1
    only = client_of(manager).post("/exports", {"table": "contact", "columns": ["phone"]})
    assert (only.status_code, only.json()["code"]) == (422, "nothing_to_export")
    unknown = client_of(manager).post("/exports", {"table": "contact", "columns": ["nonsense"]})
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "columns")


def test_texts_that_look_like_formulas_do_nothing(manager: User, client_of: ClientOf) -> None:
    wild = ["=1+1", "+86", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1", "https://a.example/"]
    for name in wild:
        customer(manager, name)
    api = client_of(manager)
    _, book = exported(api, "customer", columns=["title"])
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    found = [sheet.cell(line, 1) for line in range(2, len(wild) + 2)]
    assert {cell.value for cell in found} == set(wild)
    assert {cell.data_type for cell in found} == {"s"} or {cell.data_type for cell in found} == {
        "inlineStr"
    }
    assert not any(cell.hyperlink for cell in found)
    _, text = exported(api, "customer", format="csv", columns=["title"])
    assert {line[0] for line in lines(text)[1:]} == {
        f"'{name}" if name[0] in "=+-@＝" else name for name in wild
    }


def test_figures_are_exact_and_long_numbers_stay_text(manager: User, client_of: ClientOf) -> None:
    firm = customer(manager, "6222021234567890")
    make(
        manager, "project", name="0012345678901234", customer=str(firm.id), source="referral",
        amount_est="1234567890123.45", expected_sign_on="2026-12-01",
    )  # fmt: skip
    api = client_of(manager)
    columns = ["title", "customer", "amount_est", "expected_sign_on"]
    _, book = exported(api, "project", columns=columns)
    (name, firm_name, amount, day) = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0][2]
    assert (name.value, firm_name.value) == ("0012345678901234", "6222021234567890")
    assert (amount.value, amount.number_format) == (1234567890123.45, "#,##0.00")
    assert day.is_date and f"{day.value:%Y-%m-%d}" == "2026-12-01"
    _, text = exported(api, "project", format="csv", columns=columns)
    assert lines(text)[1] == [
        "0012345678901234",
        "6222021234567890",
        "1234567890123.45",
        "2026-12-01",
    ]


def test_times_are_told_in_the_zone_of_the_organisation(manager: User, client_of: ClientOf) -> None:
    row = customer(manager)
    noon = timezone.now().replace(year=2026, month=3, day=18, hour=18, minute=30, second=0)
    tables.model(blueprint.current(), "customer").objects.filter(id=row.id).update(created_at=noon)
    api = client_of(manager)
    _, book = exported(api, "customer", columns=["title", "created_at"])
    assert f"{cells(book)[1][1]:%Y-%m-%d %H:%M}" == "2026-03-19 02:30"  # Shanghai
    _, text = exported(api, "customer", format="csv", columns=["created_at"])
    assert lines(text)[1] == ["2026-03-19 02:30"]


def test_the_file_says_whose_it_is_and_what_was_asked(manager: User, client_of: ClientOf) -> None:
    firm = customer(manager, source="exhibition")
    users.set_language(manager.id, "zh-CN")
    asked = {
        "filter": {
            "all": [
                {"field": "owner", "op": "=", "value": {"me": True}},
                {"any": [
                    {"field": "source", "op": "in", "value": ["exhibition", "referral"]},
                    {"field": "created_at", "op": ">=", "value": {"today": -7}},
                ]},
            ]
        },
        "q": "建材",
    }  # fmt: skip
    told, data = exported(client_of(manager), "customer", columns=["title", "source"], **asked)
    said = about(data)
    assert (
        said["筛选"]
        == "负责人 是 我 且 （客户来源 是其中之一 展会、老客户转介绍 或 建立时间 不早于 7 天前）"
    )
    assert (said["搜索"], said["条数"], said["导出人"]) == ("建材", "1", "Max")
    assert cells(data)[1] == [firm.title, "展会"]
    assert told["name"].startswith("客户-") and "-1条-Max-" in told["name"]
    (event,) = exporting_events()
    assert (event.actor_id, event.table, event.data["rows"]) == (manager.id, "customer", 1)
    assert (event.data["format"], event.data["filter"]) == ("xlsx", asked["filter"])
    header = client_of(manager).get(f"/exports/{told['id']}/file").headers["Content-Disposition"]
    assert header.startswith("attachment; filename*=utf-8''")
    assert unquote(header.partition("''")[2]) == told["name"]


def test_an_export_is_only_for_who_asked(
    manager: User, director: User, client_of: ClientOf
) -> None:
    customer(manager)
    told, _ = exported(client_of(manager), "customer")
    other = client_of(director)
    assert other.get(f"/exports/{told['id']}").status_code == 404
    assert other.get(f"/exports/{told['id']}/file").status_code == 404
    assert other.get("/exports").json()["items"] == []
    assert [one["id"] for one in client_of(manager).get("/exports").json()["items"]] == [told["id"]]
    assert client_of(None).get(f"/exports/{told['id']}/file").status_code == 401


@pytest.mark.parametrize("roles", [["salesperson"], ["technician"]])
def test_who_lost_the_right_meanwhile_gets_the_file_no_more(
    manager: User, client_of: ClientOf, roles: list[str]
) -> None:
    customer(manager)
    told, _ = exported(client_of(manager), "customer")
    give_roles(manager, roles)
    refused = client_of(manager).get(f"/exports/{told['id']}/file")
    assert (refused.status_code, refused.json()["code"]) == (403, "export_right_lost")


def test_who_may_still_export_but_no_longer_so_far_gets_the_file_no_more(
    director: User, client_of: ClientOf
) -> None:
    customer(director)
    told, _ = exported(client_of(director), "customer")
    give_roles(director, ["regional_manager"])
    refused = client_of(director).get(f"/exports/{told['id']}/file")
    assert (refused.status_code, refused.json()["code"]) == (403, "export_right_lost")


def test_who_lost_the_right_before_the_worker_came_gets_no_file(
    manager: User, client_of: ClientOf
) -> None:
    customer(manager)
    asked = client_of(manager).post("/exports", {"table": "customer"}).json()
    give_roles(manager, ["salesperson"])
    work_off()
    told = client_of(manager).get(f"/exports/{asked['id']}").json()
    assert (told["status"], told["error"]["code"]) == ("failed", "may_not_export")
    assert client_of(manager).get(f"/exports/{asked['id']}/file").status_code == 409
    assert exporting_events() == []


def test_a_filter_by_what_is_not_read_in_clear_is_refused(
    technician: User, manager: User, client_of: ClientOf
) -> None:
    give_roles(technician, ["finance"])
    said = {"field": "won_amount", "op": ">", "value": 1}
    ok = client_of(technician).post("/exports/preview", {"table": "customer", "filter": said})
    assert ok.status_code == 200
    hidden = {"field": "competitor_price", "op": ">", "value": 1}
    refused = client_of(technician).post("/exports", {"table": "project", "filter": hidden})
    assert (refused.status_code, refused.json()["code"]) == (403, "field_not_readable")
    unknown = client_of(technician).post(
        "/exports", {"table": "project", "columns": ["competitor_price"]}
    )
    assert unknown.status_code == 422
    broken = client_of(technician).post("/exports", {"table": "project", "filter": {"x": 1}})
    assert (broken.status_code, broken.json()["code"]) == (422, "condition_invalid")
    assert not Export.objects.exists()


def test_a_file_is_kept_for_a_week(manager: User, client_of: ClientOf) -> None:
    customer(manager)
    told, _ = exported(client_of(manager), "customer")
    export = Export.objects.get()
    now = timezone.now()
    left = exports.path_of(export).with_name(".export-of-a-killed-worker")
    left.mkdir()
    (left / "draft").write_bytes(b"half")
    exports.sweep(now)
    assert left.exists()  # it may be at work
    exports.sweep(now + timedelta(days=6))
    assert not left.exists()
    assert exports.path_of(export).exists() and Export.objects.exists()
    exports.sweep(now + timedelta(days=8))
    assert not exports.path_of(export).exists() and not Export.objects.exists()
    assert client_of(manager).get(f"/exports/{told['id']}/file").status_code == 404


def test_asking_again_with_the_same_key_makes_one_export_and_a_fourth_waits(
    manager: User, client_of: ClientOf
) -> None:
    api = client_of(manager)
    first, again = (
        api.post("/exports", {"table": "customer"}, headers={"Idempotency-Key": "k"}).json()
        for _ in range(2)
    )
    assert first == again and Export.objects.count() == 1
    for _ in range(exports.MOST_AT_ONCE - 1):
        assert api.post("/exports", {"table": "customer"}).status_code == 202
    refused = api.post("/exports", {"table": "customer"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_exports")
    work_off()
    assert api.post("/exports", {"table": "customer"}).status_code == 202


def test_the_command_writes_the_same_file(
    manager: User, alice: User, charlie: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    customer(alice, "苏南置业")
    customer(charlie, "浙北置业")
    file = tmp_path / "客户.csv"
    arguments = ["customer", str(file), "--columns", "title,owner", "--sort", "title"]
    assert command.main([*arguments, "--as", "Max"]) == 0
    assert "1 rows written" in capsys.readouterr().out
    assert lines(file.read_bytes()) == [["Company", "Owner"], ["苏南置业", "Alice"]]
    assert command.main(arguments) == 0  # who may export most
    assert len(lines(file.read_bytes())) == 3
    assert [event.data["rows"] for event in exporting_events()] == [1, 2]
    assert [path.name for path in tmp_path.iterdir()] == ["客户.csv"]


def test_a_command_that_is_refused_leaves_the_file_that_was_there(
    manager: User, alice: User, tmp_path: Path
) -> None:
    file = tmp_path / "there.xlsx"
    file.write_bytes(b"before")
    with pytest.raises(Exception, match="may_not_export"):
        command.main(["customer", str(file), "--as", "Alice"])
    with pytest.raises(Exception, match="condition_invalid"):
        command.main(["customer", str(file), "--as", "Max", "--filter", "{"])
    assert command.main(["customer", str(tmp_path / "there.pdf"), "--as", "Max"]) == 2
    assert file.read_bytes() == b"before"
    assert exporting_events() == []
