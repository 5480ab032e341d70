"""What gates are judged by beside a record's own values, for any number of records at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from zhudan.blueprint.gates.action import ActionGate
from zhudan.blueprint.gates.activity import ActivityGate
from zhudan.blueprint.gates.approved import ApprovedGate
from zhudan.blueprint.gates.document import DocumentGate
from zhudan.blueprint.gates.sent import SentGate
from zhudan.blueprint.gates.signed import SignedGate
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.documents.standing import Mark, standings
from zhudan.flow.requirements.case import Facts
from zhudan.kit import sql
from zhudan.records.tables import Row

_PAPERS = (DocumentGate, ApprovedGate, SentGate, SignedGate)
_DEEDS = """
    SELECT 0, record_id, 'activity', kind, by_id, MAX(created_at) AS at, NULL AS note
    FROM flow_activity WHERE kind <> 'note' AND {among} GROUP BY record_id, kind, by_id
    UNION ALL
    SELECT id, record_id, 'action', item, by_id, at, note
    FROM flow_keyaction WHERE {among}
    ORDER BY 1, 6"""


def around(rows: Collection[Row], pipeline: Pipeline | None = None) -> Mapping[int, Facts]:
    """By record id, in two queries.

    pipeline: read only what the gates of its stages ask where each row stands, and not who did
    it; None: everything.
    """
    documents = standings(_ids(rows, pipeline, _PAPERS), _types(pipeline), told=pipeline is None)
    activities: defaultdict[int, dict[str, Mark]] = defaultdict(dict)
    actions: defaultdict[int, dict[str, Mark]] = defaultdict(dict)
    told, done = _ids(rows, pipeline, ActivityGate), _ids(rows, pipeline, ActionGate)
    # The older before the newer: the last word counts.
    for _, record_id, what, key, by, at, note in _deeds(told, done):
        deeds = activities if what == "activity" else actions
        deeds[record_id][key] = Mark(by, sql.moment(at), note)
    return {
        row.id: Facts(
            row.stage_entered_at,
            activities.get(row.id, {}),
            actions.get(row.id, {}),
            documents.get(row.id, {}),
        )
        for row in rows
    }


def _deeds(told: Collection[int], done: Collection[int]) -> list[tuple[Any, ...]]:
    """(order, record, what, kind or item, by, at, note): everybody's latest activity of each
    kind, and every word on a key action."""
    if not told and not done:
        return []
    with connection.cursor() as cursor:
        statement = _DEEDS.format(among=sql.among("record_id"))
        cursor.execute(statement, [sql.listed(told), sql.listed(done)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _ids(rows: Collection[Row], pipeline: Pipeline | None, kinds: Any) -> list[int]:
    """The rows that stand where an item of such a kind (a class, or several) is asked."""
    if pipeline is None:
        return [row.id for row in rows]
    asking = {
        stage.key
        for stage in pipeline.stages
        if any(isinstance(item, kinds) for item in stage.gate)
    }
    return [row.id for row in rows if row.stage in asking]


def _types(pipeline: Pipeline | None) -> set[str] | None:
    if pipeline is None:
        return None
    items = (item for stage in pipeline.stages for item in stage.gate)
    return {item.document for item in items if isinstance(item, _PAPERS)}
