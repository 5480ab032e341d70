"""Which column of a file of visits says what."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.parts.table import Table
from zhudan.exchange.cell import Cell
from zhudan.exchange.pointers import POINTERS
from zhudan.exchange.values import READERS, fold, text_of
from zhudan.kit.errors import Refusal

What = Literal["case_id", "stage", "entered_at", "left_at", "owner", "outcome", "reason"]
WHATS: tuple[What, ...] = get_args(What)
NEEDED: tuple[What, ...] = ("case_id", "stage", "entered_at")
_CALLED: Mapping[What, Sequence[str]] = {
    "case_id": ("case_id", "case", "case id", "案例"),
    "stage": ("stage", "activity", "阶段"),
    "entered_at": ("entered_at", "timestamp", "进入时间"),
    "left_at": ("left_at", "离开时间"),
    "owner": ("owner", "负责人", "销售员"),
    "outcome": ("outcome", "结果"),
    "reason": ("reason", "原因"),
}


class ColumnMissing(Refusal):
    status = 422
    code = "column_missing"
    title = {
        "zh-CN": "文件里没有“{column}”列（{what}），用 --map 说明是哪一列",
        "en": "The file has no column “{column}” ({what}); say with --map which one it is",
    }


class NoSuchField(Refusal):
    status = 422
    code = "no_such_field"
    title = {
        "zh-CN": "表“{table}”没有字段“{field}”",
        "en": "The table “{table}” has no field “{field}”",
    }


class MapRefused(Refusal):
    status = 422
    code = "mapping_invalid"
    title = {
        "zh-CN": "--map 要写成 case_id=列名,stage=列名,…，或是一个 JSON 文件：{why}",
        "en": "--map is case_id=column,stage=column,… or a JSON file: {why}",
    }


class Map(BaseModel):
    """columns: what -> the column's name. fields: further column -> the field of a new record
    that it fills; those called as a field need no word. values: what -> what a cell says -> what
    is meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[What, str] = {}
    fields: dict[str, str] = {}
    values: dict[What, dict[str, str]] = {}


def read_map(text: str | None) -> Map:
    """`case_id=case,stage=activity` or the path of a JSON file; MapRefused."""
    if not text:
        return Map()
    try:
        if Path(text).is_file():
            return Map.model_validate(json.loads(Path(text).read_text("utf-8")))
        pairs = [pair.partition("=") for pair in text.split(",")]
        return Map.model_validate({"columns": {what.strip(): name for what, _, name in pairs}})
    except (ValidationError, ValueError) as error:
        why = error.errors()[0] if isinstance(error, ValidationError) else {"msg": str(error)}
        place = ".".join(str(step) for step in why.get("loc", ()))
        raise MapRefused(params={"why": f"{place} {why['msg']}".strip()}) from None


class Columns:
    """The places of the columns in a file's rows. fields: (column's name, place, field of the
    table) for those that say something of the record itself."""

    def __init__(self, header: Sequence[str], chosen: Map, table: Table, key: FieldKind) -> None:
        """key: the field that names a case. ColumnMissing for one that is needed, or named, and
        not there; NoSuchField."""
        places = {fold(name): place for place, name in reversed(list(enumerate(header)))}
        self._values = {
            what: {fold(cell): meant for cell, meant in meanings.items()}
            for what, meanings in chosen.values.items()
        }
        self._places: dict[What, int] = {}
        self.names: dict[What, str] = {}
        for what in WHATS:
            asked = [chosen.columns[what]] if what in chosen.columns else [*_CALLED[what]]
            if what == "case_id":
                asked += [key.key, *key.label.values()]
            place = next((places[fold(one)] for one in asked if fold(one) in places), None)
            if place is not None:
                self._places[what], self.names[what] = place, header[place]
            elif what in NEEDED or what in chosen.columns:
                raise ColumnMissing(params={"column": asked[0], "what": what})
        self.fields = list(self._fields(header, chosen, table))

    def _fields(
        self, header: Sequence[str], chosen: Map, table: Table
    ) -> Iterator[tuple[str, int, FieldKind]]:
        named = {fold(column): key for column, key in chosen.fields.items()}
        missing = named.keys() - set(map(fold, header))
        if missing:
            raise ColumnMissing(params={"column": min(missing), "what": named[min(missing)]})
        called = {fold(said): one.key for one in table.fields for said in one.label.values()}
        called |= {one.key: one.key for one in table.fields}
        taken = set(self._places.values())
        for place, name in enumerate(header):
            key = named.get(fold(name)) or (None if place in taken else called.get(fold(name)))
            if key is None:
                continue
            field = table.fields_by_key.get(key)
            if field is None:
                raise NoSuchField(params={"table": table.label, "field": key})
            if field.kind in READERS or field.kind in POINTERS:
                yield name, place, field

    def cell(self, cells: Sequence[Cell], what: What) -> Cell:
        """What the row says, blank being None; FieldError for a number that lost its end."""
        place = self._places.get(what)
        cell = None if place is None else cells[place]
        if isinstance(cell, str):
            cell = cell.strip() or None
        meanings = self._values.get(what)
        if not meanings:
            return cell
        return meanings.get(fold(text_of(cell)), cell) or None
