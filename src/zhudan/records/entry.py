"""What somebody writes into a record, made canonical at the door, every mistake told at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zhudan.blueprint.fields import FieldError, FieldKind
from zhudan.blueprint.fields.kind import refuse
from zhudan.blueprint.fields.reference import Pointer, ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.table import Table
from zhudan.kit.errors import Forbidden, Invalid, Label, Refusal
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
    (found,) = canonical_all(live, viewer, table, [(raw, row)])
    if isinstance(found, Refusal):
        raise found
    return found


def canonical_all(
    live: LiveBlueprint, viewer: Viewer, table: str, told: Iterable[tuple[object, Row | None]]
) -> list[dict[str, Any] | Refusal]:
    """As `canonical`, for many at once; what it would raise for one stands in that one's place.
    References are looked up with one query for each table they point to."""
    door = _Door(live, viewer, table)
    answers: list[tuple[dict[str, Any], Wrong] | Refusal] = []
    for raw, row in told:
        try:
            answers.append(door.read(raw, row))
        except Refusal as refusal:
            answers.append(refusal)
    _check_pointers(live, viewer, door.part, [one for one in answers if isinstance(one, tuple)])
    return [
        one if isinstance(one, Refusal) else Invalid.fields(one[1]) if one[1] else one[0]
        for one in answers
    ]


class _Door:
    """What the viewer may write into a table, worked out once for all that comes through."""

    def __init__(self, live: LiveBlueprint, viewer: Viewer, table: str) -> None:
        self.part = live.document.table(table)
        rights = access.rights(live, viewer)
        seen = {field.key: rights.field(table, field.key) for field in self.part.fields}
        written = [field for field in self.part.fields if not field.read_only]
        self.fields = {
            field.key: field for field in self.part.fields if seen[field.key] != "hidden"
        }
        self.shut = {f.key: f.label for f in written if seen[f.key] in ("masked", "read")}
        # what the viewer cannot write is not asked of him
        self.asked = [f.key for f in written if f.required and seen[f.key] == "edit"]

    def read(self, raw: object, row: Row | None) -> tuple[dict[str, Any], Wrong]:
        """The canonical values, and what is wrong; references are not looked up."""
        if not isinstance(raw, Mapping) or len(raw) > _MOST_FIELDS:
            raise Invalid.field("values", "wrong_type", {"zh-CN": "格式不对", "en": "Wrong format"})
        for key, label in self.shut.items():
            if key in raw:
                raise FieldNotEditable(params={"field": label})
        wrong: Wrong = []
        found: dict[str, Any] = {}
        for key, one in raw.items():
            field = self.fields.get(key)
            try:
                if field is None:
                    raise _NO_FIELD
                value = field.parse(one)
                if value is None and field.required:
                    raise _REQUIRED
                if row is None or row.value(key) != value:
                    found[key] = value
            except FieldError as error:
                wrong.append((str(key)[:100], error.code, error.message))
        if row is None:
            missing = (key for key in self.asked if key not in raw)
            wrong.extend((key, _REQUIRED.code, _REQUIRED.message) for key in missing)
        return found, wrong


def _check_pointers(
    live: LiveBlueprint, viewer: Viewer, part: Table, read: Sequence[tuple[dict[str, Any], Wrong]]
) -> None:
    """Add to what is wrong with each record the pointers that point nowhere. Somebody who may
    not see a record is told that there is none; of one in the bin, that it is there."""
    pointers = {field.key: field for field in part.fields if isinstance(field, Pointer)}
    asked: dict[str, list[tuple[str, int, Wrong]]] = {}
    for values, wrong in read:
        for key, value in values.items():
            field = pointers.get(key)
            if field is None or value is None:
                continue
            if isinstance(field, ReferenceField):
                asked.setdefault(field.table, []).append((key, value, wrong))
                continue
            error = _wrong_pointer(field, value)
            if error is not None:
                wrong.append((key, error.code, error.message))
    for table, told in asked.items():
        found = model(live, table).objects.in_bulk({value for _, value, _ in told})
        seen = access.covered(access.sight(live, viewer, table), found.values())
        for key, value, wrong in told:
            if value not in seen:
                wrong.append((key, _NO_RECORD.code, _NO_RECORD.message))
            elif found[value].deleted_at is not None:
                wrong.append((key, _BINNED.code, _BINNED.message))


def _wrong_pointer(field: FieldKind, value: int) -> FieldError | None:
    now = directory.current()
    if field.kind == "region":
        return None if now.region(value) else _NO_REGION
    person = now.user(value)
    return None if person is not None and person.is_active else _NO_PERSON


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
