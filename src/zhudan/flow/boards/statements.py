"""The board's statements, written out: all heads in one, all first cards in one.

Whose rows they run over arrives as a Q (rights, filters) and is compiled by Django into the
inner select; both databases flatten it into the outer one.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from zhudan.kit import sql
from zhudan.records.dwell import DAY
from zhudan.records.tables import Row

_HEADS = {
    "postgresql": """
        SELECT stage, COUNT(*), SUM(amount),
               EXTRACT(EPOCH FROM AVG(%s - stage_entered_at))::float8 AS age
        FROM ({shown}) AS shown GROUP BY stage""",
    "sqlite": """
        SELECT stage, COUNT(*), SUM(amount),
               (julianday(%s) - AVG(julianday(stage_entered_at))) * 86400.0 AS age
        FROM ({shown}) AS shown GROUP BY stage""",
}

# Stands for the stage in a statement compiled once and run for every stage.
_STAGE = "\0stage"

_TITLES = "SELECT id, title FROM records_record WHERE {among}"
# The last row of a record is kept, so the first to do comes last.
_NEXT_TASKS = """
    SELECT record_id, label, due_at FROM flow_task WHERE status = 'open' AND {among}
    ORDER BY due_at IS NOT NULL, due_at DESC, id DESC"""


@dataclass(frozen=True)
class NextTask:
    """label: by language."""

    label: Mapping[str, str]
    due_at: datetime | None


@dataclass(frozen=True)
class Head:
    """amount: in the organisation's currency. mean_age_days: of the cards in the column."""

    count: int = 0
    amount: Decimal = Decimal(0)
    mean_age_days: float | None = None


def heads(model: type[Row], shown: Q, now: datetime) -> Mapping[str, Head]:
    """Count, sum and mean age by stage; stages without cards are missing."""
    rows = model._default_manager.filter(shown)
    inner, params = _compiled(rows.values_list("stage", "amount", "stage_entered_at"))
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_HEADS[connection.vendor].format(shown=inner), [moment, *params])
        return {
            stage: Head(count, Decimal(amount or 0).scaleb(-2), round(age / DAY, 1))
            for stage, count, amount, age in cursor.fetchall()
        }


def first_cards(
    model: type[Row],
    columns: Sequence[str],
    shown: Q,
    stages: Sequence[str],
    order: Sequence[str],
    limit: int,
) -> list[Row]:
    """The first `limit` rows of each stage in `order`: each branch walks its own index."""
    rows = model._default_manager.only(*columns).filter(shown, stage=_STAGE)
    rows = rows.order_by(*order)[:limit]
    inner, params = _compiled(rows)
    branch = f"SELECT * FROM ({inner}) AS {{name}}"
    statement = " UNION ALL ".join(
        branch.replace("{name}", f"column_{place}") for place in range(len(stages))
    )
    filled = [stage if param == _STAGE else param for stage in stages for param in params]
    return list(model._default_manager.raw(statement, filled))


def titles(ids: Collection[int]) -> Mapping[int, str]:
    """Titles of records of any table, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_TITLES.format(among=sql.among("id")), [sql.listed(ids)])
        return dict(cursor.fetchall())


def next_tasks(ids: Collection[int]) -> Mapping[int, NextTask]:
    """By record, the open task that falls due first; those without a due time come last."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_TASKS.format(among=sql.among("record_id")), [sql.listed(ids)])
        return {
            record_id: NextTask(json.loads(label), sql.moment(due_at) if due_at else None)
            for record_id, label, due_at in cursor.fetchall()
        }


def _compiled(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters as the database's driver takes them."""
    statement, params = rows.query.get_compiler(using=rows.db).as_sql()
    return statement, tuple(params)
