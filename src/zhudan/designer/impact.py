"""What publishing a document would mean for the records there are, in words."""

from collections.abc import Iterator

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.table import Table
from zhudan.designer import stages
from zhudan.designer.stages import Leaving, MoveTo
from zhudan.kit.errors import Label
from zhudan.records import tables
from zhudan.records.columns import signature


def impact(before: LiveBlueprint, document: Blueprint, move_to: MoveTo) -> list[Label]:
    """One sentence for each thing that touches records; empty where none is touched."""
    said = [_stage(before, document, one) for one in stages.leaving(before, document, move_to)]
    for table in before.document.tables:
        said.extend(_table(before, document, table))
    return [sentence for sentence in said if sentence]


def _stage(before: LiveBlueprint, document: Blueprint, one: Leaving) -> Label | None:
    count = stages.count(before, one)["open"]
    if not count:
        return None
    zh, en = _names(one.label, one.stage)
    if one.to is None:
        return {
            "zh-CN": f"阶段“{zh}”里有 {count} 条进行中的记录：请说明 --move-to {one.stage}=…",
            "en": f"{count} open records stand in “{en}”: say --move-to {one.stage}=…",
        }
    to_zh, to_en = _names(document.pipeline(one.pipeline).stage(one.to).label, one.to)
    return {
        "zh-CN": f"{count} 条记录从“{zh}”移到“{to_zh}”",
        "en": f"{count} records go from “{en}” to “{to_en}”",
    }


def _table(before: LiveBlueprint, document: Blueprint, table: Table) -> Iterator[Label | None]:
    zh, en = _names(table.label, table.key)
    new = document.tables_by_key.get(table.key)
    if new is not None:
        for field in table.fields:
            yield _field(before, document, table, field)
        return
    count = tables.model(before, table.key).objects.count()
    if count:
        yield {
            "zh-CN": f"数据表“{zh}”的 {count} 条记录不再显示（内容保留，可回滚）",
            "en": f"{count} records of “{en}” are no longer shown (kept for a roll-back)",
        }


def _field(
    before: LiveBlueprint, document: Blueprint, table: Table, field: FieldKind
) -> Label | None:
    kept = document.table(table.key).fields_by_key.get(field.key)
    if kept is not None and signature(before.document, table.key, field) == signature(
        document, table.key, kept
    ):
        return None
    column = before.columns[table.key][field.key]
    rows = tables.model(before, table.key).objects
    count = rows.filter(**{f"{column}__isnull": False}).count()
    if not count:
        return None
    zh, en = (
        f"{of_table} · {of_field}"
        for of_table, of_field in zip(
            _names(table.label, table.key), _names(field.label, field.key), strict=True
        )
    )
    if kept is None:
        return {
            "zh-CN": f"字段“{zh}”在 {count} 条记录里的内容不再显示（内容保留，可回滚）",
            "en": f"“{en}” is no longer shown in {count} records (kept for a roll-back)",
        }
    return {
        "zh-CN": f"字段“{zh}”换了含义或类型：{count} 条记录的内容能转换的会转换，其余保留备查",
        "en": f"“{en}” changes: the values of {count} records are converted where that is "
        "possible, the others are kept aside",
    }


def _names(label: Label, key: str) -> tuple[str, str]:
    anything = next(iter(label.values()), key)
    return label.get("zh-CN", anything), label.get("en", anything)
