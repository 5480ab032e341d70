"""Records leave a stage that a publish takes away: all at once, in the publish's transaction.

Their visits end as relocated and count nowhere. No task opens where they go; the gate there
says what is asked. Closed records only get the stage in which they could be reopened.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.flow.models import Task
from zhudan.journal.models import Event
from zhudan.kit import worktime
from zhudan.records import tables
from zhudan.records.models import Participant

_CHUNK = 1000
_SECONDS = {
    "postgresql": "EXTRACT(EPOCH FROM (%(now)s - entered_at))::bigint",
    "sqlite": "CAST(ROUND((julianday(%(now)s) - julianday(entered_at)) * 86400) AS INTEGER)",
}
_END = """
    UPDATE flow_visit SET left_at = %(now)s, outcome = 'relocated', end_day = %(day)s,
        dwell_seconds = {seconds}, stay_seconds = {seconds}, revision = %(revision)s
    WHERE pipeline = %(pipeline)s AND stage = %(stage)s AND left_at IS NULL"""
_FOLLOWED = """
    UPDATE flow_visit SET followed_on = %(day)s
    WHERE stage = %(to)s AND followed_on IS NULL AND record_id IN (
        SELECT record_id FROM flow_visit
        WHERE pipeline = %(pipeline)s AND stage = %(stage)s AND outcome = 'relocated'
        AND left_at = %(now)s)"""
_BEGIN = """
    INSERT INTO flow_visit (record_id, pipeline, stage, seq, entered_at, overridden,
        entered_day, is_first_in_stage, owner_id, region_id, revision, brought_in, moved_by_id)
    SELECT record_id, pipeline, %(to)s, seq + 1, %(now)s, {nothing},
        %(day)s, NOT EXISTS (SELECT 1 FROM flow_visit earlier
            WHERE earlier.record_id = flow_visit.record_id
            AND earlier.stage = CAST(%(to)s AS varchar(40))),
        owner_id, region_id, revision, {false}, %(actor)s
    FROM flow_visit
    WHERE pipeline = %(pipeline)s AND stage = %(stage)s AND outcome = 'relocated'
    AND left_at = %(now)s"""


def relocate(live: LiveBlueprint, pipeline: str, stage: str, to: str, *, actor: int | None) -> int:
    """Move every record of the pipeline out of `stage`; returns how many were open.

    live: the revision just published, which no longer has the stage. No write runs meanwhile.
    """
    part = live.document.pipeline(pipeline)
    now = timezone.now()
    inside = tables.model(live, part.table)._default_manager.filter(pipeline=pipeline, stage=stage)
    inside.exclude(status="open").update(stage=to)
    ids = list(inside.values_list("id", flat=True))
    _turn_visits(live, pipeline, stage, to, actor=actor, now=now)
    Task.objects.filter(pipeline=pipeline, stage=stage, status=Task.Status.OPEN).update(
        status=Task.Status.CANCELLED, done_at=now, done_by_id=actor
    )
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        Participant.objects.filter(record_id__in=chunk, cause__startswith="task:").delete()
    inside.update(stage=to, stage_entered_at=now, updated_at=now, version=F("version") + 1)
    told = {
        "from": stage,
        "to": to,
        "from_label": _label(blueprint.at(live.number - 1), pipeline, stage),
        "to_label": _label(live, pipeline, to),
        "revision": live.number,
    }
    for start in range(0, len(ids), _CHUNK):
        _journal(live, part.table, ids[start : start + _CHUNK], told, actor)
    return len(ids)


def _label(live: LiveBlueprint, pipeline: str, stage: str) -> Mapping[str, str]:
    return live.document.pipeline(pipeline).stage(stage).label


def _turn_visits(
    live: LiveBlueprint, pipeline: str, stage: str, to: str, *, actor: int | None, now: datetime
) -> None:
    on_postgresql = connection.vendor == "postgresql"
    params = {
        "now": connection.ops.adapt_datetimefield_value(now),
        "day": worktime.day_of(now, live.document.settings.timezone),
        "pipeline": pipeline,
        "stage": stage,
        "to": to,
        "revision": live.number,
        "actor": actor,
    }
    spelled = {
        "seconds": _SECONDS[connection.vendor],
        "false": "FALSE",
        "nothing": "'[]'::jsonb" if on_postgresql else "'[]'",
    }
    with connection.cursor() as cursor:
        for statement in (_END, _FOLLOWED, _BEGIN):
            cursor.execute(statement.format(**spelled), params)


def _journal(
    live: LiveBlueprint,
    table: str,
    ids: list[int],
    told: Mapping[str, object],
    actor: int | None,
) -> None:
    rows = tables.model(live, table)._default_manager.filter(id__in=ids)
    Event.objects.bulk_create(
        Event(
            kind="record_relocated",
            actor_id=actor,
            record_id=row.id,
            table=table,
            version=row.version,
            data=dict(told),
            owner_before=row.owner_id,
            owner_after=row.owner_id,
            region_before=row.region_id,
            region_after=row.region_id,
        )
        for row in rows
    )
