"""The condition language: what is refused, and what the judge in memory says."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhudan.kit import conditions
from zhudan.kit.conditions import FieldType, check, judge, problems

TODAY = date(2026, 3, 31)
TYPES = {
    "name": FieldType("text"),
    "amount": FieldType("number", scale=2),
    "sign_on": FieldType("date"),
    "contact_at": FieldType("datetime"),
    "demand": FieldType("choice", options=frozenset({"floor", "wall"})),
    "tags": FieldType("choices", options=frozenset({"a", "b"})),
    "key": FieldType("yes_no"),
    "owner": FieldType("user"),
    "customer": FieldType("reference"),
    "files": FieldType("files"),
}


def leaf(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, **({"value": value[0]} if value else {})}


def holds(condition: Any, me: int | None = None, **values: Any) -> bool:
    check(condition, TYPES)
    return judge(condition, values, today=TODAY, me=me)


def code_of(raw: Any, types: Any = TYPES) -> str:
    with pytest.raises(conditions.ConditionRefused) as refused:
        check(raw, types)
    assert refused.value.status == 422
    assert refused.value.sentence()
    return refused.value.code


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "x",
        {},
        {"all": {}},
        {"all": [], "any": []},
        {"not": []},
        {"field": "name"},
        {"field": "name", "op": "like", "value": "x"},
        {"field": 3, "op": "=", "value": "x"},
        {"field": "name", "op": "=", "value": "x", "also": 1},
        leaf("name", "="),
        leaf("name", "empty", "x"),
        leaf("name", "in", "x"),
        leaf("name", "=", 3),
        leaf("name", "=", "\ud800"),
        leaf("name", "<", "x"),
        leaf("amount", "=", "12.345"),
        leaf("amount", "=", "1e99"),
        leaf("amount", "=", True),
        leaf("amount", "contains", "1"),
        leaf("sign_on", "=", "31.3.2026"),
        leaf("sign_on", "=", {"today": "1"}),
        leaf("sign_on", "=", {"today": 99999999}),
        leaf("contact_at", "<", "2026-03-31T00:00:00"),
        leaf("contact_at", "=", "2026-03-31"),
        leaf("demand", "=", "roof"),
        leaf("tags", "=", "a"),
        leaf("key", "=", "yes"),
        leaf("owner", "=", {"me": 1}),
        leaf("customer", "=", {"me": True}),
        leaf("customer", "=", "12; DROP"),
        leaf("files", "=", "1"),
    ],
)
def test_what_is_no_condition_is_refused(raw: Any) -> None:
    assert code_of(raw) == "condition_invalid"


def test_an_unknown_field_is_named() -> None:
    assert code_of(leaf("colour", "=", "red")) == "unknown_field"


def test_a_condition_nested_a_thousand_deep_is_refused_and_not_walked() -> None:
    deep: dict[str, Any] = leaf("name", "=", "x")
    for _ in range(100_000):
        deep = {"not": deep}
    assert code_of(deep) == "condition_too_deep"
    with pytest.raises(conditions.ConditionRefused):
        judge(deep, {}, today=TODAY, me=None)
    while "not" in deep:  # taken apart here, or the interpreter recurses when freeing it
        deep = deep["not"]


def test_a_condition_of_too_many_parts_is_refused() -> None:
    assert code_of({"all": [leaf("name", "=", "x")] * 500}) == "condition_too_deep"


def test_every_mistake_is_told_with_its_place() -> None:
    found = problems({"all": [leaf("name", "<", "x"), {"not": leaf("amount", "=", "y")}]}, TYPES)
    assert [wrong.path for wrong in found] == ["all.0.op", "all.1.not.value"]


def test_an_empty_field_meets_only_the_operator_empty() -> None:
    empties: list[Any] = [None, "", []]
    for value in empties:
        assert holds(leaf("name", "empty"), name=value)
        assert not holds(leaf("name", "not_empty"), name=value)
        assert not holds(leaf("name", "!=", "x"), name=value)
        assert not holds(leaf("name", "not_in", ["x"]), name=value)
        assert holds({"not": leaf("name", "=", "x")}, name=value)


def test_text_is_equal_exactly_and_contains_without_regard_to_latin_case() -> None:
    assert not holds(leaf("name", "=", "abc"), name="ABC")
    assert holds(leaf("name", "contains", "bC华"), name="ABc华东")
    assert not holds(leaf("name", "contains", "é"), name="É")
    assert holds(leaf("name", "starts_with", "ab"), name={"text": "ABC", "lat": 1.0, "lng": 2.0})


def test_numbers_compare_by_value_whatever_they_are_written_as() -> None:
    for written in ("1000.50", 1000.5, "1000.5"):
        assert holds(leaf("amount", "=", written), amount=Decimal("1000.50"))
    assert holds(leaf("amount", ">", 1000), amount=Decimal("1000.01"))
    assert holds(leaf("amount", "in", ["1", 2]), amount=Decimal("2.00"))


def test_dates_may_be_counted_from_today() -> None:
    assert holds(leaf("sign_on", "<=", {"today": 30}), sign_on=date(2026, 4, 30))
    assert not holds(leaf("sign_on", "<=", {"today": 29}), sign_on=date(2026, 4, 30))


def test_a_moment_is_compared_by_its_day_in_the_organisations_zone() -> None:
    evening = datetime(2026, 3, 30, 17, 0, tzinfo=UTC)  # the 31st, one o'clock, in Shanghai
    assert holds(leaf("contact_at", ">=", {"today": 0}), contact_at=evening)
    assert not holds(leaf("contact_at", "<", "2026-03-31"), contact_at=evening)
    assert holds(leaf("contact_at", "<=", "2026-03-31"), contact_at=evening)
    assert holds(leaf("contact_at", "<", "2026-03-31T01:00:01+08:00"), contact_at=evening)


def test_me_is_whoever_looks() -> None:
    mine = leaf("owner", "=", {"me": True})
    assert holds(mine, me=7, owner=7)
    assert not holds(mine, me=8, owner=7)
    assert not holds(mine, me=None, owner=7)
    assert holds(leaf("owner", "in", ["3", "7"]), owner=7)


def test_several_choices_contain_an_option() -> None:
    assert holds(leaf("tags", "contains", "b"), tags=["a", "b"])
    assert not holds(leaf("tags", "contains", "b"), tags=["a"])


days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
amounts = st.integers(-(10**15) + 1, 10**15 - 1).map(lambda n: Decimal(n).scaleb(-2))
leaves = st.one_of(
    st.builds(leaf, st.just("name"), st.sampled_from(["=", "!=", "contains"]), st.text(max_size=9)),
    st.builds(
        leaf,
        st.just("amount"),
        st.sampled_from(["=", "<", ">="]),
        amounts.map(lambda n: format(n, "f")),
    ),
    st.builds(leaf, st.just("sign_on"), st.sampled_from(["<", ">"]), days.map(date.isoformat)),
    st.builds(leaf, st.sampled_from(list(TYPES)), st.sampled_from(["empty", "not_empty"])),
).filter(lambda one: not problems(one, TYPES))
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=12,
).filter(lambda tree: not problems(tree))
rows = st.fixed_dictionaries(
    {
        "name": st.none() | st.text(max_size=9),
        "amount": st.none() | amounts,
        "sign_on": st.none() | days,
    }
)


@given(trees, rows)
def test_a_checked_condition_and_its_negation_disagree(tree: Any, row: Any) -> None:
    if problems({"not": tree}, TYPES):
        return
    assert judge(tree, row, today=TODAY, me=1) != judge({"not": tree}, row, today=TODAY, me=1)


@given(st.lists(trees, max_size=3), rows)
def test_all_and_any_are_each_others_negation(parts: list[Any], row: Any) -> None:
    denied = {"any": [{"not": part} for part in parts]}
    if problems(denied, TYPES) or problems({"all": parts}, TYPES):
        return
    assert judge({"all": parts}, row, today=TODAY, me=1) != judge(denied, row, today=TODAY, me=1)


@given(rows, days, st.integers(-3000, 3000))
def test_counting_from_today_is_the_same_as_naming_the_day(row: Any, today: date, n: int) -> None:
    wanted = today + timedelta(days=n)
    if not 1900 <= wanted.year < 2200:
        return
    for op in ("=", "<", ">="):
        counted = judge(leaf("sign_on", op, {"today": n}), row, today=today, me=None)
        assert counted == judge(leaf("sign_on", op, wanted.isoformat()), row, today=today, me=None)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["all", "any", "not", "field", "op", "value", "today", "me"]), inner
        )
    ),
)


@given(json_like)
def test_any_json_is_either_a_condition_or_clearly_none(raw: Any) -> None:
    if not problems(raw, TYPES):
        judge(raw, {"name": "x", "amount": Decimal(1)}, today=TODAY, me=None)
