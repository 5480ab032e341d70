"""Files made to harm, or harmed: a clear answer, nothing half done."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.browser import Api
from tests.exchange.wizard import bring, done, xlsx
from zhudan.blueprint import live as blueprint
from zhudan.exchange.models import Import
from zhudan.exchange.sheet import read
from zhudan.exchange.unreadable import Unreadable
from zhudan.files.models import File
from zhudan.people.models import User
from zhudan.records import tables

ClientOf = Callable[[User | None], Api]


@pytest.fixture
def olga(operations: User, client_of: ClientOf) -> Api:
    return client_of(operations)


def _with_part(content: bytes, **parts: bytes) -> bytes:
    """The archive with parts put in or replaced; "__" in a name is a "/", "_" before the end a
    dot."""
    out = io.BytesIO()
    wanted = {name.replace("__", "/").replace("_", "."): body for name, body in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            new.writestr(name, wanted.pop(name, None) or old.read(name))
        for name, body in wanted.items():
            new.writestr(name, body)
    return out.getvalue()


def _read(tmp_path: Path, content: bytes, **more: Any) -> list[list[Any]]:
    path = tmp_path / "file.dat"
    path.write_bytes(content)
    sheet = read(path, **more)
    return [list(sheet.header), *(list(row.cells) for row in sheet.rows)]


def _code(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        _read(tmp_path, content)
    return refusal.value.code


PLAIN = xlsx([["单位名称", "备注"], ["甲", "x"]])
_BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">]>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1">
<si><t>&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;</t></si></sst>"""


def test_macros_are_left_alone_and_the_data_is_read(tmp_path: Path) -> None:
    content = _with_part(PLAIN, xl__vbaProject_bin=b"\xd0\xcf\x11\xe0 macro")
    assert _read(tmp_path, content) == [["单位名称", "备注"], ["甲", "x"]]


@pytest.mark.parametrize("part", ["xl__sharedStrings_xml", "xl__workbook_xml", "xl__styles_xml"])
def test_entities_that_unfold_without_end_are_not_unfolded(tmp_path: Path, part: str) -> None:
    content = _with_part(PLAIN, **{part: _BOMB})
    try:
        told = _read(tmp_path, content)
    except Unreadable as refusal:
        assert refusal.code in ("file_damaged", "file_too_large", "file_header")
    else:
        assert all(len(str(cell)) < 1000 for row in told for cell in row)


def test_a_hundred_megabytes_of_strings_are_read_or_refused_by_the_child(tmp_path: Path) -> None:
    one = b"<si><t>" + b"x" * 1000 + b"</t></si>"
    many = one * (114_000_000 // len(one))
    strings = (
        b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        b'main">' + many + b"</sst>"
    )
    try:
        assert _read(tmp_path, _with_part(PLAIN, xl__sharedStrings_xml=strings))
    except Unreadable as refusal:
        assert refusal.code == "file_too_large"


def test_days_of_a_workbook_that_counts_from_1904_are_right(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(["名称", "日期"])
    sheet.append(["甲", date(2025, 3, 7)])
    out = io.BytesIO()
    book.save(out)
    told = _read(tmp_path, out.getvalue())[1][1]
    assert str(told)[:10] == "2025-03-07"


def test_a_hidden_sheet_is_listed_and_not_chosen(olga: Api) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "旧数据"
    first.sheet_state = "hidden"
    first.append(["名称", "备注"])
    first.append(["甲", "x"])
    second = book.create_sheet("客户")
    second.append(["单位名称", "备注"])
    second.append(["乙", "x"])
    out = io.BytesIO()
    book.save(out)
    made = bring(olga, out.getvalue(), table="customer").json()
    assert made["sheet"] == "客户"
    assert [(one["name"], one["hidden"]) for one in made["sheets"]] == [
        ("旧数据", True),
        ("客户", False),
    ]
    told = olga.patch(f"/imports/{made['id']}", {"sheet": "旧数据"}).json()
    assert [one["name"] for one in told["columns"]] == ["名称", "备注"]


def test_a_sheet_of_all_columns_is_refused_and_a_wide_empty_one_is_not(tmp_path: Path) -> None:
    wide = xlsx([[f"列{number}" for number in range(16_384)], ["甲"] * 16_384])
    assert _code(tmp_path, wide) == "file_too_wide"
    line = ",".join(f"c{number}" for number in range(16_384)).encode()
    assert _code(tmp_path, line + b"\n" + line) == "file_too_wide"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("单位名称,备注\n固岸置业,好的".encode()[:-1], "file_encoding"),
        ("单位名称,备注\n固岸置业,好的".encode("gbk")[:-1], "file_encoding"),
        ("单位名称,备注\n固岸置业,好的".encode("utf-16")[:-1], "file_encoding"),
        ("单位名称,备注\n固\0岸,x".encode(), "file_damaged"),
    ],
)
def test_half_a_character_or_a_nul_refuses_the_text(
    tmp_path: Path, content: bytes, code: str
) -> None:
    assert _code(tmp_path, content) == code


def test_a_formula_counts_by_its_value_and_its_error_by_its_name(olga: Api, tmp_path: Path) -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["单位名称", "备注"])
        page.write_row(1, 0, ["甲"])
        page.write_formula(1, 1, '="a"&"b"', value="ab")
        page.write_row(2, 0, ["乙"])
        page.write_formula(2, 1, "=1/0", value="#DIV/0!")
    made = bring(olga, out.getvalue(), table="customer").json()
    result = done(olga, f"/imports/{made['id']}/run")["result"]
    assert [(one["row"], one["code"]) for one in result["refusals"]] == [(3, "error_cell")]
    (row,) = tables.model(blueprint.current(), "customer").objects.all()
    assert (row.title, row.value("remark")) == ("甲", "ab")


def test_a_command_is_plain_text_and_a_case_called_na_is_no_empty_cell(olga: Api) -> None:
    text = io.StringIO()
    rows = [["单位名称", "备注"], ["NA", "=cmd|'/C calc'!A0"], ["null", "nan"]]
    csv.writer(text).writerows(rows)
    made = bring(olga, text.getvalue(), "a.csv", table="customer").json()
    assert done(olga, f"/imports/{made['id']}/run")["result"]["refused"] == 0
    found = tables.model(blueprint.current(), "customer").objects.order_by("id")
    told = [[row.title, row.value("remark")] for row in found]
    assert told == rows[1:]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PLAIN[:-300], "file_damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "file_encrypted",
        ),
        (b"%PDF-1.7\n\0\0\0", "file_damaged"),
        (b"", "file_header"),
    ],
)
def test_a_file_that_is_refused_leaves_nothing_behind(olga: Api, content: bytes, code: str) -> None:
    answer = bring(olga, content, "台账.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["title"]
    assert Import.objects.count() == File.objects.count() == 0
