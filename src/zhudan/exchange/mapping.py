"""How the columns of a file become fields of a table: read from a JSON file, or by their names.

The file's format is described with examples in docs/import.md.
"""

import json
from collections.abc import Mapping as Names
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.parts.table import Table
from zhudan.exchange.pointers import POINTERS
from zhudan.exchange.values import READERS, fold
from zhudan.kit.errors import Label, Refusal

# Columns that say something about the record itself, beside the table's own fields.
OWNER, REGISTERED = "owner", "created_at"
OWN_NAMES: Names[str, tuple[str, ...]] = {
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


# Of days that are written without one.
Year = Annotated[int | None, Field(ge=1900, le=2200)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """values: what a cell says -> what is understood instead ("" for empty). lookup: the field
    by which a referred record is found (default: its title). percent: see values.Setting.

    unit: what a bare number counts ("万" ten thousands) or what may stand behind it ("㎡", "吨").
    unit_field: a choice field of the same table that the unit behind a number fills. year: of a
    day written without one. several: "first" takes the first of two phones in a cell. approximate:
    约5万 is taken as 5万. rest: the field that keeps, as text, what `several` and `approximate`
    left out.
    """

    field: str
    values: dict[str, str] = {}
    lookup: str | None = None
    percent: Literal["percent", "fraction"] | None = None
    unit: str | None = Field(None, max_length=20)
    unit_field: str | None = None
    year: Year = None
    several: Literal["first", "refuse"] | None = None
    approximate: bool = False
    rest: str | None = None


class Standing(_Strict):
    """Where a record stands: in a stage, or out of the pipeline by an outcome from a stage."""

    stage: str
    outcome: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        return {"stage": raw} if isinstance(raw, str) else raw


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
    year: Year = None


class Meaning(_Strict):
    """A column whose cells mean keys of the blueprint: by key, by label, or as `values` says."""

    column: str
    values: dict[str, str] = {}


class Dated(_Strict):
    """The way of each record through its pipeline, from columns of days.

    dates: column -> the stage entered that day. outcome: how it ended; won_at: a day that says
    it was won; closed_at: the day it ended otherwise.
    """

    pipeline: str | None = None
    dates: dict[str, str] = Field(min_length=1)
    outcome: Meaning | None = None
    won_at: str | None = None
    closed_at: str | None = None
    reason: Meaning | None = None
    year: Year = None


class TableMapping(_Strict):
    """key: the field by which a row finds the record it updates. constants: the same for all.
    links: reference field -> the table of this mapping whose record in the row it points to."""

    table: str = ""
    key: str | None = None
    columns: dict[str, Column] = {}
    constants: dict[str, str] = {}
    links: dict[str, str] = {}
    place: Placing | None = None
    history: Dated | None = None

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        return {
            name: {"field": column} if isinstance(column, str) else column
            for name, column in raw.items()
        }


_SINGLE = ("key", "columns", "constants", "place", "history")


class Mapping(_Strict):
    """tables: what one row of the file becomes. create: "TABLE.FIELD" of references whose
    records are made where none is called so."""

    sheet: str | None = None
    header_row: int | None = Field(None, ge=0)
    tables: tuple[TableMapping, ...] = Field(min_length=1, max_length=10)
    create: dict[str, bool] = {}

    @model_validator(mode="before")
    @classmethod
    def _one_table(cls, raw: Any) -> Any:
        """The form for one table, which leaves `tables` out."""
        if not isinstance(raw, dict) or "tables" in raw:
            return raw
        own = {key: value for key, value in raw.items() if key in _SINGLE}
        rest = {key: value for key, value in raw.items() if key not in _SINGLE}
        return {**rest, "tables": [own]}

    def over(self, table: str) -> "Mapping":
        """With the table named of the form for one table."""
        if self.tables[0].table:
            return self
        first = self.tables[0].model_copy(update={"table": table})
        return self.model_copy(update={"tables": (first, *self.tables[1:])})

    def raw(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_defaults=True)


def load(path: Path) -> Mapping:
    """Raises MappingRefused."""
    try:
        return parse(json.loads(path.read_text("utf-8")))
    except (ValueError, RecursionError) as error:
        raise MappingRefused([(path.name, str(error))]) from error


def parse(raw: Any) -> Mapping:
    """Raises MappingRefused."""
    single = isinstance(raw, dict) and "tables" not in raw
    try:
        return Mapping.model_validate(raw)
    except ValidationError as error:
        problems: list[tuple[str, Label | str]] = []
        for problem in error.errors():
            path = ".".join(map(str, problem["loc"]))
            problems.append((path.removeprefix("tables.0.") if single else path, problem["msg"]))
        raise MappingRefused(problems) from error


def by_names(header: tuple[str, ...], table: Table) -> Mapping:
    """Columns named like a field, by key or by label in any language. Others are left out."""
    known = {fold(name): key for key, names in OWN_NAMES.items() for name in names}
    for field in table.fields:
        if importable(field):
            for name in (field.key, *field.label.values()):
                known[fold(name)] = field.key
    columns: dict[str, Column] = {}
    for name in header:
        key = known.get(fold(name))
        if key is not None and key not in {column.field for column in columns.values()}:
            columns[name] = Column(field=key)
    return Mapping(tables=(TableMapping(table=table.key, columns=columns),))


def importable(field: FieldKind) -> bool:
    return field.kind in READERS or field.kind in POINTERS


def columns_used(mapping: Mapping) -> list[str]:
    """The file's columns that the mapping names, some perhaps twice."""
    return [name for table in mapping.tables for name in columns_of(table)]


def columns_of(table: TableMapping) -> list[str]:
    place, history = table.place, table.history
    more: list[str | None] = []
    if place:
        more += [place.stage, place.entered_at, place.closed_at, place.reason]
    if history:
        more += [*history.dates, history.won_at, history.closed_at]
        more += [one.column for one in (history.outcome, history.reason) if one]
    return [*table.columns, *(name for name in more if name)]
