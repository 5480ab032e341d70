"""What somebody writes into a record, made canonical at the door, every mistake told at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from zhudan.blueprint.fields import FieldError, FieldKind
from zhudan.blueprint.fields.kind import refuse
from zhudan.blueprint.fields.reference import Pointer, ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.table import Table
from zhudan.kit.errors import Forbidden, Invalid, Label
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access
from zhudan.records.models import Record
from zhudan.records.tables import Row, model

Wrong = list[tuple[str, str, Label]]
_MOST_FIELDS = 500

_REQUIRED = refuse("required", "这一项必须填写", "This must be filled")
_NO_FIELD = refuse("unknown_field", "没有这个字段", "There is no such field")
_NO_RECORD = refuse("no_such_record", "没有找到所选的记录", "The record chosen was not found")
_BINNED = refuse("reference_binned", "所选的记录在回收站里", "The record chosen is in the bin")
_NO_PERSON = refuse("no_such_user", "没有这位同事，或已离职", "There is no such active person")
_NO_REGION = refuse("no_such_region", "没有这个区域", "There is no such region")


class FieldNotEditable(Forbidden):
    code = "field_not_editable"
    title = {
        "zh-CN": "你不能修改字段“{field}”",
        "en": 'You may not change the field "{field}"',
    }


def canonical(
    live: LiveBlueprint, viewer: Viewer, table: str, raw: object, row: Row | None
) -> dict[str, Any]:
    """The values that `raw` sets, canonical; with `row`, those that differ from it.

    row None: the record is being created, and what is required must be there. Invalid with
    every mistake; FieldNotEditable.
    """
    if not isinstance(raw, Mapping) or len(raw) > _MOST_FIELDS:
        raise Invalid.field("values", "wrong_type", {"zh-CN": "格式不对", "en": "Wrong format"})
    part = live.document.table(table)
    _refuse_not_editable(live, viewer, part, raw)
    wrong: Wrong = []
    found: dict[str, Any] = {}
    for key, one in raw.items():
        field = part.fields_by_key.get(key)
        try:
            if field is None or not _seen(live, viewer, table, key):
                raise _NO_FIELD
            value = field.parse(one)
            if value is None and field.required:
                raise _REQUIRED
            if row is None or row.value(key) != value:
                found[key] = value
        except FieldError as error:
            wrong.append((str(key)[:100], error.code, error.message))
    if row is None:
        wrong.extend(_missing(live, viewer, part, raw))
    wrong.extend(_pointing_nowhere(live, viewer, part, found))
    if wrong:
        raise Invalid.fields(wrong)
    return found


def _seen(live: LiveBlueprint, viewer: Viewer, table: str, key: str) -> bool:
    return access.rights(live, viewer).field(table, key) != "hidden"


def _refuse_not_editable(
    live: LiveBlueprint, viewer: Viewer, table: Table, raw: Mapping[Any, Any]
) -> None:
    rights = access.rights(live, viewer)
    for field in table.fields:
        seen = rights.field(table.key, field.key)
        if field.key in raw and not field.read_only and seen in ("masked", "read"):
            raise FieldNotEditable(params={"field": field.label})


def _missing(
    live: LiveBlueprint, viewer: Viewer, table: Table, raw: Mapping[Any, Any]
) -> Iterable[tuple[str, str, Label]]:
    """Required fields nobody mentioned. What the viewer cannot write is not asked of him."""
    rights = access.rights(live, viewer)
    for field in table.fields:
        asked = field.required and not field.read_only and field.key not in raw
        if asked and rights.field(table.key, field.key) == "edit":
            yield field.key, _REQUIRED.code, _REQUIRED.message


def _pointing_nowhere(
    live: LiveBlueprint, viewer: Viewer, table: Table, values: Mapping[str, Any]
) -> Iterable[tuple[str, str, Label]]:
    records: dict[str, dict[str, int]] = {}
    for key, value in values.items():
        field = table.field(key)
        if not isinstance(field, Pointer) or value is None:
            continue
        if isinstance(field, ReferenceField):
            records.setdefault(field.table, {})[key] = value
            continue
        error = _wrong_pointer(field, value)
        if error is not None:
            yield key, error.code, error.message
    for target, pointers in records.items():
        yield from _unseen(live, viewer, target, pointers)


def _wrong_pointer(field: FieldKind, value: int) -> FieldError | None:
    now = directory.current()
    if field.kind == "region":
        return None if now.region(value) else _NO_REGION
    person = now.user(value)
    return None if person is not None and person.is_active else _NO_PERSON


def _unseen(
    live: LiveBlueprint, viewer: Viewer, table: str, pointers: Mapping[str, int]
) -> Iterable[tuple[str, str, Label]]:
    """A record somebody may not see does not exist for him; one in the bin, he is told."""
    sight = access.sight(live, viewer, table).q()
    found = dict(
        model(live, table)
        .objects.filter(sight, id__in=set(pointers.values()))
        .values_list("id", "deleted_at")
    )
    for key, record_id in pointers.items():
        if record_id not in found:
            yield key, _NO_RECORD.code, _NO_RECORD.message
        elif found[record_id] is not None:
            yield key, _BINNED.code, _BINNED.message


def binned_references(live: LiveBlueprint, row: Row) -> list[FieldKind]:
    """The reference fields of a row that point into the bin."""
    fields = live.document.table(row.table_key).fields
    pointers = {
        field.key: row.value(field.key) for field in fields if isinstance(field, ReferenceField)
    }
    binned = set(
        Record.objects.filter(
            id__in=[one for one in pointers.values() if one], deleted_at__isnull=False
        ).values_list("id", flat=True)
    )
    return [field for field in fields if pointers.get(field.key) in binned]
