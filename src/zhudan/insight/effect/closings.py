"""Won, lost, dropped: how long winning took, how much was lost, and what nobody followed up.

A record counts by the last time it was closed as the period ended; reopening within the period
takes that closing out.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from zhudan.insight import asking, figure
from zhudan.insight.figure import NOTHING, Number
from zhudan.insight.period import Period
from zhudan.insight.population import Params, placed, population
from zhudan.insight.question import Question
from zhudan.records import access
from zhudan.records.engine_tables import table_name

# The key of the reason "nobody followed up" among the reasons of a lost outcome.
INTERRUPTED = "interrupted"

_SECONDS = {
    "postgresql": "EXTRACT(EPOCH FROM ({until} - {since}))",
    "sqlite": "((julianday({until}) - julianday({since})) * 86400)",
}
_REGISTERED = """(SELECT f.entered_at FROM flow_visit f
    WHERE f.record_id = v.record_id AND f.pipeline = v.pipeline ORDER BY f.seq LIMIT 1)"""
# What a figure counts, by the kind of its mark.
PREDICATES = {
    "won": "v.outcome = 'won'",
    "closed": "v.outcome IN ('won', 'lost')",
    "dropped": "v.outcome = 'dropped'",
    "interrupted": "(v.outcome = 'lost' AND v.reason = %(interrupted)s)",
    "silent": """(v.outcome = 'lost' AND NOT v.brought_in AND NOT EXISTS (
        SELECT 1 FROM flow_activity a WHERE a.record_id = v.record_id AND a.kind <> 'note'
            AND {since_contact} BETWEEN 0 AND %(silent)s))""",
}
# Closed in the period, and not again under way as it ended.
_CLOSED = """
    FROM flow_visit v {joined} JOIN {table} r ON r.id = v.record_id
    WHERE v.pipeline = %(pipeline)s AND v.left_at IS NOT NULL
        AND v.end_day BETWEEN %(first)s AND %(last)s AND {holds}
        AND v.outcome IN ('won', 'lost', 'dropped') AND NOT EXISTS (
            SELECT 1 FROM flow_visit n WHERE n.record_id = v.record_id AND n.seq = v.seq + 1
                AND n.entered_day <= %(last)s)"""
_FIGURES = (
    """
    SELECT v.outcome, COUNT(*), SUM(r.amount),
        SUM(CASE WHEN v.outcome = 'won' THEN {cycle} END),
        SUM(CASE WHEN {interrupted} THEN 1 ELSE 0 END),
        SUM(CASE WHEN {silent} THEN 1 ELSE 0 END),
        SUM(CASE WHEN v.brought_in THEN 0 ELSE 1 END)"""
    + _CLOSED
    + " GROUP BY v.outcome"
)
_MEMBERS = f"SELECT v.record_id {_CLOSED} AND {{counted}}"


@dataclass(frozen=True)
class _Closed:
    """amount: in hundredths of the currency. cycle: seconds in all. lived: not brought in."""

    many: int = 0
    amount: int = 0
    cycle: Decimal = Decimal(0)
    interrupted: int = 0
    silent: int = 0
    lived: int = 0


def measures(asked: Question, period: Period) -> dict[str, Number]:
    """Each measure by its key in the answer."""
    closed = _closed(asked, period)
    won, lost, dropped = (closed.get(one, _Closed()) for one in ("won", "lost", "dropped"))
    decided = won.many + lost.many
    return {
        "cycle_days": figure.mean_days(won.cycle, won.many),
        "loss_rate": figure.share(lost.many, decided),
        "loss_rate_amount": _by_amount(asked, won, lost),
        "interrupted": figure.share(lost.interrupted, decided),
        "interrupted_derived": figure.share(lost.silent, won.lived + lost.lived),
        "dropped": figure.count(dropped.many),
    }


def _by_amount(asked: Question, won: _Closed, lost: _Closed) -> Number:
    """Nothing for somebody who does not read the amount."""
    held = access.rights(asked.live, asked.viewer)
    readable = access.comparable(asked.live, held, asked.pipeline.table, "amount")
    whole = won.amount + lost.amount
    if not (readable and whole):
        return NOTHING
    rate = figure.share(lost.amount, whole)
    return Number(rate.value, won.many + lost.many)


def members(asked: Question, kind: str) -> Q:
    """The records that a figure of the question's period counts."""
    statement, params = _put(asked, asked.period, _MEMBERS, kind)
    return Q(pk__in=RawSQL(*placed(statement, params)))


def _closed(asked: Question, period: Period) -> dict[str, _Closed]:
    return {
        outcome: _Closed(
            many, int(amount or 0), Decimal(str(cycle or 0)), interrupted, silent, lived
        )
        for outcome, many, amount, cycle, interrupted, silent, lived in asking.answers(
            _put(asked, period, _FIGURES, "closed")
        )
    }


def _put(asked: Question, period: Period, text: str, kind: str) -> tuple[str, Params]:
    people = population(asked, "ended")
    seconds = _SECONDS[connection.vendor]
    since_contact = seconds.format(until="v.left_at", since="a.at")
    counted = {
        one: predicate.format(since_contact=since_contact) for one, predicate in PREDICATES.items()
    }
    statement = text.format(
        joined=people.joined,
        holds=people.holds,
        table=table_name(asked.pipeline.table),
        cycle=seconds.format(until="v.left_at", since=_REGISTERED),
        counted=counted[kind],
        interrupted=counted["interrupted"],
        silent=counted["silent"],
    )
    return statement, {
        "pipeline": asked.pipeline.key,
        "first": period.first,
        "last": period.last,
        "interrupted": INTERRUPTED,
        "silent": asked.live.document.settings.silent_days * 86_400,
        **people.params,
    }
