"""The two colours of a card: how long it dwells in its stage, and whether it is followed up.

Days in a stage are whole days since it was entered: green up to the stage's expected days,
amber to one and a half times as many, red beyond. Overdue (超期未跟进): the planned day has
passed, or the last contact lies further back than the stage's contact interval; a record never
contacted counts from entering the stage.
"""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Q

from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.blueprint.parts.stage import Stage
from zhudan.kit import worktime
from zhudan.records.tables import Row

Badge = Literal["green", "amber", "red"]
DAY = 86_400


def days_in_stage(entered_at: datetime, now: datetime) -> int:
    return max(0, int((now - entered_at).total_seconds()) // DAY)


def badge(days: int, expected_days: int) -> Badge:
    if days <= expected_days:
        return "green"
    return "amber" if days * 2 <= expected_days * 3 else "red"


def overdue_days(row: Row, stage: Stage, today: date, zone: ZoneInfo) -> int | None:
    """How many days the follow-up of an open record is late; None when it is not."""
    late = [0]
    if row.plan_on is not None:
        late.append((today - row.plan_on).days)
    last = row.contact_at or row.stage_entered_at
    if stage.contact_days is not None and last is not None:
        late.append((today - worktime.day_of(last, zone)).days - stage.contact_days)
    return max(late) or None


def overdue(pipeline: Pipeline, today: date, zone: ZoneInfo) -> Q:
    """The open records of the pipeline for which `overdue_days` is not None."""
    late = Q(plan_on__lt=today)
    for stage in pipeline.stages:
        if stage.contact_days is not None:
            limit = worktime.midnight(today - timedelta(days=stage.contact_days), zone)
            silent = Q(contact_at__lt=limit) | Q(contact_at=None, stage_entered_at__lt=limit)
            late |= Q(stage=stage.key) & silent
    return late
