"""Key actions: how much of what a stage asks was done, and in time.

Key actions are the tasks of a stage, and the items of its gate that ask for a deed (a contact, a
document, an approval …) and are served by no task. A task falls due at its due time, all else on
going on. Not counted: filling a field, what a project that closed before never came to, and what
was brought in. What somebody let pass by overriding was not done.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.gates import GateKind
from zhudan.blueprint.gates.condition import ConditionGate
from zhudan.blueprint.gates.field import FieldGate
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.blueprint.parts.stage import Stage
from zhudan.insight import asking, figure
from zhudan.insight.figure import Number
from zhudan.insight.period import Period
from zhudan.insight.population import named, population
from zhudan.insight.question import Question
from zhudan.kit import worktime
from zhudan.records.conditions import matching

_TASKS = """
    SELECT COUNT(*), SUM(CASE WHEN t.status = 'done' AND (t.due_at IS NULL OR t.done_at <= t.due_at)
            THEN 1 ELSE 0 END),
        SUM(CASE WHEN t.status = 'done' AND t.done_at > t.due_at THEN 1 ELSE 0 END)
    FROM flow_task t JOIN flow_visit v ON v.id = t.visit_id {joined}
    WHERE t.pipeline = %(pipeline)s AND NOT v.brought_in AND {holds} AND (
        (t.due_at >= %(begins)s AND t.due_at < %(ends)s
            AND (v.left_at IS NULL OR v.left_at >= t.due_at OR v.outcome = 'advanced')
            AND NOT EXISTS (SELECT 1 FROM flow_visit c WHERE c.record_id = t.record_id
                AND c.seq >= v.seq AND c.left_at < t.due_at
                AND c.outcome IN ('won', 'lost', 'dropped')))
        OR (t.due_at IS NULL AND v.outcome IN ('advanced', 'won')
            AND v.end_day BETWEEN %(first)s AND %(last)s))"""
_WENT_ON = """
    SELECT v.stage, v.revision, {overridden}, COUNT(*)
    FROM flow_visit v {joined} {asked_of}
    WHERE v.pipeline = %(pipeline)s AND v.left_at IS NOT NULL
        AND v.end_day BETWEEN %(first)s AND %(last)s AND {holds}
        AND v.outcome IN ('advanced', 'won') AND NOT v.brought_in
    GROUP BY v.stage, v.revision, {overridden}"""
_OVERRIDDEN = {"postgresql": "v.overridden::text", "sqlite": "v.overridden"}
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

Line = tuple[str, int, list[str], int]  # stage, revision, overridden items, how many visits


def measures(asked: Question, period: Period) -> dict[str, Number]:
    """The shares done in time, and done late, of what fell due in the period."""
    due, in_time, late = _tasks(asked, period)
    for fell_due, done in _gates(asked, period):
        due += fell_due
        in_time += done
    return {"key_actions": figure.share(in_time, due), "key_actions_late": figure.share(late, due)}


def _tasks(asked: Question, period: Period) -> tuple[int, int, int]:
    """How many fell due, were done in time, were done late."""
    people = population(asked, "ended")
    zone = asked.live.document.settings.timezone
    begins, ends = _EARLIEST, _LATEST
    if period.begins:
        begins = worktime.midnight(period.begins, zone)
    if period.ends:
        ends = worktime.midnight(period.ends + timedelta(days=1), zone)
    params = _params(asked, period) | {
        "begins": _stored(begins),
        "ends": _stored(min(ends, asked.now)),
        **people.params,
    }
    statement = _TASKS.format(joined=people.joined, holds=people.holds)
    ((due, in_time, late),) = asking.answers((statement, params))
    return due, int(in_time or 0), int(late or 0)


def _gates(asked: Question, period: Period) -> Iterator[tuple[int, int]]:
    """What fell due on going on, and how much of it was done: pieces of a sum."""
    at = cache(_pipelines)
    lines = _went_on(asked, period)
    conditional: dict[str, GateKind] = {}
    for stage, revision, overridden, many in lines:
        items = _deeds(_stage(asked, at(revision), stage))
        plain = [one for one in items if one.applies_if is None]
        missed = sum(one.key in overridden for one in plain)
        yield len(plain) * many, (len(plain) - missed) * many
        conditional |= {json.dumps(one.applies_if): one for one in items if one.applies_if}
    for said, one in conditional.items():
        for stage, revision, overridden, many in _went_on(asked, period, one.applies_if):
            for item in _deeds(_stage(asked, at(revision), stage)):
                if item.applies_if and json.dumps(item.applies_if) == said:
                    yield many, 0 if item.key in overridden else many


def _went_on(asked: Question, period: Period, condition: Any = None) -> list[Line]:
    """The visits that ended by going on. condition: only of records of which it holds."""
    people = population(asked, "ended")
    asked_of, params = "", _params(asked, period) | people.params
    if condition is not None:
        holds = matching(asked.live, asked.pipeline.table, condition, asked.today, None)
        text, more = named(asked.model.objects.filter(holds).values_list("id"), "asked_of")
        asked_of, params = f"JOIN ({text}) AS asked_of ON asked_of.id = v.record_id", params | more
    statement = _WENT_ON.format(
        joined=people.joined,
        holds=people.holds,
        asked_of=asked_of,
        overridden=_OVERRIDDEN[connection.vendor],
    )
    return [
        (stage, revision, json.loads(overridden), many)
        for stage, revision, overridden, many in asking.answers((statement, params))
    ]


def _pipelines(revision: int) -> Mapping[str, Pipeline]:
    """The pipelines as the revision had them; none for one that is not there."""
    try:
        return blueprint.at(revision).document.pipelines_by_key
    except KeyError:
        return {}


def _stage(asked: Question, pipelines: Mapping[str, Pipeline], key: str) -> Stage | None:
    """The stage under which a visit ended."""
    pipeline = pipelines.get(asked.pipeline.key)
    return pipeline.stage(key) if pipeline and key in pipeline.stage_keys else None


def _deeds(stage: Stage | None) -> list[GateKind]:
    """The items of a gate that fall due on going on."""
    if stage is None:
        return []
    served = {task.closes_with for task in stage.tasks}
    return [
        item
        for item in stage.gate
        if item.key not in served and not isinstance(item, FieldGate | ConditionGate)
    ]


def _params(asked: Question, period: Period) -> dict[str, Any]:
    return {"pipeline": asked.pipeline.key, "first": period.first, "last": period.last}


def _stored(moment: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(moment)
