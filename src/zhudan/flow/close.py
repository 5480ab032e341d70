"""Leaving the pipeline: won, lost, dropped; and coming back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.outcome import Outcome
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.flow import moves, progress, refusals, situation, tasks, visits
from zhudan.flow.gates import ItemState
from zhudan.flow.situation import Situation
from zhudan.kit import worktime
from zhudan.kit.errors import Invalid, Label
from zhudan.people.viewer import Viewer
from zhudan.records import access, writes

_ASKED: dict[str, Label] = {
    "reason": {"zh-CN": "请选择原因", "en": "Choose a reason"},
    "competitor": {"zh-CN": "请填写竞争对手", "en": "Name the competitor"},
    "note": {"zh-CN": "请填写说明", "en": "Say a few words about it"},
    "wake_on": {"zh-CN": "请选择唤醒日期", "en": "Choose the date to wake it up"},
}


@transaction.atomic
def close_record(
    record_id: int,
    outcome: str,
    *,
    viewer: Viewer,
    version: int | None,
    reason: str | None = None,
    competitor: str | None = None,
    note: str | None = None,
    wake_on: date | None = None,
    override_reason: str | None = None,
) -> Situation:
    """Close an open record with an outcome of its pipeline.

    An outcome that passes the gate asks for every gate from here to the end of the path.
    Refusals as for a move, and 409 `not_from_here`, 422 `unknown_outcome`, `unknown_reason`,
    `<asked>_required`, `wake_on_past`.
    """
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="close", version=version)
    here = situation.of(live, row, timezone.now())
    chosen = _outcome(here, outcome)
    answers: dict[str, Any] = {
        "reason": reason,
        "competitor": competitor,
        "note": note,
        "wake_on": wake_on,
    }
    _check_answers(here, chosen, answers)
    overridden: Sequence[ItemState] = ()
    if chosen.passes_gate:
        overridden = moves.pass_gates(
            here,
            outcome,
            here.path.gates_to_the_end,
            viewer=viewer,
            override_reason=override_reason,
        )
    return _end(
        here,
        chosen,
        answers,
        at=here.now,
        viewer=viewer,
        overridden=overridden,
        override_reason=override_reason if overridden else None,
    )


@transaction.atomic
def close_existing(
    record_id: int,
    outcome: str,
    *,
    viewer: Viewer,
    closed_at: datetime,
    reason: str | None = None,
) -> Situation:
    """State that a record was closed at a past moment; the counterpart of `place_existing`.

    Needs the ability `migrate`; judges no gate and asks no questions.
    """
    live = blueprint.hold()
    access.rights(live, viewer).need("migrate")
    row = access.lock_record(live, viewer, record_id, verb="read")
    here = situation.of(live, row, timezone.now())
    return state(here, outcome, viewer=viewer, closed_at=closed_at, reason=reason)


def state(
    here: Situation, outcome: str, *, viewer: Viewer, closed_at: datetime, reason: str | None
) -> Situation:
    """Close a locked record as another system closed it."""
    if here.row.status != "open":
        raise refusals.Closed
    chosen = here.pipeline.outcomes_by_key.get(outcome)
    if chosen is None:
        raise refusals.UnknownOutcome
    moves.check_moment(closed_at, after=here.visits[-1].entered_at, now=here.now)
    return _end(here, chosen, {"reason": reason}, at=closed_at, viewer=viewer)


@transaction.atomic
def reopen_record(
    record_id: int, *, viewer: Viewer, version: int | None, note: str | None = None
) -> Situation:
    """Open a closed record again: a new visit to the stage in which it was closed."""
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="reopen", version=version)
    if row.status == "open":
        raise refusals.NotClosed
    here = situation.of(live, row, timezone.now())
    stage = row.stage if row.stage in here.pipeline.stage_keys else here.pipeline.stage_keys[0]
    all_visits = visits.begin(live, row, here.visits, stage, at=here.now, actor=viewer.id)
    opened = writes.place(
        live,
        row,
        stage=stage,
        entered_at=here.now,
        status="open",
        outcome=None,
        closed_at=None,
        wake_on=None,
    )
    data = {"stage": stage, "label": here.pipeline.stage(stage).label, "note": note}
    writes.note(live, row, opened, "record_reopened", viewer.id, data)
    again = here.after(opened, all_visits)
    tasks.open_for(again, all_visits[-1], actor=viewer.id)
    return again


def _outcome(here: Situation, key: str) -> Outcome:
    if here.row.status != "open":
        raise refusals.Closed
    chosen = here.pipeline.outcomes_by_key.get(key)
    if chosen is None:
        raise refusals.UnknownOutcome
    if not available(here, chosen):
        raise refusals.NotFromHere(
            params={
                "stage": here.pipeline.stage(here.stage).label,
                "outcome": chosen.label,
            },
            extra={"from": list(chosen.from_stages)},
        )
    return chosen


def available(here: Situation, outcome: Outcome) -> bool:
    """Whether the outcome may be chosen where the record stands.

    Won also at the end of any path: a record that passes by the stage named must have a way.
    """
    if not outcome.from_stages or here.stage in outcome.from_stages:
        return True
    return outcome.kind == "won" and here.path.next is None


def _check_answers(here: Situation, chosen: Outcome, answers: dict[str, Any]) -> None:
    for asked in ("reason", "competitor", "note"):
        if getattr(chosen.asks, asked) == "required" and not answers[asked]:
            raise refusals.required(asked, _ASKED[asked])
    reason = answers["reason"]
    if reason and reason not in {known.key for known in chosen.reasons}:
        raise Invalid.field(
            "reason",
            "unknown_reason",
            {"zh-CN": "没有这个原因", "en": "There is no such reason"},
        )
    if not chosen.wakes:
        answers["wake_on"] = None
        return
    wake_on = answers["wake_on"]
    if not isinstance(wake_on, date):
        raise refusals.required("wake_on", _ASKED["wake_on"])
    if wake_on <= worktime.day_of(here.now, here.live.document.settings.timezone):
        raise Invalid.field(
            "wake_on",
            "wake_on_past",
            {"zh-CN": "唤醒日期要在今天之后", "en": "The date must lie after today"},
        )


def _end(
    here: Situation,
    chosen: Outcome,
    answers: dict[str, Any],
    *,
    at: datetime,
    viewer: Viewer,
    overridden: Sequence[ItemState] = (),
    override_reason: str | None = None,
) -> Situation:
    live, row = here.live, here.row
    tasks.leave(here, actor=viewer.id)
    reason = answers["reason"]
    visits.end(
        live,
        row,
        here.visits,
        at=at,
        outcome=chosen.kind,
        reason=str(reason) if reason else None,
        overridden=[state.item.key for state in overridden],
    )
    left = standing(live, chosen, at, wake_on=answers.get("wake_on"))
    closed = writes.touch(live, row, **left)
    data = closed_so(
        here.pipeline,
        here.stage,
        chosen,
        answers,
        override_reason=override_reason,
        overridden=overridden,
    )
    writes.note(live, row, closed, "record_closed", viewer.id, data)
    return here.after(closed, here.visits)


def closed_so(
    pipeline: Pipeline,
    stage: str,
    chosen: Outcome,
    answers: Mapping[str, Any],
    *,
    override_reason: str | None = None,
    overridden: Sequence[ItemState] = (),
) -> dict[str, Any]:
    """What the journal keeps of a record's leaving."""
    told = {known.key: known.label for known in chosen.reasons}
    said = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in answers.items()
    }
    return {
        "pipeline": pipeline.key,
        "stage": stage,
        "outcome": chosen.key,
        "label": chosen.label,
        "kind": chosen.kind,
        "reason_label": told.get(str(answers["reason"])),
        **said,
        "override_reason": override_reason,
        "overridden": [{"key": one.item.key, "label": one.item.label} for one in overridden],
    }


def standing(
    live: LiveBlueprint, chosen: Outcome, at: datetime, *, wake_on: date | None = None
) -> dict[str, Any]:
    """The columns of a record that left its pipeline."""
    return {
        "status": chosen.kind,
        "outcome": chosen.key,
        "closed_at": at,
        "wake_on": wake_on,
        **(progress.at(live, "record_moved", at) if chosen.kind == "won" else {}),
    }
