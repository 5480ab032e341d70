"""What somebody does to a record, each one transaction under one revision: authorise and lock,
then write."""

from collections.abc import Mapping

from django.db import transaction

from zhudan.blueprint import live as blueprint
from zhudan.people.viewer import Viewer
from zhudan.records import access, binned, duplicates, writes
from zhudan.records.tables import Row


@transaction.atomic
def edit(
    record_id: int,
    values: Mapping[str, object],
    *,
    viewer: Viewer,
    version: int | None,
    duplicate_reason: str | None = None,
) -> Row:
    """Change fields. NotFound, Forbidden, FieldNotEditable, Stale, Invalid; Duplicate where it
    becomes one without a reason."""
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="edit", version=version)
    after = writes.update(live, row, values, viewer=viewer)
    duplicates.guard(live, after, row, viewer=viewer, reason=duplicate_reason)
    return after


@transaction.atomic
def assign(record_id: int, owner: int, *, viewer: Viewer, version: int | None) -> Row:
    """Give the record to another owner. NotFound, Forbidden, Stale, Invalid."""
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="assign", version=version)
    return writes.assign(live, row, owner, viewer=viewer)


@transaction.atomic
def put_away(record_id: int, *, viewer: Viewer, version: int | None = None) -> Row:
    """Bin the record. NotFound, Forbidden, Stale, StillReferred."""
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="delete", version=version)
    return binned.put_away(live, row, viewer=viewer)


@transaction.atomic
def take_out(record_id: int, *, viewer: Viewer) -> Row:
    """Restore the record. NotFound, Forbidden, RefersToBin, Invalid."""
    live = blueprint.hold()
    row = access.lock_binned(live, viewer, record_id)
    return binned.take_out(live, row, viewer=viewer)
