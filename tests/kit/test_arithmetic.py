"""Formulas: read once, exact, and never a way to run code."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import add, mul, sub
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhudan.kit import arithmetic
from zhudan.kit.arithmetic import ExpressionRefused, evaluate, infer, parse


def worth(text: str, **values: Any) -> Any:
    return evaluate(parse(text), values)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 - 3 - 4", "-5"),
        ("12 / 4 / 3", "1"),
        ("-2 * -3", "6"),
        ("0.1 + 0.2", "0.3"),
        ("round(2.345, 2)", "2.35"),
        ("round(2.5)", "3"),
        ("min(3, 1, 2) + max(4, 5)", "6"),
        ("if_empty(nothing, 7)", "7"),
        ("quantity * price", "37.5"),
    ],
)
def test_numbers_are_computed_exactly(text: str, result: str) -> None:
    assert worth(text, quantity=Decimal("2.5"), price=Decimal(15)) == Decimal(result)


def test_whatever_is_empty_makes_the_result_empty() -> None:
    assert worth("a + 1", a=None) is None
    assert worth("a / b", a=Decimal(1), b=Decimal(0)) is None
    assert worth("min(a, 1)", a=None) is None


def test_texts_are_joined_and_days_counted() -> None:
    assert worth('name & " " & size & "m"', name="华东", size=Decimal("2.50")) == "华东 2.5m"
    assert worth("a & b", a=None, b=None) is None
    assert worth("day + 30", day=date(2026, 3, 1)) == date(2026, 3, 31)
    assert worth("a - b", a=date(2026, 3, 31), b=date(2026, 3, 1)) == Decimal(30)
    assert worth("day + 9999999", day=date(2026, 3, 1)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "(1",
        "1)",
        "1 2",
        "* 2",
        "a.b",
        "__import__('os')",
        "eval(1)",
        "round()",
        "round(1, 2, 3)",
        "1 ** 2",
        "a[0]",
        "'x'",
        '"x',
        "a = 1",
        "(" * 500 + "1" + ")" * 400,
        "-" * 300 + "1",
        "1+" * 400 + "1",
        "1" * 2000,
    ],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        parse(text)
    assert refused.value.sentence()


@pytest.mark.parametrize("text", ["name + 1", "day * 2", "day + day", "max(day, n)", "-name", "zz"])
def test_kinds_that_do_not_fit_together_are_refused(text: str) -> None:
    with pytest.raises(ExpressionRefused):
        infer(parse(text), {"name": "text", "day": "date", "n": "number"})


LEAVES = {"7": Fraction(7), "0": Fraction(0), "1.5": Fraction(3, 2)}
trees = st.recursive(
    st.sampled_from(["a", "b", *LEAVES]),
    lambda inner: st.tuples(st.sampled_from(["+", "-", "*", "max"]), inner, inner),
    max_leaves=8,  # so few that every digit is kept
)


def written(tree: Any) -> str:
    if isinstance(tree, str):
        return tree
    how, left, right = tree
    if how == "max":
        return f"max({written(left)}, {written(right)})"
    return f"({written(left)} {how} {written(right)})"


def meant(tree: Any, values: dict[str, Fraction]) -> Fraction:
    """The same by fractions."""
    if isinstance(tree, str):
        return values[tree]
    how, left, right = tree[0], meant(tree[1], values), meant(tree[2], values)
    compute: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
        "+": add,
        "-": sub,
        "*": mul,
        "max": max,
    }
    return compute[how](left, right)


@given(trees, st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_an_expression_means_what_arithmetic_says(tree: Any, a: int, b: int) -> None:
    found = worth(written(tree), a=Decimal(a), b=Decimal(b))
    assert found == meant(tree, LEAVES | {"a": Fraction(a), "b": Fraction(b)})


@given(st.text(max_size=40))
def test_any_text_is_either_an_expression_or_clearly_none(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionRefused:
        return
    evaluate(tree, dict.fromkeys(arithmetic.names(tree), Decimal(2)))
