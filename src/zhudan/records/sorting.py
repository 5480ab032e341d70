"""What a list is sorted by: a field as its readers order it, not as it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, F, Value, When

from zhudan.blueprint.fields import ComputedField, FieldKind
from zhudan.blueprint.fields.choice import ChoiceField
from zhudan.blueprint.fields.kind import Storage
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.kit.errors import Refusal
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables
from zhudan.records.engine_tables import COLUMNS

MOST_KEYS = 3
_UNSORTED = frozenset({"choices", "attachment"})
_NEVER_EMPTY = frozenset({"id", "title_key", *(one.name for one in COLUMNS if one.filled)})
_STORAGE: dict[str, Storage] = {"id": "bigint", **{one.name: one.storage for one in COLUMNS}}
_PEOPLE = frozenset({"owner", "created_by"})


class NotSortable(Refusal):
    status = 422
    code = "not_sortable"
    title = {
        "zh-CN": "不能按“{said}”排序（最多 3 个字段）",
        "en": 'A list cannot be sorted by "{said}" (at most 3 fields)',
    }


@dataclass(frozen=True)
class SortKey:
    """name: the column or annotation. expression: what to annotate it with. type: of its
    values, as a cursor carries them."""

    said: str
    name: str
    type: Storage
    descending: bool
    may_be_empty: bool
    expression: Any = None


def keys_of(live: LiveBlueprint, viewer: Viewer, table: str, said: Sequence[str]) -> list[SortKey]:
    """The sort keys for words like "-amount"; NotSortable, FieldNotReadable."""
    words = list(dict.fromkeys(word for word in said if word))
    names = [word.removeprefix("-") for word in words]
    if len(words) > MOST_KEYS or len(set(names)) < len(names):
        raise NotSortable(params={"said": ",".join(words)[:100]})
    types = live.document.field_types(table)
    for name in names:
        if name not in types:
            raise NotSortable(params={"said": name[:100]})
    access.require_readable(live, viewer, table, names)
    for name in names:
        field = live.document.table(table).fields_by_key.get(name)
        if isinstance(field, ReferenceField):  # sorted by the names it points to
            access.require_readable(live, viewer, field.table, ["title"])
    return [
        _key(live, table, word, name, place)
        for place, (word, name) in enumerate(zip(words, names, strict=True))
    ]


def _key(live: LiveBlueprint, table: str, said: str, name: str, place: int) -> SortKey:
    descending = said.startswith("-")
    field = live.document.table(table).fields_by_key.get(name)
    label = f"sorted_{place}"
    if field is None:
        return _engine_key(live, table, said, name, label)
    if field.kind in _UNSORTED:
        raise NotSortable(params={"said": name})
    column = live.columns[table][name]
    if field.kind in ("reference", "user", "region"):
        by = "title_key" if field.kind == "reference" else "name"
        return SortKey(said, label, "text", descending, True, F(f"{column}_row__{by}"))
    if isinstance(field, ChoiceField):
        options = [option.key for option in field.options]
        return SortKey(said, label, "bigint", descending, True, _rank(column, options))
    return SortKey(said, column, _stored(field), descending, True)


def _engine_key(live: LiveBlueprint, table: str, said: str, name: str, label: str) -> SortKey:
    descending = said.startswith("-")
    column = tables.engine_attribute(name)
    if name == "title":
        return SortKey(said, "title_key", "text", descending, False)
    if name in _PEOPLE or name == "region":
        return SortKey(said, label, "text", descending, True, F(f"{column}_row__name"))
    if name == "stage":
        stages = [key for one in live.document.pipelines_of(table) for key in one.stage_keys]
        return SortKey(said, label, "bigint", descending, True, _rank(column, stages))
    return SortKey(said, column, _STORAGE[column], descending, column not in _NEVER_EMPTY)


def _rank(column: str, keys: Sequence[str]) -> Any:
    """The place among the options; what is no option any more comes after all."""
    known = dict.fromkeys(keys)
    whens = [When(**{column: key}, then=Value(place)) for place, key in enumerate(known)]
    rest = When(**{f"{column}__isnull": False}, then=Value(len(known)))
    return Case(*whens, rest, default=None, output_field=BigIntegerField())


def _stored(field: FieldKind) -> Storage:
    columns = field.columns if isinstance(field, ComputedField) else field.storage
    return columns[0][1]
