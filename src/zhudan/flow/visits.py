"""Visits: one stay after another, without gap or overlap, each keeping its figures."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from zhudan.blueprint.live import LiveBlueprint
from zhudan.flow.models import Visit
from zhudan.kit import rows, worktime
from zhudan.records.tables import Row

_CLOSING = (
    "left_at",
    "outcome",
    "reason",
    "overridden",
    "dwell_seconds",
    "stay_seconds",
    "end_day",
    "owner_id",
    "region_id",
    "revision",
)


def of_record(record_id: int) -> list[Visit]:
    """All visits so far, the oldest first."""
    return list(Visit.objects.filter(record_id=record_id).order_by("seq"))


def turn(
    live: LiveBlueprint,
    row: Row,
    visits: Sequence[Visit],
    to: str,
    *,
    at: datetime,
    outcome: str,
    actor: int,
    reason: str | None = None,
    overridden: Sequence[str] = (),
    skipped: Sequence[str] = (),
    brought_in: bool = False,
) -> list[Visit]:
    """End the open visit and begin one in `to`; `skipped` stages get a visit of no length.

    Returns all visits. row: as it is before the move.
    """
    end(live, row, visits, at=at, outcome=outcome, reason=reason, overridden=overridden)
    return begin(live, row, visits, to, at=at, actor=actor, skipped=skipped, brought_in=brought_in)


def end(
    live: LiveBlueprint,
    row: Row,
    visits: Sequence[Visit],
    *,
    at: datetime,
    outcome: str,
    reason: str | None = None,
    overridden: Sequence[str] = (),
) -> None:
    """End the open visit, which is the last, with its figures."""
    visit = visits[-1]
    visit.reason, visit.overridden = reason, list(overridden)
    close(visit, visits[:-1], at=at, outcome=outcome, zone=live.document.settings.timezone)
    visit.owner_id, visit.region_id, visit.revision = row.owner_id, row.region_id, live.number
    rows.change(visit, _CLOSING)


def begin(
    live: LiveBlueprint,
    row: Row,
    visits: Sequence[Visit],
    to: str,
    *,
    at: datetime,
    actor: int | None,
    skipped: Sequence[str] = (),
    brought_in: bool = False,
) -> list[Visit]:
    """Begin a visit in `to`. No visit is open."""
    fresh = drafted(live, row, visits, [*skipped, to], at=at, actor=actor, brought_in=brought_in)
    again = {visit.stage for visit in fresh if not visit.is_first_in_stage}
    if again:
        earlier = Visit.objects.filter(record_id=row.id, stage__in=again, followed_on=None)
        earlier.update(followed_on=fresh[0].entered_day)
    zone = live.document.settings.timezone
    for visit in fresh[:-1]:
        close(visit, visits, at=at, outcome=Visit.Outcome.SKIPPED, zone=zone)
    rows.insert_all(fresh)
    return [*visits, *fresh]


def drafted(
    live: LiveBlueprint,
    row: Row,
    visits: Sequence[Visit],
    stages: Sequence[str],
    *,
    at: datetime,
    actor: int | None,
    brought_in: bool = False,
) -> list[Visit]:
    """Visits that follow those there are, one a stage, all begun at one moment; not kept yet."""
    day = worktime.day_of(at, live.document.settings.timezone)
    known = {visit.stage for visit in visits}
    return [
        Visit(
            record_id=row.id,
            pipeline=row.pipeline or "",
            stage=stage,
            seq=len(visits) + place,
            entered_at=at,
            entered_day=day,
            is_first_in_stage=stage not in known,
            owner_id=row.owner_id,
            region_id=row.region_id,
            revision=live.number,
            brought_in=brought_in,
            moved_by_id=actor,
        )
        for place, stage in enumerate(stages, start=1)
    ]


def close(
    visit: Visit, earlier: Iterable[Visit], *, at: datetime, outcome: str, zone: ZoneInfo
) -> None:
    """Set the figures of an ended visit: its own length, and its stage's, returns included.

    Stays that ended as relocated count nowhere, so not here either.
    """
    visit.left_at, visit.outcome = at, outcome
    visit.dwell_seconds = int((at - visit.entered_at).total_seconds())
    visit.stay_seconds = visit.dwell_seconds + sum(
        before.dwell_seconds or 0
        for before in earlier
        if before.stage == visit.stage and before.outcome != Visit.Outcome.RELOCATED
    )
    visit.end_day = worktime.day_of(at, zone)
