"""The flow of one record as its page shows it."""

from collections.abc import Iterable
from typing import Any

from zhudan.blueprint.parts.outcome import Outcome
from zhudan.blueprint.parts.stage import Stage
from zhudan.flow import asking, close
from zhudan.flow.models import Visit
from zhudan.flow.situation import Situation
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer
from zhudan.records import access, dwell
from zhudan.records.present import person

Json = dict[str, Any]


def flow(here: Situation, viewer: Viewer) -> Json:
    """Path, gate, and what the viewer may do next; of a closed record only the path."""
    stage = here.pipeline.stage(here.stage)
    is_open = here.row.status == "open"
    return {
        "path": [_step(here, here.pipeline.stage(key)) for key in here.path.stages],
        "gate": _gate(here, viewer) if is_open else None,
        "targets": _targets(here, viewer) if is_open else [],
        "outcomes": _outcomes(here, viewer) if is_open else [],
        "playbook": {
            "say": [pick(line) for line in stage.playbook.say],
            "quote": {
                "text": pick(stage.playbook.quote.text),
                "label": pick(stage.playbook.quote.label),
            }
            if stage.playbook.quote
            else None,
        },
        "sticking_points": [
            {"key": point.key, "label": pick(point.label), "side": point.side}
            for point in stage.sticking_points
        ],
    }


def visits(here: Situation) -> list[Json]:
    labels = {stage.key: pick(stage.label) for stage in here.pipeline.stages}
    points = {
        point.key: point.label for stage in here.pipeline.stages for point in stage.sticking_points
    }
    return [
        {
            "seq": visit.seq,
            "stage": visit.stage,
            "label": labels.get(visit.stage, visit.stage),
            "entered_at": visit.entered_at,
            "left_at": visit.left_at,
            "days": _days(here, [visit]),
            "outcome": visit.outcome,
            "reason": pick(points[visit.reason]) if visit.reason in points else visit.reason,
            "overridden": visit.overridden,
            "brought_in": visit.brought_in,
            "owner": person(visit.owner_id),
        }
        for visit in here.visits
    ]


def _step(here: Situation, stage: Stage) -> Json:
    stays = [visit for visit in here.visits if visit.stage == stage.key]
    days = _days(here, stays)
    return {
        "stage": stage.key,
        "label": pick(stage.label),
        "state": _state(here, stage.key, stays),
        "days": days,
        "expected_days": stage.expected_days,
        "slow": days is not None and days > stage.expected_days,
    }


def _state(here: Situation, stage: str, stays: list[Visit]) -> str:
    if stage == here.path.now:
        return "done" if here.row.status == "won" else "now"
    if here.path.stages.index(stage) > here.path.stages.index(here.path.now):
        return "todo"
    lived = any(visit.outcome != Visit.Outcome.SKIPPED for visit in stays)
    return "done" if lived else "skipped"


def _days(here: Situation, stays: Iterable[Visit]) -> int | None:
    """Whole days of all these stays together; None for no stay."""
    seconds = [
        visit.dwell_seconds
        if visit.dwell_seconds is not None
        else (here.now - visit.entered_at).total_seconds()
        for visit in stays
    ]
    return int(sum(seconds)) // dwell.DAY if seconds else None


def _gate(here: Situation, viewer: Viewer) -> Json:
    states = here.gate(here.stage)
    who = asking.asker(here, viewer)
    following = here.path.next
    return {
        "stage": here.stage,
        "next": {"key": following, "label": pick(here.pipeline.stage(following).label)}
        if following
        else None,
        "done": sum(state.met for state in states),
        "total": len(states),
        "items": [asking.item(state, who) for state in states],
    }


def _targets(here: Situation, viewer: Viewer) -> list[Json]:
    if not access.may(here.live, viewer, here.row, "move"):
        return []
    may_skip = access.may(here.live, viewer, here.row, "skip")
    return [
        {
            "stage": target.stage,
            "label": pick(here.pipeline.stage(target.stage).label),
            "kind": target.direction,
        }
        for target in here.path.targets()
        if target.direction != "skip" or may_skip
    ]


def _outcomes(here: Situation, viewer: Viewer) -> list[Json]:
    if not access.may(here.live, viewer, here.row, "close"):
        return []
    return [_outcome(one) for one in here.pipeline.outcomes if close.available(here, one)]


def _outcome(one: Outcome) -> Json:
    return {
        "key": one.key,
        "kind": one.kind,
        "label": pick(one.label),
        "reasons": [{"key": reason.key, "label": pick(reason.label)} for reason in one.reasons],
        "asks": {
            "reason": one.asks.reason,
            "competitor": one.asks.competitor,
            "note": one.asks.note,
        },
        "wakes": one.wakes,
    }
