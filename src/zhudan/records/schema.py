"""What the database has: tables, columns, indexes and foreign keys of the company's tables."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from zhudan.records.engine_tables import PREFIX, on_postgresql


@dataclass(frozen=True)
class Schema:
    """indexes, foreign_keys: by name, True where the database says it is whole."""

    columns: dict[str, set[str]]
    indexes: dict[str, bool]
    foreign_keys: dict[str, bool]


_PG_COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name LIKE %s"""
_PG_INDEXES = """
    SELECT i.relname, x.indisvalid FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relname LIKE %s"""
_PG_FOREIGN_KEYS = """
    SELECT c.conname, c.convalidated FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace
    AND t.relname LIKE %s"""
_SQLITE_COLUMNS = """
    SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name LIKE %s"""
_SQLITE_INDEXES = "SELECT name, 1 FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE %s"


def read() -> Schema:
    """The present state. Foreign keys are named on PostgreSQL only; SQLite's come and go with
    their column."""
    columns: defaultdict[str, set[str]] = defaultdict(set)
    for table, column in _ask(_PG_COLUMNS if on_postgresql() else _SQLITE_COLUMNS):
        columns[str(table)].add(str(column))
    indexes = _ask(_PG_INDEXES if on_postgresql() else _SQLITE_INDEXES)
    foreign_keys = _ask(_PG_FOREIGN_KEYS) if on_postgresql() else []
    return Schema(
        dict(columns),
        {str(name): bool(valid) for name, valid in indexes},
        {str(name): bool(valid) for name, valid in foreign_keys},
    )


def _ask(query: str) -> list[tuple[object, object]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"])
        return list(cursor.fetchall())
