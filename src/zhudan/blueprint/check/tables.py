"""Tables: their fields, layouts and views."""

from collections.abc import Iterable, Iterator

from zhudan.blueprint.check.conditions import judge_condition
from zhudan.blueprint.check.fields import judge_field
from zhudan.blueprint.check.problem import Problem, error, listed, warning
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.engine import ENGINE_FIELDS
from zhudan.blueprint.parts.table import Table

_UNSORTABLE = frozenset({"files", "choices"})


def judge(document: Blueprint) -> Iterator[Problem]:
    for table in document.tables:
        path = f"tables.{table.key}"
        yield from _title(table, path)
        yield from _aliases(table, path)
        for field in table.fields:
            yield from judge_field(document, table, field, f"{path}.fields.{field.key}")
        yield from _layout(document, table, path)
        yield from _views(document, table, path)


def _title(table: Table, path: str) -> Iterator[Problem]:
    title = table.fields_by_key.get(table.title)
    if title is None:
        yield error(
            f"{path}.title",
            f"没有字段“{table.title}”，记录的名称要取自本表的一个字段",
            f'There is no field "{table.title}"; a record\'s name is one of its fields',
        )
    elif not title.may_be_title:
        yield error(
            f"{path}.title",
            f"“{table.title}”是 {title.kind}，记录的名称只能取自 text 或 auto_number",
            f'"{table.title}" is of kind {title.kind}; a name is a text or an auto_number',
        )
    elif not title.required and not title.read_only:
        yield warning(
            f"{path}.fields.{title.key}.required",
            "这个字段是记录的名称，最好设为必填，否则会有没有名称的记录",
            "This field names the record; unless it is required there may be records without name",
        )


def _aliases(table: Table, path: str) -> Iterator[Problem]:
    """One name for two fields would leave it to chance which of them a ledger fills."""
    owners: dict[str, str] = {}
    for field in table.fields:
        for name in {*map(str.casefold, field.label.values()), field.key}:
            owners.setdefault(name, field.key)
    for field in table.fields:
        for place, alias in enumerate(field.aliases):
            owner = owners.setdefault(alias.casefold(), field.key)
            if owner != field.key:
                yield error(
                    f"{path}.fields.{field.key}.aliases.{place}",
                    f"“{alias}”已经是字段“{owner}”的名称或别名",
                    f'"{alias}" is already a name of the field "{owner}"',
                )


def unknown_fields(table: Table, keys: Iterable[str], path: str) -> Iterator[Problem]:
    """Keys that are neither fields of the table nor the engine's."""
    for key in keys:
        if key not in table.fields_by_key and key not in ENGINE_FIELDS:
            yield unknown_field(table, key, path)


def unknown_field(table: Table, key: str, path: str) -> Problem:
    known = listed(table.fields_by_key)
    return error(
        path,
        f"数据表“{table.key}”没有字段“{key}”，现有：{known}",
        f'Table "{table.key}" has no field "{key}"; it has: {known}',
    )


def _layout(document: Blueprint, table: Table, path: str) -> Iterator[Problem]:
    placed: set[str] = set()
    for section in table.layout.sections:
        place = f"{path}.layout.sections.{section.key}"
        for key in section.fields:
            if key not in table.fields_by_key:
                yield unknown_field(table, key, f"{place}.fields")
            elif key in placed:
                yield warning(f"{place}.fields", f"“{key}”放了两次", f'"{key}" is laid out twice')
            placed.add(key)
        yield from judge_condition(document, table.key, section.visible_if, f"{place}.visible_if")
    yield from unknown_fields(table, table.layout.list_columns, f"{path}.layout.list")
    yield from unknown_fields(table, table.layout.side, f"{path}.layout.side")
    for field in table.fields:
        if table.layout.sections and field.required and field.key not in placed:
            yield warning(
                f"{path}.layout.sections",
                f"必填字段“{field.key}”不在表单里",
                f'The required field "{field.key}" is not on the form',
            )


def _views(document: Blueprint, table: Table, path: str) -> Iterator[Problem]:
    types = document.field_types(table.key)
    for view in table.views:
        place = f"{path}.views.{view.key}"
        yield from judge_condition(document, table.key, view.filter, f"{place}.filter")
        yield from unknown_fields(table, view.columns, f"{place}.columns")
        sorted_by = [key.removeprefix("-") for key in view.sort]
        yield from unknown_fields(table, sorted_by, f"{place}.sort")
        for key in sorted_by:
            if key in types and types[key].family in _UNSORTABLE:
                yield error(
                    f"{place}.sort", f"不能按“{key}”排序", f'Lists cannot be sorted by "{key}"'
                )
        for role in view.roles:
            if role not in document.roles_by_key:
                yield error(f"{place}.roles", f"没有角色“{role}”", f'There is no role "{role}"')
