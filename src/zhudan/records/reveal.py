"""A masked value in full: one at a time, and each time the journal says who saw it."""

from django.db import transaction

from zhudan import journal
from zhudan.blueprint import live as blueprint
from zhudan.kit.errors import Forbidden
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables


class NotRevealable(Forbidden):
    """Also for a field that is not there or not masked: the answer tells nothing of it."""

    code = "not_revealable"
    title = {
        "zh-CN": "你没有权限查看这个字段的完整内容",
        "en": "You may not see this field in full",
    }


@transaction.atomic
def reveal(record_id: int, field: str, *, viewer: Viewer) -> str | None:
    """The value as who may read it sees it. NotFound, NotRevealable."""
    live = blueprint.hold()
    row = access.get_record(live, viewer, record_id)
    held = access.rights(live, viewer)
    if field not in held.reveals.get(row.table_key, ()):
        raise NotRevealable
    journal.record(
        "value_revealed",
        actor=viewer.id,
        record_id=row.id,
        table=row.table_key,
        version=row.version,
        data={"field": field, "revision": live.number},
    )
    slot = tables.model(live, row.table_key).slots[field]
    value = row.value(field)
    return None if value is None else str(slot.show(value))
