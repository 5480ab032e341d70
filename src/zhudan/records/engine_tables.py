"""The engine's own columns, which every table of the blueprint has, and how they change.

No Django migration touches a `rec_` table. A release that needs another engine column adds it
to COLUMNS and a numbered step to STEPS; `bring_up` runs what is missing after `migrate`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from zhudan.blueprint.fields.kind import Storage
from zhudan.records.models import EngineStep

PREFIX = "rec_"
_LOCK = 0x7A68_7564_0001  # any number, the same in every process


@dataclass(frozen=True)
class EngineColumn:
    """refers: the table whose ids it holds. A filled column is given at creation."""

    name: str
    storage: Storage
    filled: bool = False
    refers: str | None = None


COLUMNS = (
    EngineColumn("title", "text", filled=True),
    EngineColumn("title_key", "text", filled=True),
    EngineColumn("owner_id", "bigint", refers="people_user"),
    EngineColumn("region_id", "bigint", refers="people_region"),
    EngineColumn("pipeline", "text"),
    EngineColumn("stage", "text"),
    EngineColumn("status", "text"),
    EngineColumn("outcome", "text"),
    EngineColumn("amount", "bigint"),
    EngineColumn("stage_entered_at", "datetime"),
    EngineColumn("closed_at", "datetime"),
    EngineColumn("contact_at", "datetime"),
    EngineColumn("progress_at", "datetime"),
    EngineColumn("plan", "text"),
    EngineColumn("plan_on", "date"),
    EngineColumn("wake_on", "date"),
    EngineColumn("version", "bigint", filled=True),
    EngineColumn("created_at", "datetime", filled=True),
    EngineColumn("updated_at", "datetime", filled=True),
    EngineColumn("created_by_id", "bigint", refers="people_user"),
    EngineColumn("deleted_at", "datetime"),
)
NAMES = frozenset({"id", *(column.name for column in COLUMNS)})

FIELDS: "dict[Storage, type[models.Field[Any, Any]]]" = {
    "text": models.TextField,
    "bigint": models.BigIntegerField,
    "bool": models.BooleanField,
    "date": models.DateField,
    "datetime": models.DateTimeField,
}


def table_name(table: str) -> str:
    return PREFIX + table


def column_type(storage: Storage) -> str:
    """The type as this database spells it; text compares by codepoint on both."""
    spelled = FIELDS[storage]().db_type(connection)
    return f'{spelled} COLLATE "C"' if storage == "text" and on_postgresql() else str(spelled)


def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


# (number, what to do to one physical table). A new table is made with all steps' results.
STEPS: tuple[tuple[int, Callable[[str], None]], ...] = ()


def bring_up() -> None:
    """Run the steps that the company's tables have not been through; safe to call again."""
    with transaction.atomic(), connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        done = set(EngineStep.objects.values_list("number", flat=True))
        names = connection.introspection.table_names(cursor)
        tables = [name for name in names if name.startswith(PREFIX)]
        for number, step in STEPS:
            if number not in done:
                for table in tables:
                    step(table)
                EngineStep.objects.create(number=number, done_at=timezone.now())
