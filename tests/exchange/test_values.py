"""What a cell says is understood exactly, or refused with a reason; nothing is guessed."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhudan.blueprint.fields import KINDS, FieldError, FieldKind
from zhudan.exchange import values
from zhudan.exchange.cell import Cell
from zhudan.exchange.values import READERS, Setting

SHANGHAI = Setting(ZoneInfo("Asia/Shanghai"), "CNY")
OPTIONS = [
    {"key": "wall", "label": {"zh-CN": "外墙涂料", "en": "Wall coating"}},
    {"key": "floor", "label": {"zh-CN": "地坪材料", "en": "Flooring"}},
]


def _field(kind: str, **more: Any) -> FieldKind:
    if kind in ("choice", "choices"):
        more["options"] = OPTIONS
    return KINDS[kind].model_validate({"key": "f", "kind": kind, "label": "F", **more})


def _read(kind: str, cell: Cell, setting: Setting = SHANGHAI, **more: Any) -> Any:
    field = _field(kind, **more)
    return field.parse(values.read(cell, field, setting))


NAIVE = datetime.fromisoformat("2025-03-07T14:05:09")


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", 13800138000.0, "13800138000"),
        ("text", 2025.5, "2025.5"),
        ("text", 1e14, "100000000000000"),
        ("text", "  甲方 ", "甲方"),
        ("text", "   ", None),
        ("phone", 13812342207.0, "13812342207"),
        ("number", "1,234", Decimal(1234)),
        ("number", "１２３４", Decimal(1234)),
        ("number", "-3.5万", Decimal(-35000)),
        ("money", "¥1,200.50", Decimal("1200.50")),
        ("money", "-￥3", Decimal("-3.00")),
        ("money", "1200元", Decimal("1200.00")),
        ("money", "2.34亿元", Decimal("234000000.00")),
        ("money", 0.1 + 0.2, Decimal("0.30")),
        ("money", 1054.0, Decimal("1054.00")),
        ("percent", "6.2%", Decimal("6.2")),
        ("percent", "6.2％", Decimal("6.2")),
        ("date", "2025-3-7", date(2025, 3, 7)),
        ("date", "2025.3.7", date(2025, 3, 7)),
        ("date", "2025/03/07", date(2025, 3, 7)),
        ("date", "2025年3月7日", date(2025, 3, 7)),
        ("date", NAIVE, date(2025, 3, 7)),
        ("date", "2025-03-06T20:00:00Z", date(2025, 3, 7)),
        ("choice", "外墙涂料", "wall"),
        ("choice", "FLOORING", "floor"),
        ("choice", "wall", "wall"),
        ("choices", "地坪材料、外墙涂料", ["wall", "floor"]),
        ("yes_no", "是", True),
        ("yes_no", 0.0, False),
        ("yes_no", False, False),
    ],
)
def test_what_was_unmistakably_written_is_understood(kind: str, cell: Cell, value: Any) -> None:
    assert _read(kind, cell) == value


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        (NAIVE, "2025-03-07T14:05:09+08:00"),
        (date(2025, 3, 7), "2025-03-07T00:00:00+08:00"),
        ("2025/3/7 14:05", "2025-03-07T14:05:00+08:00"),
        ("2025-03-07T06:05:09Z", "2025-03-07T14:05:09+08:00"),
        ("2025-03-07T14:05:09.5+08:00", "2025-03-07T14:05:09.500000+08:00"),
    ],
)
def test_a_time_without_offset_is_in_the_organisations_zone(cell: Cell, iso: str) -> None:
    assert _read("datetime", cell) == datetime.fromisoformat(iso)


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        ("number", "1.5", "too_precise"),
        ("number", "1,23", "not_a_number"),
        ("number", "12,34,567", "not_a_number"),
        ("number", "1.234,5", "not_a_number"),
        ("number", "约100", "not_a_number"),
        ("number", "١٢", "not_a_number"),
        ("number", True, "wrong_type"),
        ("number", date(2025, 3, 7), "wrong_type"),
        ("number", 1e300, "digits_lost"),
        ("number", float("nan"), "digits_lost"),
        ("text", 440106199001011234.0, "digits_lost"),
        ("money", "$12", "not_a_number"),
        ("money", "1.005", "too_precise"),
        ("money", 0.125, "too_precise"),
        ("percent", 0.062, "percent_unclear"),
        ("percent", "6.2", "percent_unclear"),
        ("date", "7/3/2025", "not_a_date"),
        ("date", "25-03-07", "not_a_date"),
        ("date", "2025-02-30", "not_a_date"),
        ("date", "2025-3.7", "not_a_date"),
        ("date", "3月7日", "not_a_date"),
        ("date", 45000.0, "not_a_date"),
        ("date", time(3, 4), "not_a_date"),
        ("datetime", "2025-03-07 24:30", "not_a_date"),
        ("datetime", "2025-03-07 1:2", "not_a_date"),
        ("choice", "内墙", "unknown_option"),
        ("choices", "外墙涂料,内墙", "unknown_option"),
        ("yes_no", "maybe", "not_yes_or_no"),
    ],
)
def test_what_may_mean_two_things_is_refused(kind: str, cell: Cell, code: str) -> None:
    with pytest.raises(FieldError) as refusal:
        _read(kind, cell)
    assert refusal.value.code == code
    assert set(refusal.value.message) == {"zh-CN", "en"}


def test_a_bare_percent_is_understood_once_the_mapping_says_which() -> None:
    percent = Setting(SHANGHAI.zone, "CNY", "percent")
    fraction = Setting(SHANGHAI.zone, "CNY", "fraction")
    assert _read("percent", 6.2, percent) == _read("percent", 0.062, fraction) == Decimal("6.2")
    assert _read("percent", "6.2%", fraction) == Decimal("6.2")


def test_an_hour_that_a_change_of_clocks_repeats_is_refused() -> None:
    berlin = Setting(ZoneInfo("Europe/Berlin"), "EUR")
    for hour in ("2025-10-26 02:30", "2025-03-30 02:30"):
        with pytest.raises(FieldError):
            _read("datetime", hour, berlin)
    assert _read("datetime", "2025-10-26 02:30+02:00", berlin)


def test_every_kind_is_read_or_known_to_have_no_cell() -> None:
    without = {"user", "region", "reference", "attachment", "auto_number", "formula", "rollup"}
    assert set(READERS) | without == set(KINDS)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_keeps_every_cent_through_a_workbook(amount: Decimal) -> None:
    assert _read("money", float(amount)) == amount


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_date_is_the_same_however_it_is_written(day: date) -> None:
    ways: list[Cell] = [
        day,
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        datetime.combine(day, time()) + timedelta(hours=13),
    ]
    assert {_read("date", way) for way in ways} == {day}


@given(st.text(max_size=60))
def test_no_text_makes_a_reader_stumble(text: str) -> None:
    for kind in READERS:
        try:
            _read(kind, text)
        except FieldError as refusal:
            assert refusal.code
