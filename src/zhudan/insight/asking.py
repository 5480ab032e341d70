"""Statements are put together for a question and asked of the database."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from zhudan.insight import statements
from zhudan.insight.period import Period
from zhudan.insight.population import Params, Population, named, population
from zhudan.insight.question import Question
from zhudan.kit import worktime

Line = tuple[Any, ...]


def ended(
    asked: Question, text: str, period: Period, many: Mapping[str, int] | None = None
) -> tuple[str, Params]:
    """A statement over the visits that ended, in the period or after it. many: by stage, how
    many went on, where that is known."""
    people = population(asked, "ended")
    expected = {one.key: one.expected_days * 86_400 for one in asked.pipeline.stages}
    params: Params = {}
    pieces = {"expected": _by_stage("v.stage", expected, params, "stage", "NULL")}
    pieces |= {
        name: predicate.format(**pieces) for name, predicate in statements.PREDICATES.items()
    }
    pieces["many"] = f"COUNT(*) OVER (PARTITION BY v.stage{people.grouped})"
    if many is not None:
        pieces["many"] = _by_stage("v.stage", many, params, "among", "0")
    return _whole(asked, text, period, people, pieces, params)


def standing(asked: Question, period: Period) -> tuple[str, Params]:
    people = population(asked, "ended")
    now = people.group.replace("v.", "").replace("seen.", "")
    columns = ["stage"] if now == "NULL" else ["stage", now.strip('"')]
    rows = asked.model.objects.filter(asked.seen & open_now(asked, period))
    text, params = named(rows.values_list(*columns), "now")
    pieces = {
        "standing": text,
        "now_group": now,
        "now_grouped": "" if now == "NULL" else f", {now}",
    }
    return _whole(asked, statements.STANDING, period, people, pieces, params)


def open_now(asked: Question, period: Period) -> Q:
    """The records that are open and stood where they stand as the period ended."""
    found = Q(pipeline=asked.pipeline.key, status="open")
    if period.closed(asked.today):
        zone = asked.live.document.settings.timezone
        after = worktime.midnight(period.last + timedelta(days=1), zone)
        found &= Q(stage_entered_at__lt=after)
    if asked.owner is not None:
        found &= Q(owner_id=asked.owner)
    if asked.region is not None:
        found &= Q(region_id__in=asked.regions)
    return found


def begun(asked: Question, text: str, period: Period) -> tuple[str, Params]:
    """A statement over the first visits that began in the period."""
    people = population(asked, "begun")
    params: Params = {}
    places = {key: place for place, key in enumerate(asked.stages)}
    following = dict(zip(asked.stages, (*asked.stages[1:], ""), strict=True))
    pieces = {
        "v_place": _by_stage("v.stage", places, params, "place", "NULL"),
        "w_place": _by_stage("w.stage", places, params, "place", "NULL"),
        "v_next": _next("v.stage", following),
        "w_next": _next("w.stage", following),
        "beyond": str(len(places)),
    }
    for place, (key, then) in enumerate(following.items()):
        params |= {f"here_{place}": key, f"there_{place}": then}
    spelled = statements.FREE if asked.free else statements.FIXED
    pieces |= {name: piece.format(**pieces) for name, piece in spelled.items()}
    return _whole(asked, text, period, people, pieces, params)


def answers(statement: tuple[str, Params]) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return list(cursor.fetchall())


def _whole(
    asked: Question,
    text: str,
    period: Period,
    people: Population,
    pieces: Mapping[str, str],
    params: Params,
) -> tuple[str, Params]:
    whole = text.format(
        joined=people.joined,
        holds=people.holds,
        group=people.group,
        grouped=people.grouped,
        **pieces,
    )
    given = {"pipeline": asked.pipeline.key, "first": period.first, "last": period.last}
    return whole, {**given, **people.params, **params}


def _by_stage(
    column: str, values: Mapping[str, int], params: Params, name: str, otherwise: str
) -> str:
    """A number for each stage, as an expression."""
    whens = [
        f"WHEN %({name}_{place})s THEN {number}" for place, number in enumerate(values.values())
    ]
    params |= {f"{name}_{place}": key for place, key in enumerate(values)}
    return f"(CASE {column} {' '.join(whens)} ELSE {otherwise} END)"


def _next(column: str, following: Mapping[str, str]) -> str:
    """The stage after the one in `column`; '' after the last."""
    whens = [f"WHEN %(here_{place})s THEN %(there_{place})s" for place in range(len(following))]
    return f"(CASE {column} {' '.join(whens)} END)"
