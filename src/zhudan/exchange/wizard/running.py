"""The jobs of an import: preview it, run it.

A run is resumed where it was left: a chunk of rows is committed together with how far it got.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.exchange import importing, outcome
from zhudan.exchange.complaint import Complaint
from zhudan.exchange.engine import Engine
from zhudan.exchange.importing import Step
from zhudan.exchange.models import Import, RefusedRow, Touched
from zhudan.exchange.outcome import Outcome
from zhudan.exchange.sheet import Row
from zhudan.exchange.wizard import drafts, sheets, unmatched
from zhudan.exchange.wizard.refusals import Busy, Ended
from zhudan.journal import jobs
from zhudan.journal.jobs import Work
from zhudan.journal.models import Event, Job
from zhudan.kit.errors import Refusal
from zhudan.people import viewer as viewers
from zhudan.people.viewer import Viewer

PREVIEW, RUN = "import_preview", "import_run"
_TURNS = 20
_KEPT = 200  # complaints in a report; all of them stand with the refused rows
State = Import.State


@transaction.atomic
def ask(one: Import, viewer: Viewer, kind: str) -> Job:
    """Have an import previewed or run by the worker. Raises Busy, Ended, and what `check` does."""
    live = blueprint.hold()
    held = Import.objects.select_for_update(of=("self",)).select_related("file").get(id=one.id)
    state = drafts.state_of(held)
    if state in (State.PREVIEWING, State.RUNNING, State.UNDOING):
        raise Busy
    if state in (State.DONE, State.UNDONE) or (held.reached and kind == PREVIEW):
        raise Ended
    importing.check(live, drafts.mapping_of(held), sheets.of(live, held), viewer)
    held.state = State.PREVIEWING if kind == PREVIEW else State.RUNNING
    job = jobs.enqueue(kind, {"import": held.id}, actor=viewer.id)
    held.job_id = job.id
    held.save(update_fields=["state", "job_id"])
    return job


def preview(work: Work) -> Mapping[str, Any]:
    """The job: judge every row, write nothing but the report and the refused rows."""
    one = _mine(work)
    if one is None:
        return {}
    with _failing(one):
        live, viewer = blueprint.current(), viewers.of(int(work.actor or one.by_id))
        sheet, mapping = sheets.of(live, one), drafts.mapping_of(one)
        importing.check(live, mapping, sheet, viewer)
        engine = Engine(live, sheet.header, mapping, viewer, dry=True)
        done = importing.begun(engine, sheet, mapping)
        done.most = _KEPT
        rows: Iterable[Row] = sheet.rows
        RefusedRow.objects.filter(imported=one).delete()
        for turn in range(2):
            waiting: dict[int, list[Complaint]] = {}
            for step in importing.steps(engine, rows, last=turn == 1):
                importing.take(done, step)
                waiting |= step.waiting
                with transaction.atomic():
                    work.hold()
                    _refuse(one, step.refused, None)
                    work.progress(done=done.read, total=one.rows)
            if not waiting:
                break
            done.read -= len(waiting)
            rows = [row for row in sheet.rows if row.number in waiting]
        with transaction.atomic():
            work.hold()
            one.facts |= unmatched.find(live, viewer, sheet, mapping)
            one.preview, one.state = done.raw(), State.PREVIEWED
            one.save(update_fields=["preview", "state", "facts"])
    return {"import": str(one.id)}


def run(work: Work) -> Mapping[str, Any]:
    """The job: write every row, or go on where an earlier worker stopped."""
    one = _mine(work)
    if one is None:
        return {}
    with _failing(one):
        live, viewer = blueprint.current(), viewers.of(int(work.actor or one.by_id))
        sheet, mapping = sheets.of(live, one), drafts.mapping_of(one)
        importing.check(live, mapping, sheet, viewer)
        engine = Engine(live, sheet.header, mapping, viewer, dry=False)
        engine.recall(_names_before(one, engine))
        done = (
            outcome.revived(one.result) if one.result else importing.begun(engine, sheet, mapping)
        )
        done.most = _KEPT
        if not one.reached:
            RefusedRow.objects.filter(imported=one).delete()
        if one.turn == 0:
            _walk(work, one, engine, done, sheet.after(one.reached), last=False)
            _turned(one)
        while waiting := _waiting(one):
            last = one.turn >= _TURNS or one.facts.get("waited") == len(waiting)
            one.facts["waited"] = len(waiting)
            rows = (row for row in sheet.after(one.reached) if row.number in waiting)
            _walk(work, one, engine, done, rows, last=last)
            _turned(one)
        with transaction.atomic():
            work.hold()
            one.result, one.state, one.ended_at = done.raw(), State.DONE, timezone.now()
            one.save(update_fields=["result", "state", "ended_at", "facts"])
            importing.noted(done, one.table, viewer)
    return {"import": str(one.id)}


def _walk(
    work: Work, one: Import, engine: Engine, done: Outcome, rows: Iterable[Row], *, last: bool
) -> None:
    def kept(step: Step) -> None:
        work.hold()
        if one.turn:  # these rows have been counted before
            step.read = 0
        importing.take(done, step)
        _touch(one, step)
        if one.turn:
            RefusedRow.objects.filter(imported=one, turn=one.turn, row__lte=step.last_row).delete()
        _refuse(one, step.refused, None)
        _refuse(one, step.waiting, one.turn + 1)
        one.reached, one.result = step.last_row, done.raw()
        one.save(update_fields=["reached", "result"])
        work.progress(done=min(done.read, one.rows), total=one.rows)

    for _ in importing.steps(engine, rows, last=last, kept=kept):
        pass


def _turned(one: Import) -> None:
    """The file has been walked to its end; rows that wait get their next turn from the top."""
    one.turn += 1
    if RefusedRow.objects.filter(imported=one, turn=one.turn).exists():
        one.reached = 0
    one.save(update_fields=["turn", "reached", "facts"])


def _waiting(one: Import) -> set[int]:
    rows = RefusedRow.objects.filter(imported=one, turn=one.turn)
    return set(rows.values_list("row", flat=True))


def _touch(one: Import, step: Step) -> None:
    seen = Event.objects.aggregate(last=Max("id"))["last"] or 0
    Touched.objects.bulk_create(
        [
            Touched(
                imported=one,
                record_id=row.id,
                table=row.table_key,
                version=row.version,
                seen=seen,
            )
            for row in step.written.created
        ]
        + [
            Touched(
                imported=one,
                record_id=row.id,
                table=row.table_key,
                version=row.version,
                seen=seen,
                before=before,
            )
            for row, before in step.written.updated
        ]
    )


def _refuse(one: Import, refused: Mapping[int, list[Complaint]], turn: int | None) -> None:
    RefusedRow.objects.bulk_create(
        RefusedRow(
            imported=one, row=number, complaints=[each.raw() for each in complaints], turn=turn
        )
        for number, complaints in refused.items()
    )


def _names_before(one: Import, engine: Engine) -> list[tuple[str, int]]:
    """The records that this import has touched already, so that a row about one of them is
    known to be the second."""
    if not one.reached:
        return []
    touched = Touched.objects.filter(imported=one).values_list("table", "record_id")
    return list(touched.iterator())


def _mine(work: Work) -> Import | None:
    """The import whose job this is; None where it is another's by now."""
    one = Import.objects.select_related("file").filter(id=work.payload["import"]).first()
    return one if one is not None and one.job_id == work.id else None


class _failing:  # noqa: N801  a context manager
    """A refusal ends the import's job; the import says so and may be mended."""

    def __init__(self, one: Import) -> None:
        self._one = one

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Refusal):
            Import.objects.filter(id=self._one.id).update(state=State.FAILED)
