"""The short form: a record registered together with the records it refers to."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import transaction

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.fields import FieldError
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Intake, Pipeline
from zhudan.flow import register
from zhudan.kit.errors import Invalid, NotFound
from zhudan.people.viewer import Viewer
from zhudan.records import access, duplicates, tables, writes
from zhudan.records.duplicates import Duplicate
from zhudan.records.tables import Row

T = TypeVar("T")
Values = dict[str, Any]


@transaction.atomic
def take_in(
    pipeline: str,
    values: Mapping[str, object],
    *,
    viewer: Viewer,
    take: Mapping[str, str] | None = None,
    duplicate_reason: str | None = None,
) -> Row:
    """Register a record from the pipeline's intake form. values: by the form's paths. take: the
    ids of records to refer to instead of making them, by reference. duplicate_reason: as in
    `register`; a Duplicate among those referred to says by `reference` which it is.

    A referred record that the viewer can see and that has the same value in the field named by
    `reuse` is taken instead of a new one. NotFound for a pipeline without a form; Invalid with
    the form's paths for whatever the tables refuse.
    """
    live = blueprint.hold()
    part = live.document.pipelines_by_key.get(pipeline)
    if part is None or part.intake is None:
        raise NotFound
    own, referred = _sort(part.intake, values)
    for reference, record_id in (take or {}).items():
        _may_be_taken(part.intake, reference)
        own[reference] = record_id
        referred.pop(reference, None)
    for key, path in part.intake.fill.items():
        if not own.get(key):
            own[key] = _told(live, viewer, path, own, values)
    for reference in _in_order(part.intake, referred):
        _carry(part.intake, reference, referred[reference], own)
        found = _found_or_made(live, part, reference, referred[reference], viewer, duplicate_reason)
        own[reference] = str(found)
    return register.register(part.table, own, viewer=viewer, duplicate_reason=duplicate_reason)


def _sort(intake: Intake, values: Mapping[str, object]) -> tuple[Values, dict[str, Values]]:
    """The record's own values, and those of each record it refers to; empty ones left out."""
    own: Values = {}
    referred: dict[str, Values] = {}
    for path, value in values.items():
        if path not in intake.fields:
            raise Invalid.field(
                path, "unknown_field", {"zh-CN": "没有这个字段", "en": "There is no such field"}
            )
        if value in (None, "", []):
            continue
        reference, dot, field = path.partition(".")
        if dot:
            referred.setdefault(reference, {})[field] = value
        else:
            own[path] = value
    return own, referred


def _told(
    live: LiveBlueprint, viewer: Viewer, path: str, own: Values, values: Mapping[str, object]
) -> object:
    """What the form says at a path; of a record that was taken, what it holds there."""
    reference, _, field = path.partition(".")
    if reference not in own or not field:
        return values.get(path)
    row = access.get_record(live, viewer, access.parse_id(str(own[reference])))
    access.require_readable(live, viewer, row.table_key, [field])
    return row.slots[field].show(row.value(field)) if field in row.slots else None


def _may_be_taken(intake: Intake, reference: str) -> None:
    if not any(path.startswith(f"{reference}.") for path in intake.fields):
        raise Invalid.field(
            reference, "unknown_field", {"zh-CN": "没有这个字段", "en": "There is no such field"}
        )


def _in_order(intake: Intake, referred: Mapping[str, Values]) -> list[str]:
    """Each after those it carries a reference to, else as the form asks."""
    carried = {path.partition(".")[0] for path in intake.carry}
    return sorted(referred, key=lambda reference: reference in carried)


def _carry(intake: Intake, reference: str, values: Values, own: Values) -> None:
    for path, source in intake.carry.items():
        target, _, field = path.partition(".")
        if target == reference and own.get(source):
            values[field] = own[source]


def _found_or_made(
    live: LiveBlueprint,
    pipeline: Pipeline,
    reference: str,
    values: Values,
    viewer: Viewer,
    reason: str | None,
) -> int:
    field: Any = live.document.table(pipeline.table).field(reference)
    assert pipeline.intake
    by = pipeline.intake.reuse.get(reference)
    known = _known(live, field.table, by, values.get(by), viewer) if by else None
    if known is not None:
        return known
    made = _told_by_path(reference, lambda: writes.create(live, field.table, values, viewer=viewer))
    try:
        duplicates.guard(live, made, None, viewer=viewer, reason=reason)
    except Duplicate as duplicate:
        duplicate.extra["reference"] = reference
        raise
    return made.id


def _known(live: LiveBlueprint, table: str, by: str, value: object, viewer: Viewer) -> int | None:
    """The oldest record with that value among those the viewer may see.

    None for a value the field does not take: making the record tells what is wrong with it.
    """
    access.require_readable(live, viewer, table, [by])
    field = live.document.table(table).field(by)
    column = tables.attribute(live, table, by)
    try:
        stored = field.to_db(field.parse(value))[0]
    except FieldError:
        return None
    seen = tables.model(live, table)._default_manager.filter(
        access.visible(live, viewer, table), **{column: stored}
    )
    return seen.order_by("id").values_list("id", flat=True).first()


def _told_by_path(reference: str, make: Callable[[], T]) -> T:
    """Field errors of a referred record are told by the path that the form knows."""
    try:
        return make()
    except Invalid as invalid:
        for error in invalid.extra.get("errors", []):  # type: ignore[attr-defined]
            error["field"] = f"{reference}.{error['field']}"
        raise
