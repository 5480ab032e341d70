"""A tiny expression language for formula fields: read once, evaluated exactly, never by eval.

    quantity * unit_price            numbers, + - * / and parentheses
    round(amount / area, 2)          round(x, places), min(…), max(…), if_empty(x, otherwise)
    name & " " & code                & joins texts; an empty part counts as ""
    expected_on - 7                  a date plus or minus days; a date minus a date is days

Numbers are Decimals. An empty operand, a division by zero or a date off the calendar makes the
result empty.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from typing import Literal

from zhudan.kit.errors import Label, Refusal

MAX_LENGTH = 1000
MAX_TOKENS = 200
MAX_DEPTH = 30

Kind = Literal["number", "text", "date"]
Value = Decimal | str | date | None


class ExpressionRefused(Refusal):
    status = 422
    code = "expression_invalid"
    title = {"zh-CN": "公式写得不对：{reason}", "en": "The formula is not valid: {reason}"}

    def __init__(self, reason: Label) -> None:
        self.reason = reason
        super().__init__(params={"reason": reason})


@dataclass(frozen=True)
class Constant:
    value: Decimal | str


@dataclass(frozen=True)
class Name:
    key: str


@dataclass(frozen=True)
class Call:
    """An operator or a function over its operands."""

    what: str
    of: tuple["Expression", ...]


Expression = Constant | Name | Call


def parse(text: str) -> Expression:
    """The tree of an expression; raises ExpressionRefused with the reason."""
    if len(text) > MAX_LENGTH:
        raise _refuse(f"最长 {MAX_LENGTH} 个字符", f"at most {MAX_LENGTH} characters")
    reader = _Reader(_tokens(text))
    tree = reader.expression(0, 0)
    if reader.peek() is not None:
        raise _refuse(f"多出了“{reader.peek()}”", f'unexpected "{reader.peek()}"')
    return tree


def names(tree: Expression) -> frozenset[str]:
    """The field keys an expression reads."""
    if isinstance(tree, Name):
        return frozenset({tree.key})
    if isinstance(tree, Call):
        return frozenset[str]().union(*(names(part) for part in tree.of))
    return frozenset()


def infer(tree: Expression, kinds: Mapping[str, Kind]) -> Kind:
    """The kind of the result; raises ExpressionRefused where kinds do not fit together."""
    if isinstance(tree, Constant):
        return "text" if isinstance(tree.value, str) else "number"
    if isinstance(tree, Name):
        if tree.key not in kinds:
            raise _refuse(
                f"“{tree.key}”不是可以计算的字段", f'"{tree.key}" is not a field to compute with'
            )
        return kinds[tree.key]
    return _infer_call(tree.what, [infer(part, kinds) for part in tree.of])


def evaluate(tree: Expression, values: Mapping[str, object]) -> Value:
    """The exact result over canonical values; None when it is empty."""
    if isinstance(tree, Constant):
        return tree.value
    if isinstance(tree, Name):
        return _operand(values.get(tree.key))
    parts = [evaluate(part, values) for part in tree.of]
    if tree.what == "&":
        return "".join(_written(part) for part in parts) or None
    if tree.what == "if_empty":
        return parts[0] if parts[0] is not None else parts[1]
    if any(part is None for part in parts):
        return None
    try:
        return _compute(tree.what, parts)
    except (DecimalException, OverflowError):
        return None


_EXACT = Context(prec=40, rounding=ROUND_HALF_UP)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z][a-z0-9_]*)"
    r'|(?P<text>"[^"]*")|(?P<sign>[-+*/&(),]))',
    re.ASCII,
)
_BINDING = {"&": 1, "+": 2, "-": 2, "*": 3, "/": 3}
# function -> (fewest, most) operands
FUNCTIONS = {"round": (1, 2), "min": (1, 20), "max": (1, 20), "if_empty": (2, 2)}


def _refuse(zh: str, en: str) -> ExpressionRefused:
    return ExpressionRefused({"zh-CN": zh, "en": en})


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            bad = text[at:].strip()[:10]
            raise _refuse(f"看不懂“{bad}”", f'cannot read "{bad}"')
        found.append(match.group().strip())
        at = match.end()
    if len(found) > MAX_TOKENS:
        raise _refuse(f"最多 {MAX_TOKENS} 个部分", f"at most {MAX_TOKENS} parts")
    return found


class _Reader:
    """Precedence climbing over tokens, never deeper than MAX_DEPTH."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        if token is None or (wanted is not None and token != wanted):
            told = wanted or ""
            raise _refuse(
                f"这里缺少“{told}”" if told else "公式没有写完",
                f'"{told}" is missing' if told else "the formula is not finished",
            )
        self.at += 1
        return token

    def expression(self, weakest: int, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise _refuse("括号太多层", "nested too deeply")
        left = self.operand(depth)
        while (sign := self.peek()) in _BINDING and _BINDING[str(sign)] > weakest:
            self.take()
            right = self.expression(_BINDING[str(sign)], depth + 1)
            left = Call(str(sign), (left, right))
        return left

    def operand(self, depth: int) -> Expression:
        token = self.take()
        if token[0].isdigit():
            return Constant(Decimal(token))
        if token[0] == '"':
            return Constant(token[1:-1])
        if token == "(":
            inner = self.expression(0, depth + 1)
            self.take(")")
            return inner
        if token == "-":
            if depth > MAX_DEPTH:
                raise _refuse("括号太多层", "nested too deeply")
            return Call("negative", (self.operand(depth + 1),))
        if not token[0].isalpha():
            raise _refuse(f"“{token}”的位置不对", f'"{token}" is out of place')
        return self.call(token, depth) if self.peek() == "(" else Name(token)

    def call(self, function: str, depth: int) -> Expression:
        if function not in FUNCTIONS:
            known = " ".join(FUNCTIONS)
            raise _refuse(f"没有函数“{function}”，可用：{known}", f"no such function; use: {known}")
        self.take("(")
        of = [self.expression(0, depth + 1)]
        while self.peek() == ",":
            self.take()
            of.append(self.expression(0, depth + 1))
        self.take(")")
        fewest, most = FUNCTIONS[function]
        if not fewest <= len(of) <= most:
            raise _refuse(
                f"{function} 需要 {fewest} 到 {most} 个值", f"{function} takes {fewest} to {most}"
            )
        return Call(function, tuple(of))


def _infer_call(what: str, kinds: Sequence[Kind]) -> Kind:
    if what == "&":
        return "text"
    if what in ("min", "max", "if_empty") and len(set(kinds)) == 1:
        return kinds[0]
    if all(kind == "number" for kind in kinds):
        return "number"
    if what in ("+", "-") and list(kinds) == ["date", "number"]:
        return "date"
    if what == "-" and list(kinds) == ["date", "date"]:
        return "number"
    told = ", ".join(kinds)
    raise _refuse(f"{what} 不能用于 {told}", f"{what} does not work on {told}")


def _operand(value: object) -> Value:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return Decimal(value)
    return value if isinstance(value, Decimal | str | date) else None


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value if isinstance(value, str) else value.isoformat()


def _compute(what: str, parts: Sequence[Value]) -> Value:
    if what in ("min", "max"):
        # operands are of one kind, which infer() proved when the blueprint was checked
        return (min if what == "min" else max)(parts)  # type: ignore[type-var]
    first = parts[0]
    if isinstance(first, date):
        return _compute_date(what, first, parts[1])
    numbers = [part for part in parts if isinstance(part, Decimal)]
    if len(numbers) != len(parts):
        return None
    if what == "negative":
        return -numbers[0]
    if what == "round":
        places = int(numbers[1]) if len(numbers) > 1 else 0
        return _EXACT.quantize(numbers[0], Decimal(1).scaleb(-max(0, min(places, 12))))
    return {"+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply, "/": _EXACT.divide}[what](
        numbers[0], numbers[1]
    )


def _compute_date(what: str, day: date, other: Value) -> Value:
    if isinstance(other, date):
        return Decimal((day - other).days)
    if not isinstance(other, Decimal):
        return None
    days = timedelta(days=int(other))
    return day + days if what == "+" else day - days
