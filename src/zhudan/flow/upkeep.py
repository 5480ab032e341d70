"""What a change of fields or of owner means for the flow: tasks close, or change hands."""

from collections.abc import Mapping

from django.db import transaction

from zhudan.blueprint import live as blueprint
from zhudan.flow import tasks
from zhudan.people.viewer import Viewer
from zhudan.records import commands
from zhudan.records.tables import Row


@transaction.atomic
def edit_record(
    record_id: int,
    values: Mapping[str, object],
    *,
    viewer: Viewer,
    version: int | None,
    duplicate_reason: str | None = None,
) -> Row:
    """Change fields of a record; the tasks whose gate item is met by it close."""
    row = commands.edit(
        record_id, values, viewer=viewer, version=version, duplicate_reason=duplicate_reason
    )
    tasks.settle(blueprint.current(), row, actor=viewer.id)
    return row


@transaction.atomic
def assign_record(record_id: int, owner: int, *, viewer: Viewer, version: int | None) -> Row:
    """Give a record to another owner, together with what is open for its owner to do."""
    row = commands.assign(record_id, owner, viewer=viewer, version=version)
    tasks.hand_to(row, row.owner_id)
    return row
