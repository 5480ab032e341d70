"""Ramp-up: how long newcomers take to bring a first project of their own so far that they are
independent, by the quarter or whatever period they started in.

Those who are not there yet have waited so long already; they enter the median as censored
(Kaplan and Meier), for leaving them out would make the slow ones vanish.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from zhudan.blueprint.parts.role import TableRights
from zhudan.insight import asking
from zhudan.insight.figure import NOTHING, Number
from zhudan.insight.period import Period
from zhudan.insight.population import among, named
from zhudan.insight.question import Question
from zhudan.kit import sql
from zhudan.people import directory
from zhudan.people.models import User
from zhudan.records import access
from zhudan.records.engine_tables import table_name

_OWN = frozenset({"own", "involved"})

# The day a newcomer's own project first came there, with nothing let through on the way.
_ARRIVED = """
    SELECT r.created_by_id, MIN(v.entered_day)
    FROM flow_visit v JOIN {table} r ON r.id = v.record_id
        JOIN ({seen}) AS seen ON seen.id = v.record_id
    WHERE v.pipeline = %(pipeline)s AND v.stage = %(stage)s AND v.is_first_in_stage
        AND NOT v.brought_in AND {newcomer}
        AND NOT EXISTS (SELECT 1 FROM flow_visit o
            WHERE o.record_id = v.record_id AND o.seq < v.seq AND o.overridden <> '[]')
    GROUP BY r.created_by_id"""


def measures(asked: Question, period: Period) -> dict[str, Number]:
    stage = asked.live.document.settings.ramp_up_stage
    if stage not in asked.stages:
        return {"ramp_up_days": NOTHING}
    started = _newcomers(asked, period)
    arrived = _arrivals(asked, stage, started)
    times = [_time(asked, user, start, arrived.get(user.id)) for user, start in started.items()]
    return {"ramp_up_days": Number(median(times), len(times))}


def median(times: Iterable[tuple[int, bool]]) -> float | None:
    """The time by which half have arrived; None where it is not known yet.

    times: days, and whether somebody arrived after so many or is still on the way.
    """
    left = sorted(times, key=lambda one: (one[0], not one[1]))
    waiting, still = len(left), 1.0
    for days, arrived in left:
        if arrived:
            still *= 1 - 1 / waiting
            if still <= 0.5 + 1e-9:
                return float(days)
        waiting -= 1
    return None


def _newcomers(asked: Question, period: Period) -> dict[User, date]:
    """Who started in the period to work on projects of his own, as far as the viewer sees."""
    reach = access.sight(asked.live, asked.viewer, asked.pipeline.table)
    roles = asked.live.document.roles_by_key
    found = {}
    first, last = period.first, min(period.last, asked.today)
    for user in User.objects.filter(started_on__range=(first, last)).order_by("id"):
        rights = [
            roles[role].rights.get(asked.pipeline.table) for role in user.roles if role in roles
        ]
        person = directory.current().user(user.id)
        seen = reach.everything or user.id in reach.owners or user.region_id in reach.regions
        wanted = asked.owner in (None, user.id) and (
            asked.region is None or user.region_id in asked.regions
        )
        if person and seen and wanted and _sells(rights) and user.started_on:
            found[user] = user.started_on
    return found


def _sells(rights: Iterable[TableRights | None]) -> bool:
    """Registers projects and moves those that are his, and no others."""
    held = [one for one in rights if one is not None]
    moves = {one.move for one in held} - {"none"}
    return any(one.create for one in held) and bool(moves) and moves <= _OWN


def _arrivals(asked: Question, stage: str, started: Iterable[User]) -> dict[int, date]:
    seen, params = named(asked.model.objects.filter(asked.seen).values_list("id"), "seen")
    statement = _ARRIVED.format(
        table=table_name(asked.pipeline.table),
        seen=seen,
        newcomer=among("r.created_by_id", "newcomers"),
    )
    given: dict[str, Any] = {
        "pipeline": asked.pipeline.key,
        "stage": stage,
        "newcomers": sql.listed(user.id for user in started),
        **params,
    }
    return {
        user: day if isinstance(day, date) else date.fromisoformat(day)
        for user, day in asking.answers((statement, given))
    }


def _time(asked: Question, user: User, start: date, arrived: date | None) -> tuple[int, bool]:
    until = min(asked.today, user.left_on or asked.today)
    if arrived is not None and arrived >= start:
        return (arrived - start).days, True
    return max(0, (until - start).days), False
