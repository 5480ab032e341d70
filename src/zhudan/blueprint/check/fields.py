"""One field of a table."""

from collections.abc import Iterator

from zhudan.blueprint.check.conditions import judge_stored
from zhudan.blueprint.check.problem import Problem, error, listed
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.engine import ENGINE_FIELDS
from zhudan.blueprint.fields.formula import FormulaField
from zhudan.blueprint.fields.kind import FieldKind
from zhudan.blueprint.fields.number import ExactNumber
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.fields.rollup import RollupField
from zhudan.blueprint.parts.table import Table
from zhudan.kit import arithmetic
from zhudan.kit.conditions import Family

# what of a record a formula can compute with
_COMPUTES: dict[Family, arithmetic.Kind] = {"text": "text", "number": "number", "date": "date"}
_RESULTS = {"number": "number", "money": "number", "percent": "number"}


def judge_field(
    document: Blueprint, table: Table, field: FieldKind, path: str
) -> Iterator[Problem]:
    yield from _common(field, path)
    if isinstance(field, ExactNumber) and field.min is not None and field.max is not None:
        if field.min > field.max:
            yield error(f"{path}.max", "最大值小于最小值", "The maximum is below the minimum")
    elif isinstance(field, ReferenceField):
        if field.table not in document.tables_by_key:
            yield no_table(document, field.table, f"{path}.table")
    elif isinstance(field, FormulaField):
        yield from _formula(table, field, path)
    elif isinstance(field, RollupField):
        yield from _rollup(document, table, field, path)


def no_table(document: Blueprint, key: str, path: str) -> Problem:
    known = listed(document.tables_by_key)
    return error(
        path, f"没有数据表“{key}”，现有：{known}", f'There is no table "{key}"; there are: {known}'
    )


def _common(field: FieldKind, path: str) -> Iterator[Problem]:
    if field.key in ENGINE_FIELDS:
        yield error(
            path,
            f"“{field.key}”是系统保留的名字，请换一个标识",
            f'"{field.key}" is reserved by the system; please choose another key',
        )
    if field.unique and not field.may_be_unique:
        yield error(
            f"{path}.unique",
            f"{field.kind} 字段不能设为唯一",
            f"A field of kind {field.kind} cannot be unique",
        )
    if field.required and field.read_only:
        yield error(
            f"{path}.required",
            "这个字段由系统填写，不能设为必填",
            "This field is written by the system and cannot be required",
        )


def _formula(table: Table, field: FormulaField, path: str) -> Iterator[Problem]:
    kinds = {
        other.key: _COMPUTES[other.condition_type.family]
        for other in table.fields
        if other.condition_type.family in _COMPUTES
    }
    try:
        made = arithmetic.infer(field.tree, kinds)
    except arithmetic.ExpressionRefused as refused:
        yield Problem(f"{path}.expression", refused.reason)
        return
    wanted = _RESULTS.get(field.result, field.result)
    if made != wanted:
        yield error(
            f"{path}.result",
            f"公式算出来的是 {made}，不能作为 {field.result}",
            f"The formula makes a {made}, which is no {field.result}",
        )


def _rollup(document: Blueprint, table: Table, field: RollupField, path: str) -> Iterator[Problem]:
    source = document.tables_by_key.get(field.source)
    if source is None:
        yield no_table(document, field.source, f"{path}.from")
        return
    by = source.fields_by_key.get(field.by)
    if not isinstance(by, ReferenceField) or by.table != table.key:
        yield error(
            f"{path}.by",
            f"“{field.source}”里没有指向“{table.key}”的引用字段“{field.by}”",
            f'"{field.source}" has no reference field "{field.by}" that points to "{table.key}"',
        )
    yield from judge_stored(document, source.key, field.where, f"{path}.where")
    yield from _figure(document, source, field, path)


def _figure(document: Blueprint, source: Table, field: RollupField, path: str) -> Iterator[Problem]:
    """The function, what it is taken over, and its result fit together."""
    if field.function == "count":
        if field.field is not None:
            yield error(f"{path}.field", "计数不需要字段", "A count takes no field")
        if field.result != "number":
            yield error(f"{path}.result", "计数的结果是 number", "A count is a number")
        return
    figures = document.field_types(source.key)
    figure = figures.get(field.field) if field.field else None
    if figure is None:
        yield error(
            f"{path}.field",
            f"{field.function} 要写明“{source.key}”的哪个字段",
            f'{field.function} must name a field of "{source.key}"',
        )
        return
    usable = ("number",) if field.function == "sum" else ("number", "date", "datetime")
    if figure.family not in usable:
        yield error(
            f"{path}.field",
            f"不能对“{field.field}”做 {field.function}",
            f'{field.function} cannot be taken over "{field.field}"',
        )
    elif _RESULTS.get(field.result, field.result) != figure.family:
        yield error(
            f"{path}.result",
            f"“{field.field}”的 {field.function} 是 {figure.family}，不能作为 {field.result}",
            f'The {field.function} of "{field.field}" is a {figure.family}, no {field.result}',
        )
    elif figure.family == "number" and field.places < figure.scale:
        yield error(
            f"{path}.scale",
            f"结果的小数位（{field.places}）少于“{field.field}”的（{figure.scale}）",
            f'The result has fewer decimal places ({field.places}) than "{field.field}" '
            f"({figure.scale})",
        )
