"""Whether a mapping fits the file's header, the blueprint and who imports: every problem."""

from collections.abc import Iterator

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.blueprint.parts.table import Table
from zhudan.exchange.mapping import OWN_NAMES, Mapping, TableMapping, columns_of, importable
from zhudan.kit.errors import Label
from zhudan.people.viewer import Viewer
from zhudan.records import access

Problems = Iterator[tuple[str, Label | str]]


def problems(
    mapping: Mapping, header: tuple[str, ...], live: LiveBlueprint, viewer: Viewer
) -> list[tuple[str, Label | str]]:
    """Everything that does not fit, with its place in the mapping."""
    many = len(mapping.tables) > 1
    return [
        (f"tables.{number}.{path}" if many else path, message)
        for number, table in enumerate(mapping.tables)
        for path, message in _of_table(table, mapping, header, live, viewer)
    ] + list(_of_creating(mapping, live, viewer))


def _of_table(
    table: TableMapping,
    mapping: Mapping,
    header: tuple[str, ...],
    live: LiveBlueprint,
    viewer: Viewer,
) -> Problems:
    part = live.document.tables_by_key.get(table.table)
    rights = access.rights(live, viewer)
    if part is None:
        yield "table", _NO_TABLE
        return
    if [one.table for one in mapping.tables].count(table.table) > 1:
        yield "table", _TABLE_TWICE
    if not rights.may_create(table.table):
        yield "table", _MAY_NOT
    known = set(header)
    for name in columns_of(table):
        if name not in known:
            yield name, _NO_COLUMN
    seen: set[str] = set()
    for path, key in _targets(table):
        if key in seen:
            yield path, _MAPPED_TWICE
        seen.add(key)
        yield from _of_field(path, key, part, live, viewer)
    yield from _of_remainders(table, part)
    if table.key is not None and table.key not in seen:
        yield "key", _KEY_UNMAPPED
    for field, target in table.links.items():
        own = part.fields_by_key.get(field)
        linked = {one.table for one in mapping.tables}
        if not isinstance(own, ReferenceField) or own.table != target or target not in linked:
            yield f"links.{field}", _NO_LINK
    yield from _of_way(table, live.document)
    if not table.columns:
        yield "columns", _NOTHING


def _of_field(path: str, key: str, part: Table, live: LiveBlueprint, viewer: Viewer) -> Problems:
    field = part.fields_by_key.get(key)
    rights = access.rights(live, viewer)
    if field is None:
        if key not in OWN_NAMES:
            yield path, _NO_FIELD
        elif key == "owner" and rights.scope(part.key, "assign") == "none":
            yield path, _MAY_NOT_ASSIGN
    elif not importable(field):
        yield path, _NOT_IMPORTED
    elif rights.field(part.key, key) != "edit":
        yield path, _MAY_NOT_EDIT


def _of_remainders(table: TableMapping, part: Table) -> Problems:
    for name, column in table.columns.items():
        rest = part.fields_by_key.get(column.rest or "")
        if column.rest and (rest is None or rest.kind not in ("text", "long_text")):
            yield f"columns.{name}.rest", _NO_FIELD
        unit = part.fields_by_key.get(column.unit_field or "")
        if column.unit_field and (unit is None or unit.kind != "choice"):
            yield f"columns.{name}.unit_field", _NO_FIELD


def _targets(table: TableMapping) -> list[tuple[str, str]]:
    columns = [(f"columns.{name}", column.field) for name, column in table.columns.items()]
    constants = [(f"constants.{key}", key) for key in table.constants]
    return columns + constants + [(f"links.{key}", key) for key in table.links]


def pipeline_of(document: Blueprint, table: TableMapping) -> Pipeline | None:
    """The pipeline that `place` or `history` of a table speaks of, else its first."""
    named = (table.place and table.place.pipeline) or (table.history and table.history.pipeline)
    for pipeline in document.pipelines_of(table.table):
        if named in (None, pipeline.key):
            return pipeline
    return None


def _of_way(table: TableMapping, document: Blueprint) -> Problems:
    place, history = table.place, table.history
    if place is None and history is None:
        return
    path = "place" if place else "history"
    chosen = pipeline_of(document, table)
    if chosen is None:
        yield f"{path}.pipeline", _NO_PIPELINE
        return
    if place is not None and history is not None:
        yield "history", _PLACED_TWICE
    for name, standing in place.values.items() if place else ():
        if standing.stage not in chosen.stages_by_key:
            yield f"place.values.{name}.stage", _NO_STAGE
        if standing.outcome is not None and standing.outcome not in chosen.outcomes_by_key:
            yield f"place.values.{name}.outcome", _NO_OUTCOME
    for name, stage in history.dates.items() if history else ():
        if stage not in chosen.stages_by_key:
            yield f"history.dates.{name}", _NO_STAGE
    outcomes = history.outcome.values if history and history.outcome else {}
    for name, outcome in outcomes.items():
        if outcome and outcome not in chosen.outcomes_by_key:
            yield f"history.outcome.values.{name}", _NO_OUTCOME


def _of_creating(mapping: Mapping, live: LiveBlueprint, viewer: Viewer) -> Problems:
    for path, wanted in mapping.create.items():
        table, _, key = path.partition(".")
        part = live.document.tables_by_key.get(table)
        field = part.fields_by_key.get(key) if part else None
        if wanted and not (
            isinstance(field, ReferenceField) and creatable(live, viewer, field.table)
        ):
            yield f"create.{path}", _NOT_CREATABLE


def creatable(live: LiveBlueprint, viewer: Viewer, table: str) -> bool:
    """Whether a record of a table can be made of its title alone."""
    part = live.document.table(table)
    title = part.fields_by_key.get(part.title)
    if title is None or not importable(title):
        return False
    if not access.rights(live, viewer).may_create(table):
        return False
    return not any(
        field.required and not field.read_only and field.key != part.title for field in part.fields
    )


_NO_TABLE = {"zh-CN": "没有这个数据表", "en": "there is no such table"}
_TABLE_TWICE = {"zh-CN": "同一数据表出现两次", "en": "the table is here twice"}
_MAY_NOT = {"zh-CN": "你不能新建这里的记录", "en": "you may not create records here"}
_MAY_NOT_ASSIGN = {"zh-CN": "你不能指定负责人", "en": "you may not say who owns a record"}
_MAY_NOT_EDIT = {"zh-CN": "你不能填写这个字段", "en": "you may not fill this field"}
_NO_COLUMN = {"zh-CN": "文件里没有这一列", "en": "the file has no such column"}
_MAPPED_TWICE = {"zh-CN": "同一字段被填写两次", "en": "the same field is filled twice"}
_NO_FIELD = {"zh-CN": "数据表没有这个字段", "en": "the table has no such field"}
_NOT_IMPORTED = {
    "zh-CN": "这个字段由系统填写，或不能导入",
    "en": "this field is written by the system or cannot be imported",
}
_KEY_UNMAPPED = {"zh-CN": "没有哪一列对应这个字段", "en": "no column fills this field"}
_NO_LINK = {
    "zh-CN": "这个字段不指向本映射里的那个数据表",
    "en": "this field does not refer to that table of the mapping",
}
_NO_PIPELINE = {"zh-CN": "数据表没有这个流程", "en": "the table has no such pipeline"}
_NO_STAGE = {"zh-CN": "流程没有这个阶段", "en": "the pipeline has no such stage"}
_NO_OUTCOME = {"zh-CN": "流程没有这个结果", "en": "the pipeline has no such outcome"}
_PLACED_TWICE = {
    "zh-CN": "阶段列和日期列只能用一种",
    "en": "stages come from a column or from days, not from both",
}
_NOT_CREATABLE = {
    "zh-CN": "这里不能按名称新建记录",
    "en": "records cannot be made of a name alone here",
}
_NOTHING = {
    "zh-CN": "没有任何列对应到字段",
    "en": "no column fills any field",
}
