"""Undo a whole import: what it created goes for good, what it changed gets its old values back.

What somebody has touched since stays as it is, and so does what others refer to by now.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from zhudan import journal
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange import erasing
from zhudan.exchange.models import Import, Touched
from zhudan.exchange.wizard import drafts
from zhudan.exchange.wizard.refusals import Busy, NotUndoable
from zhudan.journal import jobs
from zhudan.journal.jobs import Work
from zhudan.journal.models import Event, Job
from zhudan.kit.errors import Refusal
from zhudan.people import viewer as viewers
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables, writes
from zhudan.records.tables import Row

UNDO = "import_undo"
_CHUNK = 300
_LISTED = 200
State = Import.State


@transaction.atomic
def ask(one: Import, viewer: Viewer) -> Job:
    """Raises NotUndoable, Busy."""
    held = Import.objects.select_for_update(of=("self",)).get(id=one.id)
    state = drafts.state_of(held)
    if state in (State.PREVIEWING, State.RUNNING, State.UNDOING):
        raise Busy
    stopped = state == State.FAILED and (held.reached or held.turn)
    if state != State.DONE and not stopped:
        raise NotUndoable
    job = jobs.enqueue(UNDO, {"import": held.id}, actor=viewer.id)
    held.state, held.job_id = State.UNDOING, job.id
    held.save(update_fields=["state", "job_id"])
    return job


def undo(work: Work) -> Mapping[str, Any]:
    """The job: the last written first, a chunk at a time; begun again it goes on."""
    one = Import.objects.filter(id=work.payload["import"], job_id=work.id).first()
    if one is None:
        return {}
    viewer = viewers.of(int(work.actor or one.by_id))
    told = dict((one.result or {}).get("undone") or {"removed": 0, "restored": 0, "kept": []})
    told.setdefault("kept_count", 0)
    total = Touched.objects.filter(imported=one).count()
    done, below = 0, None
    while True:
        rows = Touched.objects.filter(imported=one).order_by("-id")
        few = list((rows if below is None else rows.filter(id__lt=below))[:_CHUNK])
        if not few:
            break
        below = few[-1].id
        with transaction.atomic():
            live = blueprint.hold()
            work.hold()
            _undo_few(live, viewer, few, told)
            one.result = {**(one.result or {}), "undone": told}
            one.save(update_fields=["result"])
        done += len(few)
        work.progress(done=done, total=total)
    with transaction.atomic():
        work.hold()
        one.state = State.UNDONE
        one.save(update_fields=["state"])
        journal.record(
            "import_undone",
            actor=viewer.id,
            table=one.table,
            data={key: told[key] for key in ("removed", "restored", "kept_count")},
        )
    return {"import": str(one.id)}


def _undo_few(
    live: LiveBlueprint, viewer: Viewer, few: Sequence[Touched], told: dict[str, Any]
) -> None:
    later = _touched_since(few)
    for table in dict.fromkeys(one.table for one in few):
        if table not in live.columns:
            continue
        own = [one for one in few if one.table == table]
        model = tables.model(live, table)
        locked = model.objects.filter(id__in=[one.record_id for one in own])
        rows = {row.id: row for row in locked.select_for_update().order_by("id")}
        gone: list[Row] = []
        for one in own:
            row = rows.get(one.record_id)
            if row is None:
                continue
            if row.version != one.version or one.record_id in later:
                _keep(told, row, "touched")
            elif one.before is None:
                gone.append(row)
            else:
                _restore(live, viewer, row, one, told)
        for row in erasing.erase(live, viewer, table, gone):
            _keep(told, row, "referred")
            gone.remove(row)
        told["removed"] += len(gone)
        erased = [one.id for one in own if any(row.id == one.record_id for row in gone)]
        Touched.objects.filter(id__in=erased).delete()


def _touched_since(few: Sequence[Touched]) -> set[int]:
    """Records with a later event than the import's own."""
    seen: dict[int, int] = {}
    for one in few:
        seen[one.record_id] = max(one.seen, seen.get(one.record_id, 0))
    events = Event.objects.filter(record_id__in=list(seen), id__gt=min(seen.values()))
    return {
        record_id
        for record_id, event_id in events.values_list("record_id", "id")
        if record_id is not None and event_id > seen[record_id]
    }


def _restore(
    live: LiveBlueprint, viewer: Viewer, row: Row, one: Touched, told: dict[str, Any]
) -> None:
    try:
        with transaction.atomic():
            if not access.may(live, viewer, row, "edit"):
                _keep(told, row, "forbidden")
                return
            writes.update(live, row, one.before or {}, viewer=viewer)
    except Refusal as refusal:
        _keep(told, row, refusal.code)
        return
    told["restored"] += 1
    one.delete()


def _keep(told: dict[str, Any], row: Row, why: str) -> None:
    told["kept_count"] += 1
    if len(told["kept"]) < _LISTED:
        told["kept"].append(
            {"table": row.table_key, "id": str(row.id), "title": row.title, "why": why}
        )
