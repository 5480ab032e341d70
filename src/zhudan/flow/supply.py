"""Supplying what gates ask for: documents, key actions, a manager's ticks.

Each is one transaction under the record's lock, and closes the tasks that it answers.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.gates.action import ActionGate
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.settings import Progress
from zhudan.documents import ticks, uploads
from zhudan.documents.models import Tick, Version
from zhudan.files import store
from zhudan.files.models import File
from zhudan.files.store import Kept
from zhudan.flow import progress, refusals, situation, tasks
from zhudan.flow.models import KeyAction
from zhudan.flow.situation import Situation
from zhudan.kit.errors import Invalid, Refusal
from zhudan.people.viewer import Viewer
from zhudan.records import access, writes
from zhudan.records.tables import Row

ACTION_ACCEPTS = ("pdf", "word", "excel", "image")
ACTION_MAX_MB = 50

_TICKED: dict[str, Progress] = {"approved": "document_approved", "signed": "document_signed"}


class UnknownAction(Refusal):
    status = 422
    code = "unknown_action"
    title = {"zh-CN": "没有这个关键动作", "en": "There is no such key action"}


def may_supply(record_id: int, *, viewer: Viewer) -> None:
    """Refuse before an upload's bytes are looked at; NotFound, Forbidden."""
    access.get_record(blueprint.current(), viewer, record_id, verb="log")


def keep_document(document_type: str, blocks: Iterable[bytes], name: str) -> Kept:
    """Bytes of a document to disk; see `documents.uploads.keep`."""
    return uploads.keep(blueprint.current(), document_type, blocks, name)


def keep_proof(blocks: Iterable[bytes], name: str) -> Kept:
    """Bytes of what a key action is proven by."""
    return store.keep(blocks, name, accept=ACTION_ACCEPTS, max_mb=ACTION_MAX_MB)


@transaction.atomic
def add_document(
    record_id: int, document_type: str, kept: Kept, *, viewer: Viewer, note: str | None = None
) -> Version:
    """Add kept bytes as a document, or as the next version of one; right `log`."""
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="log")
    now = timezone.now()
    row = _advance(live, row, "document_added", now)
    version = uploads.add(live, row, document_type, kept, note=note, actor=viewer.id, at=now)
    tasks.settle(live, row, actor=viewer.id)
    return version


@transaction.atomic
def do_action(
    record_id: int,
    key: str,
    *,
    viewer: Viewer,
    at: datetime | None = None,
    note: str | None = None,
    kept: Kept | None = None,
) -> KeyAction:
    """Say that a key action of the record's pipeline was done; right `log`.

    409 `closed`; 422 `unknown_action`, and `note_required`, `file_required` as it needs.
    """
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="log")
    here = situation.of(live, row, timezone.now())
    if row.status != "open":
        raise refusals.Closed
    item = _action(here, key)
    _check_needs(item, note, kept)
    if at and at > here.now:
        raise Invalid.field(
            "at",
            "in_future",
            {"zh-CN": "时间不能晚于现在", "en": "The time must not lie in the future"},
        )
    file = store.name_it(kept, actor=viewer.id, record_id=row.id) if kept else None
    done = KeyAction.objects.create(
        record_id=row.id,
        visit=here.visits[-1],
        item=key,
        at=at or here.now,
        note=note,
        file=file,
        by_id=viewer.id,
        created_at=here.now,
    )
    row = _advance(live, row, "key_action_done", here.now)
    data = {
        "item": key,
        "label": item.label,
        "note": note,
        "at": done.at.isoformat(),
        "file": _told(file),
    }
    writes.note(live, row, row, "key_action_done", viewer.id, data)
    tasks.settle(live, row, actor=viewer.id)
    return done


@transaction.atomic
def tick(
    record_id: int, document_type: str, standing: str, *, viewer: Viewer, note: str | None = None
) -> Tick:
    """Say that a document is approved, sent or signed; right `tick`."""
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="tick")
    now = timezone.now()
    event = _TICKED.get(standing)
    if event:
        row = _advance(live, row, event, now)
    made = ticks.tick(live, row, document_type, standing, note=note, actor=viewer.id, at=now)
    tasks.settle(live, row, actor=viewer.id)
    return made


@transaction.atomic
def withdraw(record_id: int, tick_id: int, *, viewer: Viewer) -> None:
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="tick")
    ticks.withdraw(live, row, tick_id, actor=viewer.id, at=timezone.now())


def _advance(live: LiveBlueprint, row: Row, event: Progress, now: datetime) -> Row:
    changes = progress.at(live, event, now)
    return writes.touch(live, row, **changes) if changes else row


def _action(here: Situation, key: str) -> ActionGate:
    for stage in here.pipeline.stages:
        for item in stage.gate:
            if isinstance(item, ActionGate) and item.key == key:
                return item
    raise UnknownAction


def _check_needs(item: ActionGate, note: str | None, kept: Kept | None) -> None:
    if item.needs == "note" and not note:
        raise refusals.required("note", {"zh-CN": "请填写说明", "en": "A note is needed"})
    if item.needs == "note_or_file" and not note and not kept:
        raise refusals.required(
            "note", {"zh-CN": "请填写说明或上传文件", "en": "A note or a file is needed"}
        )
    if item.needs == "file" and not kept:
        raise refusals.required("file", {"zh-CN": "请上传文件", "en": "A file is needed"})
    if item.needs == "photo" and not (kept and kept.type.startswith("image/")):
        raise refusals.required("file", {"zh-CN": "请上传照片", "en": "A photo is needed"})


def _told(file: File | None) -> dict[str, object] | None:
    if file is None:
        return None
    return {"id": str(file.id), "name": file.name, "type": file.type, "size": file.size}
