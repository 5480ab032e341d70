"""Parting two records that were merged, as far as things are where the merge put them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.fields import FieldError
from zhudan.blueprint.live import LiveBlueprint
from zhudan.flow.merging import belongings, refusals
from zhudan.flow.merging.merge import cause, find
from zhudan.flow.models import Merge
from zhudan.kit.errors import Label
from zhudan.people.viewer import Viewer
from zhudan.records import access, binned, computed, writes
from zhudan.records.tables import Row

_NAMES: dict[str, Label] = {
    "activities": {"zh-CN": "跟进", "en": "activities"},
    "actions": {"zh-CN": "关键动作", "en": "key actions"},
    "documents": {"zh-CN": "文件", "en": "documents"},
    "versions": {"zh-CN": "文件版本", "en": "document versions"},
    "ticks": {"zh-CN": "审批标记", "en": "approvals"},
    "files": {"zh-CN": "附件", "en": "attached files"},
    "tasks": {"zh-CN": "待办", "en": "tasks"},
    "cancelled_tasks": {"zh-CN": "已取消的待办", "en": "cancelled tasks"},
}
_STAYED: Label = {
    "zh-CN": "{count} 项“{what}”合并后又有变动，留在原处",
    "en": "{count} of “{what}” have changed since and stay where they are",
}
_KEPT: Label = {
    "zh-CN": "“{what}”合并后又改过，保留现在的内容",
    "en": "“{what}” was changed since and keeps its present value",
}


@dataclass(frozen=True)
class Parted:
    """into, other: both as they are now. left: what could not be put back, in sentences."""

    into: Row
    other: Row
    left: list[Label]


@transaction.atomic
def undo(merge_id: int, *, viewer: Viewer) -> Parted:
    """Take the other out of the bin and give it back what is still there. What was added to the
    record that stayed since the merge stays with it.

    Needs edit on the one and delete on the other: NotFound, Forbidden, Binned where the record
    that stayed is in the bin, RefersToBin, Invalid where a unique value was given away, and
    AlreadyUndone.
    """
    live = blueprint.hold()
    merge = find(merge_id)
    into = access.lock_record(live, viewer, merge.into_id, verb="edit")
    other = access.lock_binned(live, viewer, merge.other_id)
    if merge.undone_at is not None:
        raise refusals.AlreadyUndone
    now = timezone.now()
    with computed.together(live, writes.today(live, now)):
        into, left = _values_back(live, merge, into, viewer)
        other = binned.take_out(live, other, viewer=viewer)
        counts = belongings.move_back(live, merge.moved, into.id, other.id, actor=viewer.id)
    left += [_sentence(_STAYED, _name(live, kind), count) for kind, count in counts.items()]
    writes.remove_participants(into.id, [cause(merge)])
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    for row, twin in ((into, other), (other, into)):
        data = {"merge": str(merge.id), "other": {"id": str(twin.id), "title": twin.title}}
        writes.note(live, row, row, "merge_undone", viewer.id, data)
    return Parted(
        access.get_record(live, viewer, into.id), access.get_record(live, viewer, other.id), left
    )


def _values_back(
    live: LiveBlueprint, merge: Merge, into: Row, viewer: Viewer
) -> tuple[Row, list[Label]]:
    """The fields that still hold what the merge put there, as they were; sentences about those
    that were changed since."""
    fields = live.document.table(into.table_key).fields_by_key
    values: dict[str, Any] = {}
    left: list[Label] = []
    for key, (before, after) in merge.changed.items():
        if key not in fields:
            continue
        now = into.value(key)
        if writes.told(into, key, now) != after:
            left.append(_sentence(_KEPT, fields[key].label, 1))
            continue
        try:
            values[key] = None if before is None else fields[key].canonical(before)
        except FieldError:
            left.append(_sentence(_KEPT, fields[key].label, 1))
    row = writes.put(live, into, values, actor=viewer.id) if values else into
    engine = {
        key: _moment(key, before)
        for key, (before, after) in merge.engine.items()
        if getattr(row, key) == _moment(key, after)
    }
    return (writes.touch(live, row, **engine) if engine else row), left


def _moment(key: str, told: str | None) -> Any:
    if told is None or key == "plan":
        return told
    return date.fromisoformat(told) if key == "plan_on" else datetime.fromisoformat(told)


def _name(live: LiveBlueprint, kind: str) -> Label:
    if kind in _NAMES:
        return _NAMES[kind]
    table, _, _ = kind.rpartition(":")[2].partition(".")
    found = live.document.tables_by_key.get(table)
    return found.label if found else {"zh-CN": table, "en": table}


def _sentence(text: Label, what: Label, count: int) -> Label:
    return {
        language: said.format(count=count, what=what.get(language) or next(iter(what.values())))
        for language, said in text.items()
    }
