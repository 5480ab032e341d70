"""Values become canonical at the door, or are refused with a code and a sentence."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from zhudan.blueprint.fields import AnyField, FieldError, FieldKind
from zhudan.blueprint.fields.auto_number import AutoNumberField
from zhudan.blueprint.fields.formula import FormulaField

OPTIONS = [{"key": "b", "label": "B"}, {"key": "a", "label": "A"}]
_any = TypeAdapter[Any](AnyField)


def field(kind: str, **options: Any) -> Any:
    return _any.validate_python({"key": "x", "kind": kind, "label": "X", **options})


def refused(kind: FieldKind, raw: object) -> str:
    with pytest.raises(FieldError) as told:
        kind.parse(raw)
    assert told.value.message["zh-CN"]
    assert told.value.message["en"]
    return told.value.code


PHONES = [
    ("138 1234 2207", "13812342207"),
    ("+86-138-1234-2207", "13812342207"),
    ("008613812342207", "13812342207"),
    ("１３８１２３４２２０７", "13812342207"),
    ("021-6234 5678", "021-62345678"),
    ("(021)62345678转801", "021-62345678-801"),
    ("0571 8765 4321-12", "0571-87654321-12"),
    ("+86 21 62345678", "021-62345678"),
    ("400 688 0186", "400-688-0186"),
    ("95588", "95588"),
    ("+49 30 123456", "+49 30 123456"),
    ("+1 (650) 253-0000", "+1 650-253-0000"),
]


@pytest.mark.parametrize(("written", "kept"), PHONES)
def test_phones_are_alike_however_they_were_typed(written: str, kept: str) -> None:
    phone = field("phone")
    assert phone.parse(written) == kept
    assert phone.parse(kept) == kept


@pytest.mark.parametrize("raw", ["1381234220", "138123422071", "12345", "abc", "+86 1", "6234567"])
def test_what_is_no_phone_is_refused(raw: str) -> None:
    assert refused(field("phone"), raw) == "not_a_phone"


def test_masks_show_enough_to_recognise_and_too_little_to_call() -> None:
    assert field("phone").mask("13812342207") == "138 **** 2207"
    assert field("phone").mask("021-62345678") == "021****78"
    assert field("email").mask("wang@example.com") == "w***@example.com"
    assert field("text").mask("王建国") == "王**"
    assert field("phone").mask(None) is None


@pytest.mark.parametrize(
    ("kind", "raw", "canonical"),
    [
        (field("text"), "  华东\n建材  ", "华东 建材"),
        (field("text"), " ", None),
        (field("text"), "e\u0301", "é"),
        (field("long_text"), "a\r\nb\r", "a\nb"),
        (field("number"), "18000", Decimal(18000)),
        (field("number", scale=2), 1.1, Decimal("1.10")),
        (field("number", scale=2), "1.5000", Decimal("1.50")),
        (field("money"), "999999999999999e-2", Decimal("9999999999999.99")),
        (field("percent"), 6.2, Decimal("6.2")),
        (field("date"), "2026-03-31", date(2026, 3, 31)),
        (field("datetime"), "2026-03-31T09:30:00+08:00", datetime(2026, 3, 31, 1, 30, tzinfo=UTC)),
        (field("choice", options=OPTIONS), "a", "a"),
        (field("choices", options=OPTIONS), ["a", "b", "a"], ["b", "a"]),
        (field("choices", options=OPTIONS), [], None),
        (field("yes_no"), False, False),
        (field("email"), "Wang.Jian@Example.COM", "Wang.Jian@example.com"),
        (field("url"), "www.example.com/a?b=1", "https://www.example.com/a?b=1"),
        (field("url"), "http://例子.测试", "http://例子.测试"),
        (field("address"), "上海市 闵行区", {"text": "上海市 闵行区"}),
        (
            field("address"),
            {"text": "x", "lat": 31.23, "lng": 121.4737012},
            {"text": "x", "lat": 31.23, "lng": 121.473701},
        ),
        (field("reference", table="t"), {"id": "12", "title": "T"}, 12),
        (field("user"), "12", 12),
        (field("region"), 12, 12),
        (field("attachment"), ["5", {"id": "6"}, 5], [5, 6]),
    ],
)
def test_a_value_becomes_canonical_and_comes_back_from_its_columns(
    kind: FieldKind, raw: Any, canonical: Any
) -> None:
    value = kind.parse(raw)
    assert value == canonical
    stored = kind.to_db(value)
    assert len(stored) == len(kind.columns)
    assert kind.from_db(*stored) == canonical
    if value is not None:
        assert kind.parse(kind.to_json(value)) == canonical


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (field("text"), 12, "wrong_type"),
        (field("text"), "x" * 10_000_000, "too_long"),
        (field("text", max_length=3), "四个字啊", "too_long"),
        (field("text"), "a\0b", "bad_character"),
        (field("text"), "\ud800", "bad_character"),
        (field("long_text"), "x" * 5001, "too_long"),
        (field("number"), "1,000", "not_a_number"),
        (field("number"), "NaN", "not_a_number"),
        (field("number"), float("inf"), "not_a_number"),
        (field("number"), True, "wrong_type"),
        (field("number"), [1], "wrong_type"),
        (field("number"), "1.5", "too_precise"),
        (field("number", scale=2), 0.1 + 0.2, "too_precise"),
        (field("number"), "1000000000000000", "too_many_digits"),
        (field("money"), "10000000000000.00", "too_many_digits"),
        (field("number", min=0), -1, "too_small"),
        (field("number", max=9), 10, "too_large"),
        (field("date"), "2026-02-29", "not_a_date"),
        (field("date"), "31/03/2026", "not_a_date"),
        (field("date"), "1899-12-31", "out_of_range"),
        (field("date"), "2200-01-01", "out_of_range"),
        (field("date"), 20260331, "wrong_type"),
        (field("datetime"), "2026-03-31T09:30:00", "no_offset"),
        (field("datetime"), "2026-03-31", "not_a_time"),
        (field("datetime"), "0001-01-01T00:00:00+14:00", "out_of_range"),
        (field("choice", options=OPTIONS), "c", "unknown_option"),
        (field("choice", options=OPTIONS), ["a"], "wrong_type"),
        (field("choices", options=OPTIONS), "a", "wrong_type"),
        (field("choices", options=OPTIONS), ["a"] * 1000, "wrong_type"),
        (field("yes_no"), "true", "wrong_type"),
        (field("yes_no"), 1, "wrong_type"),
        (field("email"), "wang@", "not_an_email"),
        (field("url"), "javascript:alert(1)", "not_a_url"),
        (field("url"), "ftp://example.com", "not_a_url"),
        (field("url"), "https://", "not_a_url"),
        (field("url"), "https://a b.com", "not_a_url"),
        (field("address"), {"text": "x", "lat": 31}, "wrong_type"),
        (field("address"), {"text": "x", "lat": 91, "lng": 1}, "out_of_range"),
        (field("address"), {"lat": 31, "lng": 1}, "no_text"),
        (field("address"), {"text": "x", "colour": 1}, "wrong_type"),
        (field("reference", table="t"), "0", "wrong_type"),
        (field("reference", table="t"), "1; DROP", "wrong_type"),
        (field("reference", table="t"), {"id": True}, "wrong_type"),
        (field("user"), "9" * 30, "wrong_type"),
        (field("attachment"), "5", "wrong_type"),
        (field("attachment", max_files=1), ["5", "6"], "too_many_files"),
        (field("auto_number"), "1", "read_only"),
        (field("formula", expression="1", result="number"), "1", "read_only"),
    ],
)
def test_what_a_field_does_not_take_is_refused(kind: FieldKind, raw: Any, code: str) -> None:
    assert refused(kind, raw) == code


exact = st.integers(-(10**15) + 1, 10**15 - 1)


@given(exact, st.integers(0, 6))
def test_every_number_of_fifteen_digits_is_kept_to_the_digit(whole: int, scale: int) -> None:
    kind = field("number", scale=scale)
    value = Decimal(whole).scaleb(-scale)
    assert kind.parse(format(value, "f")) == value
    assert kind.to_db(kind.parse(value)) == (whole,)
    assert kind.to_json(kind.from_db(whole)) == format(value, "f")


KINDS = [
    field("text"),
    field("number", scale=3),
    field("date"),
    field("datetime"),
    field("phone"),
    field("email"),
    field("url"),
    field("address"),
    field("choices", options=OPTIONS),
    field("attachment"),
    field("user"),
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "text", "lat", "lng"]), inner)
    ),
)


@given(st.sampled_from(KINDS), anything)
def test_any_json_is_taken_or_refused_and_taking_it_again_changes_nothing(
    kind: FieldKind, raw: Any
) -> None:
    try:
        value = kind.parse(raw)
    except FieldError:
        return
    if value is not None:
        assert kind.parse(kind.to_json(value)) == value


def test_numbers_are_given_by_a_pattern_that_counts_anew_each_period() -> None:
    kind: AutoNumberField = field("auto_number", pattern="XM{yyyy}{mm}-{seq:4}")
    assert kind.write(date(2026, 3, 31), 42) == "XM202603-0042"
    assert kind.write(date(2026, 3, 31), 12345) == "XM202603-12345"
    assert kind.period(date(2026, 3, 31)) == "202603"
    assert field("auto_number").period(date(2026, 3, 31)) == ""
    assert field("auto_number", pattern="{yy}/{seq}").period(date(2026, 3, 31)) == "2026"
    assert field("auto_number", pattern="{dd}{seq}").period(date(2026, 3, 31)) == "20260331"


@pytest.mark.parametrize("pattern", ["", "XM", "{seq}{seq}", "{year}-{seq}", "{seq", "{seq:x}"])
def test_a_pattern_that_cannot_number_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError):
        field("auto_number", pattern=pattern)


def test_a_formula_rounds_to_its_scale_and_refuses_what_cannot_be_kept() -> None:
    each: FormulaField = field("formula", expression="worth / count", result="money")
    assert each.compute({"worth": Decimal(10), "count": Decimal(3)}) == Decimal("3.33")
    assert each.compute({"worth": Decimal(10), "count": Decimal(0)}) is None
    huge: FormulaField = field("formula", expression="a * a * a", result="number")
    with pytest.raises(FieldError):
        huge.compute({"a": Decimal(10**14)})
    label: FormulaField = field("formula", expression='a & "-" & b', result="text")
    assert label.compute({"a": "x", "b": None}) == "x-"
