"""A ledger as salespeople keep it for years: titles, groups of columns, merged cells, colours,
two phones in a cell, amounts in 万元 and days in every spelling. The same seed makes the same."""

import io
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import xlsxwriter

STAGE_DAYS = ("登记日期", "勘查日期", "报价日期", "送样日期", "签约日期")
_ABOUT = ("序号", "项目名称", "客户单位", "联系人", "联系电话", "来源", "产品", "面积")
_AMOUNT = "预计金额（万元）"
_ENDED = ("结果", "丢单日期", "未成原因", "业务员", "项目地址", "备注")
COLUMNS = (*_ABOUT, _AMOUNT, *STAGE_DAYS, *_ENDED)
_GROUPS = ((1, 1, "项目"), (2, 4, "客户信息"), (5, 8, "需求"), (9, 13, "进度"), (14, 16, "结果"))
_PLACES = ("苏州", "无锡", "常州", "南通", "嘉兴", "湖州", "昆山", "常熟", "江阴", "太仓")
_NAMES = ("湖东", "嘉澜", "恒拓", "澄江", "云栖", "盛泽", "长荡", "玉兰", "启航", "顺衡", "虞山")
_KINDS = ("置业有限公司", "建设发展有限公司", "城建集团有限公司", "物业有限公司")
_WORKS = ("厂房地坪", "外墙翻新", "地下车库地坪", "住宅外墙", "商业裙楼", "医院门诊楼")
_PEOPLE = ("蒋立群", "邹燕", "陈工", "吴主任", "沈佳", "何伟", "罗一鸣", "许经理", "周总")
_SOURCES = ("展会", "老客户转介绍", "老客户介绍", "工地走访", "走访", "招标信息", "线上推广")
_PRODUCTS = ("地坪材料", "地坪", "外墙涂料", "外墙漆", "仿石涂料", "防水材料")
_REASONS = ("价格", "价格太高", "竞品", "跟进中断", "付款条件")
# Of each step but the last: the days until it is left, and the share that goes no further. It is
# between the sample and the signing that things stick.
_MEAN_DAYS = (3, 7, 9, 26)
_STAYS = (0.08, 0.12, 0.14, 0.45)
_LOST = 0.7
_YELLOW, _GREEN, _RED = "#FFF2CC", "#C6EFCE", "#FFC7CE"


@dataclass
class Ledger:
    """rows: as they stand in the file, by column. first: the row number of the first of them."""

    content: bytes
    first: int
    rows: list[dict[str, Any]] = field(default_factory=list)


def make(
    count: int, *, salespeople: tuple[str, ...], seed: int = 1, start: date = date(2025, 1, 6)
) -> Ledger:
    chance = random.Random(seed)
    customers = _customers(chance, max(4, count * 2 // 3))
    rows = [
        _row(chance, number, customers, salespeople, start, count) for number in range(1, count + 1)
    ]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        _write(book, rows)
    return Ledger(out.getvalue(), 5, rows)


def _customers(chance: random.Random, count: int) -> list[tuple[str, str, str]]:
    """Company, person, phone as somebody typed it."""
    found: dict[str, tuple[str, str, str]] = {}
    while len(found) < count:
        company = chance.choice(_PLACES) + chance.choice(_NAMES) + chance.choice(_KINDS)
        found[company] = (company, chance.choice(_PEOPLE), _phone(chance))
    return list(found.values())


def _phone(chance: random.Random) -> str:
    mobile = f"1{chance.choice('3589')}{chance.randrange(10**9):09d}"
    line = f"0512-6{chance.randrange(10**7):07d}"
    return chance.choices(
        (mobile, f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}", f"{mobile}/{line}", line),
        (60, 20, 15, 5),
    )[0]


def _row(
    chance: random.Random,
    number: int,
    customers: list[tuple[str, str, str]],
    salespeople: tuple[str, ...],
    start: date,
    count: int,
) -> dict[str, Any]:
    company, person, phone = customers[number % len(customers)]
    begun = start + timedelta(days=number * 180 // count)
    days, lost, signed = _days(chance, begun)
    row: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    row |= {
        "序号": number,
        "项目名称": f"{company[:4]}{chance.choice(_WORKS)}{number}期",
        "客户单位": company,
        "联系人": person,
        "联系电话": phone,
        "来源": chance.choice(_SOURCES),
        "产品": chance.choice(_PRODUCTS),
        "面积": _area(chance),
        _AMOUNT: _amount(chance),
        "业务员": chance.choice(salespeople),
        "项目地址": f"{company[:2]}市{chance.choice(_NAMES)}路{chance.randrange(1, 300)}号",
        "备注": chance.choice(("", "", "", "甲方换人，重新对接", "等预算", "先送色卡")),
    }
    for name, day in zip(STAGE_DAYS, days, strict=False):
        row[name] = _spelt(chance, day)
    if signed:
        row["结果"] = chance.choice(("赢单", "签了"))
    elif lost:
        row["结果"], row["未成原因"] = chance.choice(("输单", "丢单")), chance.choice(_REASONS)
        row["丢单日期"] = _spelt(chance, lost)
    return row


def _days(chance: random.Random, begun: date) -> tuple[list[date], date | None, bool]:
    """The days on which a project came to its steps, the last that of signing; the day on which
    it was lost; whether it was signed."""
    days: list[date] = []
    day = begun
    for step, stays in enumerate(_STAYS):
        days.append(day)
        day += timedelta(days=max(1, round(chance.gammavariate(2, _MEAN_DAYS[step] / 2))))
        if chance.random() < stays:
            return days, day if chance.random() < _LOST else None, False
    return [*days, day], None, True


def _area(chance: random.Random) -> object:
    square = chance.randrange(5, 300) * 100
    return chance.choice((square, f"{square:,}㎡", f"{square}平米", f"{square / 10000:g}万㎡", ""))


def _amount(chance: random.Random) -> object:
    wan = chance.randrange(80, 9000) / 10
    return chance.choices((wan, f"{wan}", f"约{round(wan)}", ""), (70, 15, 10, 5))[0]


def _spelt(chance: random.Random, day: date) -> object:
    return chance.choices(
        (
            day,
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}/{day.month}/{day.day}",
            f"{day.month}月{day.day}日",
        ),
        (55, 25, 12, 8),
    )[0]


def _write(book: xlsxwriter.Workbook, rows: list[dict[str, Any]]) -> None:
    sheet = book.add_worksheet("在谈项目")
    title = book.add_format({"bold": True, "align": "center", "font_size": 16})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#D9E1F2"})
    last = len(COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, "华东大区工程项目跟进台账（2025 年）", title)
    sheet.write(1, 0, "填表：内勤")
    sheet.write(1, 9, "说明：绿色已签，红色已丢，黄色在等样品")
    for first, end, name in _GROUPS:
        if first == end:
            sheet.write(2, first, name, head)
        else:
            sheet.merge_range(2, first, 2, end, name, head)
    sheet.write_row(3, 0, COLUMNS, head)
    formats = {
        colour: (
            book.add_format({"bg_color": colour} if colour else {}),
            book.add_format({"num_format": "yyyy/m/d"} | ({"bg_color": colour} if colour else {})),
        )
        for colour in ("", _YELLOW, _GREEN, _RED)
    }
    for number, row in enumerate(rows, 4):
        plain, dated = formats[_colour(row)]
        for place, name in enumerate(COLUMNS):
            value = row[name]
            if isinstance(value, date):
                sheet.write_datetime(number, place, value, dated)
            elif value == "":
                sheet.write_blank(number, place, None, plain)
            else:
                sheet.write(number, place, value, plain)
    other = book.add_worksheet("选项")
    other.write_column(0, 0, ["展会", "走访", "老客户介绍"])
    other.hide()


def _colour(row: dict[str, Any]) -> str:
    if row["结果"] in ("赢单", "签了"):
        return _GREEN
    if row["结果"]:
        return _RED
    return _YELLOW if row["送样日期"] and not row["签约日期"] else ""
