"""A file from outside is read as it is meant, or refused whole with a sentence."""

import io
import json
import os
import struct
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from zhudan.exchange import workbook
from zhudan.exchange.sheet import Sheet, read
from zhudan.exchange.unreadable import Unreadable

SHARED = Path(os.environ.get("ZHUDAN_SHARED_DATA", "/nonexistent"))


def _read(tmp_path: Path, content: bytes, **options: object) -> Sheet:
    path = tmp_path / "file.dat"
    path.write_bytes(content)
    return read(path, **options)  # type: ignore[arg-type]


def _refused(tmp_path: Path, content: bytes, **options: object) -> str:
    with pytest.raises(Unreadable) as refusal:
        _read(tmp_path, content, **options)
    assert refusal.value.sentence()
    return refusal.value.code


def _xlsx(rows: list[list[object]], title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_from_the_content(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    lines = [["单位名称", "联系人", "备注"], ["固彩建设", "周敏", "一,二;三|四\t五"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    sheet = _read(tmp_path, text.encode(encoding))
    assert sheet.header == ("单位名称", "联系人", "备注")
    assert [tuple(row.cells) for row in sheet.rows] == [tuple(lines[1])]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    sheet = _read(tmp_path, b'a,b\n\n"two\nlines",1\n,\nlast,2\n')
    assert [row.number for row in sheet.rows] == [3, 5]


def test_a_workbook_keeps_the_types_of_its_cells(tmp_path: Path) -> None:
    at = datetime.fromisoformat("2025-03-07T10:05")
    values = ["文字", 13800138000, 0.1, True, at, date(2025, 3, 7)]
    sheet = _read(tmp_path, _xlsx([["a", "b", "c", "d", "e", "f", "g"], [*values, time(9, 30)]]))
    assert list(sheet.rows[0].cells) == [*values, time(9, 30)]


def test_another_sheet_and_a_later_header_are_named(tmp_path: Path) -> None:
    content = _xlsx([["2025 年客户表"], [], ["名称", 2025], ["甲", 1]], title="客户")
    sheet = _read(tmp_path, content, sheet="客户", header_row=3)
    assert sheet.header == ("名称", "2025")
    assert sheet.rows[0].number == 4
    assert _refused(tmp_path, content, sheet="没有") == "file_sheet"
    assert _refused(tmp_path, content, header_row=2) == "file_header"


def test_the_error_of_a_formula_is_no_empty_cell(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("first").write(0, 0, "a")
        page = book.add_worksheet("second")
        page.write_row(0, 0, ["a", "b"])
        page.write_formula(1, 0, "=1/0", value="#DIV/0!")
        page.write(1, 1, 5)
    sheet = _read(tmp_path, out.getvalue(), sheet="second")
    assert list(sheet.rows[0].cells) == ["#DIV/0!", 5.0]


def _archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_an_archive_that_unpacks_too_large_is_refused_unopened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 1_000_000)
    bomb = _archive({"xl/worksheets/sheet1.xml": b"0" * 2_000_000})
    assert _refused(tmp_path, bomb) == "file_too_large"
    # The same archive claiming to unpack to 10 bytes, in its directory and its local header.
    lie = bomb.replace(struct.pack("<L", 2_000_000), struct.pack("<L", 10))
    assert lie != bomb
    assert _refused(tmp_path, lie) == "file_too_large"


def test_a_cell_in_the_far_corner_costs_a_refusal_not_the_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = 1, 2
    out = io.BytesIO()
    book.save(out)
    assert _refused(tmp_path, out.getvalue()) == "file_too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_header"),
        (b"\n\n  \n".replace(b" ", b""), "file_header"),
        (b"a,b\n1,\0\n", "file_damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_damaged"),
        (b"a,b\n\xff\xff\xff,1\n", "file_encoding"),
        (b'a,b\n"never closed,1\n', "file_quoting"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "file_quoting"),
        (b"PK\x03\x04 and nothing more", "file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_damaged"),
        (_xlsx([["a"], [1]])[:-400], "file_damaged"),
        (_archive({"hello.txt": b"no workbook"}), "file_damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "file_encrypted",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, code: str
) -> None:
    assert _refused(tmp_path, content) == code


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(Unreadable) as refusal:
        read(path)
    assert refusal.value.code == "file_too_large"


@pytest.mark.skipif(not (SHARED / "csv_spectrum").exists(), reason="ZHUDAN_SHARED_DATA is not set")
def test_the_csv_spectrum_is_read_as_its_authors_say() -> None:
    folder = SHARED / "csv_spectrum"
    for path in sorted((folder / "csvs").glob("*.csv")):
        sheet = read(path)
        told = [
            {name: cell or "" for name, cell in zip(sheet.header, row.cells, strict=True)}
            for row in sheet.rows
        ]
        assert told == json.loads((folder / "json" / f"{path.stem}.json").read_text()), path.name


@pytest.mark.skipif(not (SHARED / "zh_tables").exists(), reason="ZHUDAN_SHARED_DATA is not set")
def test_real_chinese_workbooks_are_read() -> None:
    for path in sorted((SHARED / "zh_tables").glob("*.xlsx"))[::10]:
        assert read(path).rows, path.name
