"""How the columns of a file become fields of a table: read from a JSON file, or by their names.

The file's format is described with examples in docs/import.md.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.parts.table import Table
from zhudan.exchange.pointers import POINTERS
from zhudan.exchange.values import READERS, fold
from zhudan.kit.errors import Label, Refusal

# Columns that say something about the record itself, beside the table's own fields.
OWNER, REGISTERED = "owner", "created_at"
OWN_NAMES: Mapping[str, tuple[str, ...]] = {
    OWNER: ("owner", "负责人", "销售员", "salesperson"),
    REGISTERED: ("created_at", "登记时间", "registered"),
}


class MappingRefused(Refusal):
    """extra: problems, a list of {path, message}."""

    status = 422
    code = "mapping_invalid"
    title = {
        "zh-CN": "映射文件不正确：{first}",
        "en": "The mapping file is not right: {first}",
    }

    def __init__(self, problems: list[tuple[str, Label | str]]) -> None:
        listed = [{"path": path, "message": message} for path, message in problems]
        path, message = problems[0]
        both = dict.fromkeys(("zh-CN", "en"), message) if isinstance(message, str) else message
        first = {language: f"{path}: {text}" for language, text in both.items()}
        super().__init__(params={"first": first}, extra={"problems": listed})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """values: what a cell says -> what is understood instead ("" for empty). lookup: the field
    by which a referred record is found (default: its title). percent: see values.Setting."""

    field: str
    values: dict[str, str] = {}
    lookup: str | None = None
    percent: Literal["percent", "fraction"] | None = None


class Standing(_Strict):
    """Where a record stands: in a stage, or out of the pipeline by an outcome from a stage."""

    stage: str
    outcome: str | None = None


class Placing(_Strict):
    """Columns that state where each record stands in its pipeline, for `place_existing`.

    stage: a column of stage keys or labels; `values` says what else its cells mean.
    """

    stage: str
    pipeline: str | None = None
    values: dict[str, Standing] = {}
    entered_at: str | None = None
    closed_at: str | None = None
    reason: str | None = None


class MappingFile(_Strict):
    """key: the field by which a row finds the record it updates. constants: the same for all."""

    sheet: str | None = None
    header_row: int | None = Field(None, ge=1)
    key: str | None = None
    columns: dict[str, Column] = {}
    constants: dict[str, str] = {}
    place: Placing | None = None

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        return {
            name: {"field": column} if isinstance(column, str) else column
            for name, column in raw.items()
        }


def load(path: Path) -> MappingFile:
    """Raises MappingRefused."""
    try:
        return MappingFile.model_validate(json.loads(path.read_text("utf-8")))
    except (ValueError, RecursionError) as error:
        if isinstance(error, ValidationError):
            problems: list[tuple[str, Label | str]] = [
                (".".join(map(str, problem["loc"])), problem["msg"]) for problem in error.errors()
            ]
            raise MappingRefused(problems) from error
        raise MappingRefused([(path.name, str(error))]) from error


def by_names(header: tuple[str, ...], table: Table) -> MappingFile:
    """Columns named like a field, by key or by label in any language. Others are left out."""
    known = {fold(name): key for key, names in OWN_NAMES.items() for name in names}
    for field in table.fields:
        if field.kind in READERS or field.kind in POINTERS:
            for name in (field.key, *field.label.values()):
                known[fold(name)] = field.key
    columns: dict[str, Column] = {}
    for name in header:
        key = known.get(fold(name))
        if key is not None and key not in {column.field for column in columns.values()}:
            columns[name] = Column(field=key)
    return MappingFile(columns=columns)


def problems(
    mapping: MappingFile, header: tuple[str, ...], table: Table, document: Blueprint
) -> list[tuple[str, Label | str]]:
    """Everything that does not fit the file's header or the blueprint, with its place."""
    found: list[tuple[str, Label | str]] = [
        (name, _NO_COLUMN if name not in header else _TWICE)
        for name in columns_used(mapping)
        if header.count(name) != 1
    ]
    seen: set[str] = set()
    for path, key in _targets(mapping):
        if key in seen:
            found.append((path, _MAPPED_TWICE))
        seen.add(key)
        own = table.fields_by_key.get(key)
        if own is None and key not in OWN_NAMES:
            found.append((path, _NO_FIELD))
        elif own is not None and own.kind not in READERS and own.kind not in POINTERS:
            found.append((path, _NOT_IMPORTED))
    if mapping.key is not None and mapping.key not in seen:
        found.append(("key", _KEY_UNMAPPED))
    if mapping.place is not None:
        found += _placing_problems(mapping.place, table, document)
    if not mapping.columns:
        found.append(("columns", _NOTHING))
    return found


def columns_used(mapping: MappingFile) -> list[str]:
    """The file's columns that the mapping names."""
    place = mapping.place
    more = (place.stage, place.entered_at, place.closed_at, place.reason) if place else ()
    return [*mapping.columns, *(name for name in more if name)]


def _targets(mapping: MappingFile) -> list[tuple[str, str]]:
    columns = [(f"columns.{name}", column.field) for name, column in mapping.columns.items()]
    return columns + [(f"constants.{key}", key) for key in mapping.constants]


def _placing_problems(
    place: Placing, table: Table, document: Blueprint
) -> list[tuple[str, Label | str]]:
    pipelines = {pipeline.key: pipeline for pipeline in document.pipelines_of(table.key)}
    chosen = (
        pipelines.get(place.pipeline) if place.pipeline else next(iter(pipelines.values()), None)
    )
    if chosen is None:
        return [("place.pipeline", _NO_PIPELINE)]
    found: list[tuple[str, Label | str]] = []
    for name, standing in place.values.items():
        outcome = standing.outcome
        if standing.stage not in chosen.stages_by_key:
            found.append((f"place.values.{name}.stage", _NO_STAGE))
        if outcome is not None and outcome not in chosen.outcomes_by_key:
            found.append((f"place.values.{name}.outcome", _NO_OUTCOME))
    return found


_NO_COLUMN = {"zh-CN": "文件里没有这一列", "en": "the file has no such column"}
_TWICE = {"zh-CN": "文件里有两列同名", "en": "the file has two columns of this name"}
_MAPPED_TWICE = {"zh-CN": "同一字段被填写两次", "en": "the same field is filled twice"}
_NO_FIELD = {"zh-CN": "数据表没有这个字段", "en": "the table has no such field"}
_NOT_IMPORTED = {
    "zh-CN": "这个字段由系统填写，或不能导入",
    "en": "this field is written by the system or cannot be imported",
}
_KEY_UNMAPPED = {"zh-CN": "没有哪一列对应这个字段", "en": "no column fills this field"}
_NO_PIPELINE = {"zh-CN": "数据表没有这个流程", "en": "the table has no such pipeline"}
_NO_STAGE = {"zh-CN": "流程没有这个阶段", "en": "the pipeline has no such stage"}
_NO_OUTCOME = {"zh-CN": "流程没有这个结果", "en": "the pipeline has no such outcome"}
_NOTHING = {
    "zh-CN": "没有任何列对应到字段，请用 --map 指定映射文件",
    "en": "no column fills any field; say how with --map",
}
