"""Moving a record to another stage. Two commands do it, and no third.

`move_record` is life: it asks for rights, the version seen and the gate. `place_existing` is
history brought in: it states a stage and a date and judges no gate.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.flow import asking, progress, refusals, situation, tasks, visits
from zhudan.flow.gates import ItemState
from zhudan.flow.models import Visit
from zhudan.flow.paths import Target
from zhudan.flow.situation import Situation
from zhudan.kit.errors import Invalid
from zhudan.people.viewer import Viewer
from zhudan.records import access, dwell, writes

_REASON = {
    "zh-CN": "退回上一阶段请说明原因",
    "en": "Say why it goes back",
}


@transaction.atomic
def move_record(
    record_id: int,
    to: str,
    *,
    viewer: Viewer,
    version: int | None,
    reason: str | None = None,
    override_reason: str | None = None,
) -> Situation:
    """Move a record to stage `to` and return where it stands then.

    Forward through the gate; over several stages with the right `skip` and through every gate
    between; back with a reason. An `override_reason` opens shut gates for those with the right.
    Refusals: 404 unseen, 403 (`forbidden`, `skip_not_allowed`, `override_not_allowed`), 409
    (`stale`, `closed`, `already_there`, `not_on_path`, `gate_closed`), 422 (`unknown_stage`,
    `reason_required`).
    """
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="move", version=version)
    here = situation.of(live, row, timezone.now())
    target = _target(here, to)
    if target.direction == "skip" and not access.may(live, viewer, row, "skip"):
        raise refusals.SkipNotAllowed
    if target.direction == "back" and not reason and not here.path.free:
        raise refusals.required("reason", _REASON)
    unmet = pass_gates(here, to, target.gates, viewer=viewer, override_reason=override_reason)
    return _enter(
        here,
        target,
        viewer=viewer,
        overridden=unmet,
        reason=reason,
        override_reason=override_reason if unmet else None,
    )


def pass_gates(
    here: Situation,
    to: str,
    stages: Sequence[str],
    *,
    viewer: Viewer,
    override_reason: str | None,
) -> list[ItemState]:
    """Refuse unless the gates of `stages` are met, or may be and are overridden.

    Returns the items that were overridden.
    """
    items = here.gates(stages)
    unmet = [state for state in items if not state.met]
    if not unmet:
        return []
    may_override = access.may(here.live, viewer, here.row, "override")
    if override_reason and may_override:
        return unmet
    if override_reason:
        raise refusals.OverrideNotAllowed
    asker = asking.asker(here, viewer)
    raise refusals.GateClosed(
        to,
        [asking.missing(state, asker) for state in unmet],
        total=len(items),
        may_override=may_override,
    )


@transaction.atomic
def place_existing(
    record_id: int,
    stage: str,
    *,
    viewer: Viewer,
    entered_at: datetime,
    reason: str | None = None,
) -> Situation:
    """State that a record came into `stage` at a past moment. Needs the ability `migrate`.

    Judges no gate and opens no task; the visit is marked as brought in. Moments come in order:
    `entered_at` may not lie before the visit it ends began, nor in the future (422).
    """
    live = blueprint.hold()
    access.rights(live, viewer).need("migrate")
    row = access.lock_record(live, viewer, record_id, verb="read")
    here = situation.of(live, row, timezone.now())
    if row.status != "open":
        raise refusals.Closed
    if stage not in here.pipeline.stage_keys:
        raise refusals.UnknownStage
    check_moment(entered_at, after=here.visits[-1].entered_at, now=here.now)
    tasks.leave(here, actor=viewer.id)
    all_visits = visits.turn(
        live,
        row,
        here.visits,
        stage,
        at=entered_at,
        outcome=stated(here.pipeline, here.stage, stage),
        actor=viewer.id,
        reason=reason,
        brought_in=True,
    )
    placed = writes.place(live, row, stage=stage, entered_at=entered_at)
    data = placed_there(here.pipeline, here.stage, stage, entered_at=entered_at, reason=reason)
    writes.note(live, row, placed, "record_placed", viewer.id, data)
    return here.after(placed, all_visits)


def placed_there(
    pipeline: Pipeline, before: str | None, stage: str, *, entered_at: datetime, reason: str | None
) -> dict[str, object]:
    """What the journal keeps of a stated step; before None: the first."""
    return {
        "from": before,
        "to": stage,
        "from_label": pipeline.stage(before).label if before else None,
        "to_label": pipeline.stage(stage).label,
        "entered_at": entered_at.isoformat(),
        "reason": reason,
    }


def stated(pipeline: Pipeline, before: str, stage: str) -> str:
    """How the visit before a stated step ended."""
    ahead = pipeline.place(stage) > pipeline.place(before)
    return Visit.Outcome.ADVANCED if ahead else Visit.Outcome.RETURNED


def check_moment(moment: datetime, *, now: datetime, after: datetime | None = None) -> None:
    """A stated moment lies between the one before it, if any, and now; Invalid (422)."""
    if moment > now or (after is not None and moment < after):
        raise Invalid.field(
            "entered_at",
            "out_of_order",
            {
                "zh-CN": "时间要在上一阶段开始之后，且不能晚于现在",
                "en": "The time must lie after the previous stage began, and not in the future",
            },
        )


def _target(here: Situation, to: str) -> Target:
    if here.row.status != "open":
        raise refusals.Closed
    if to not in here.pipeline.stage_keys:
        raise refusals.UnknownStage
    label = here.pipeline.stage(to).label
    if to == here.stage:
        raise refusals.AlreadyThere(params={"stage": label})
    target = here.path.target(to)
    if target is None:
        raise refusals.NotOnPath(params={"stage": label})
    return target


def _enter(
    here: Situation,
    target: Target,
    *,
    viewer: Viewer,
    overridden: Sequence[ItemState],
    reason: str | None,
    override_reason: str | None,
) -> Situation:
    live, row, onward = here.live, here.row, target.direction != "back"
    tasks.leave(here, actor=viewer.id)
    all_visits = visits.turn(
        live,
        row,
        here.visits,
        target.stage,
        at=here.now,
        outcome=Visit.Outcome.ADVANCED if onward else Visit.Outcome.RETURNED,
        actor=viewer.id,
        reason=reason,
        overridden=[state.item.key for state in overridden],
        skipped=target.gates[1:],
    )
    placed = writes.place(
        live,
        row,
        stage=target.stage,
        entered_at=here.now,
        **(progress.at(live, "record_moved", here.now) if onward else {}),
    )
    data = {
        "pipeline": here.pipeline.key,
        "from": here.stage,
        "to": target.stage,
        "from_label": here.pipeline.stage(here.stage).label,
        "to_label": here.pipeline.stage(target.stage).label,
        "days": dwell.days_in_stage(here.visits[-1].entered_at, here.now),
        "direction": target.direction,
        "reason": reason,
        "override_reason": override_reason,
        "overridden": [{"key": one.item.key, "label": one.item.label} for one in overridden],
    }
    writes.note(live, row, placed, "record_moved", viewer.id, data)
    arrived = here.after(placed, all_visits)
    tasks.open_for(arrived, all_visits[-1], actor=viewer.id)
    return arrived
