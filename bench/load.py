"""Writes millions of rows at once: COPY on PostgreSQL, many rows a statement on SQLite.

Indexes are taken off while a table is filled and put back in the end. What is written must be
right by itself: foreign keys are not asked.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

_FLUSH_ROWS = 20_000

Row = tuple[Any, ...]


class Sink:
    """Where the rows of one table go. columns: what a row holds, in order. Times are naive UTC."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self.table = table
        self.columns = tuple(columns)
        self.written = 0
        self._rows: list[Row] = []
        self._write = _copy if connection.vendor == "postgresql" else _insert

    def add(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) >= _FLUSH_ROWS:
            self.flush()

    def flush(self) -> None:
        self._write(self, self._rows)
        self.written += len(self._rows)
        self._rows.clear()


def _names(sink: Sink) -> str:
    return ", ".join(f'"{column}"' for column in sink.columns)


def _copy(sink: Sink, rows: Sequence[Row]) -> None:
    statement = f'COPY "{sink.table}" ({_names(sink)}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _insert(sink: Sink, rows: Sequence[Row]) -> None:
    marks = ", ".join("?" * len(sink.columns))
    connection.connection.executemany(
        f'INSERT INTO "{sink.table}" ({_names(sink)}) VALUES ({marks})', rows
    )


@contextmanager
def filling(tables: Sequence[str]) -> Iterator[None]:
    """Fill these tables inside; afterwards indexes, sequences and statistics are in order."""
    postgresql = connection.vendor == "postgresql"
    connection.ensure_connection()
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("SET TIME ZONE 'UTC'")
        else:
            for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000"):
                cursor.execute(f"PRAGMA {pragma}")
            for setting, value in (("hashsize", 256 << 20), ("automerge", 0)):
                cursor.execute(_FTS, [setting, value])
            cursor.execute("BEGIN")
        taken_off = list(_take_off(cursor, tables))
        yield
        for statement in taken_off:
            cursor.execute(statement)
        if postgresql:
            for table in tables:
                _set_sequence(cursor, table)
                cursor.execute(f'VACUUM (ANALYZE) "{table}"')
        else:
            cursor.execute("INSERT INTO records_search (records_search) VALUES ('optimize')")
            cursor.execute("COMMIT")
            for setting, value in (("hashsize", 1 << 20), ("automerge", 4)):
                cursor.execute(_FTS, [setting, value])
    connection.close()


_FTS = "INSERT INTO records_search (records_search, rank) VALUES (%s, %s)"
_PG_INDEXES = """
    SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relname = %s AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.oid)"""
_SQLITE_INDEXES = """
    SELECT name, sql FROM sqlite_master
    WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"""


def _take_off(cursor: Any, tables: Sequence[str]) -> Iterator[str]:
    """The statements that make the indexes again."""
    for table in tables:
        asked = _PG_INDEXES if connection.vendor == "postgresql" else _SQLITE_INDEXES
        cursor.execute(asked, [table])
        for name, statement in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
            yield statement


def _set_sequence(cursor: Any, table: str) -> None:
    """Identity columns go on behind the ids that were given here."""
    cursor.execute(
        "SELECT pg_get_serial_sequence(%s, 'id') FROM information_schema.columns"
        " WHERE table_name = %s AND column_name = 'id'",
        [table, table],
    )
    found = cursor.fetchone()
    if found and found[0]:
        cursor.execute(f'SELECT setval(%s, COALESCE(MAX(id), 1)) FROM "{table}"', [found[0]])
