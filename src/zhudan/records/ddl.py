"""Makes the company's tables fit a document, while everybody keeps working.

Every step looks first whether it is done, so preparing can be broken off and begun again.
On PostgreSQL each statement stands alone: it waits half a second for its lock, gives way and
tries again, because a waiting ALTER TABLE holds up every reader behind it. On SQLite all of
them are one short transaction.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, connection, transaction

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.parts.table import Table
from zhudan.kit.errors import Conflict, Refusal
from zhudan.records import schema
from zhudan.records.columns import Columns, physical
from zhudan.records.engine_tables import COLUMNS, column_type, on_postgresql, table_name
from zhudan.records.indexes import Index, indexes_of

LOCK_WAIT = "500ms"
PATIENCE_SECONDS = 60.0
_GIVE_WAY = frozenset({"55P03", "40P01"})  # lock_not_available, deadlock_detected


class DatabaseBusy(Refusal):
    status = 503
    code = "database_busy"
    title = {
        "zh-CN": "数据库正忙，发布没有完成，请稍后再试；现有内容没有改变",
        "en": "The database is busy; nothing was published, please try again later",
    }


class NotUnique(Conflict):
    """A field is to be unique, but records share a value."""

    code = "not_unique"
    title = {
        "zh-CN": "字段“{field}”不能设为唯一：已有记录的内容重复",
        "en": 'The field "{field}" cannot be unique: records share a value',
    }


def prepare(document: Blueprint, columns: Columns) -> None:
    """Tables, columns, foreign keys and indexes for `document`; nothing reads them yet."""
    with _patiently():
        there = schema.read()
        for table in document.tables:
            if table_name(table.key) not in there.columns:
                _run(_create_table(table))
        there = schema.read()
        for table in document.tables:
            _add_columns(table, columns[table.key], there.columns[table_name(table.key)])
        _add_foreign_keys(document, columns, there)
        for table in document.tables:
            for index in indexes_of(document, table, columns[table.key]):
                _add_index(index, there, table, columns[table.key])


def drop_unique_indexes(document: Blueprint, columns: Columns) -> None:
    """After a switch: what no longer has to be unique is no longer held to it."""
    kept = {
        index.name
        for table in document.tables
        for index in indexes_of(document, table, columns[table.key])
        if index.unique
    }
    with _patiently():
        for name in schema.read().indexes:
            if name.startswith("ux_") and name not in kept:
                _drop_index(name)


def _create_table(table: Table) -> str:
    parts = ['"id" bigint PRIMARY KEY REFERENCES "records_record" ("id")']
    for column in COLUMNS:
        part = f'"{column.name}" {column_type(column.storage)}'
        if column.filled:
            part += " NOT NULL"
        if column.refers:
            part += f' REFERENCES "{column.refers}" ("id")'
        parts.append(part)
    return f'CREATE TABLE "{table_name(table.key)}" ({", ".join(parts)})'


def _add_columns(table: Table, columns: Mapping[str, str], there: set[str]) -> None:
    """Nullable and without default, so that no row is touched."""
    added = []
    for field in table.fields:
        for suffix, storage in physical(field):
            name = columns[field.key] + suffix
            if name not in there:
                refers = _refers(field)
                inline = f' REFERENCES "{refers}" ("id")' if refers and not on_postgresql() else ""
                added.append(f'ADD COLUMN "{name}" {column_type(storage)}{inline}')
    alter = f'ALTER TABLE "{table_name(table.key)}" '
    if added and on_postgresql():
        _run(alter + ", ".join(added))
    elif added:
        for one in added:
            _run(alter + one)


def _refers(field: FieldKind) -> str | None:
    if isinstance(field, ReferenceField):
        return table_name(field.table)
    return {"user": "people_user", "region": "people_region"}.get(field.kind)


def _add_foreign_keys(document: Blueprint, columns: Columns, there: schema.Schema) -> None:
    if not on_postgresql():
        return
    for table in document.tables:
        for field in table.fields:
            refers = _refers(field)
            if refers:
                _add_foreign_key(
                    table_name(table.key), columns[table.key][field.key], refers, there
                )


def _add_foreign_key(table: str, column: str, refers: str, there: schema.Schema) -> None:
    digest = hashlib.sha256(f"{table} {column}".encode()).hexdigest()[:10]
    name = f"fk_{table}_{column}"[:50] + f"_{digest}"
    if name not in there.foreign_keys:
        _run(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ("{column}") '
            f'REFERENCES "{refers}" ("id") NOT VALID'
        )
    if not there.foreign_keys.get(name):
        _run(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"')


def _add_index(
    index: Index, there: schema.Schema, table: Table, columns: Mapping[str, str]
) -> None:
    if there.indexes.get(index.name):
        return
    if index.name in there.indexes:  # left half-made by a preparation that was broken off
        _drop_index(index.name)
    try:
        _run(
            index.statement(concurrently=on_postgresql()),
            give_up=lambda: _drop_index(index.name),
        )
    except IntegrityError:
        if on_postgresql():  # which leaves it there, unusable
            _drop_index(index.name)
        of = next(field for field in table.fields if columns[field.key] == index.columns[0])
        raise NotUnique(params={"field": of.label}) from None


def _drop_index(name: str) -> None:
    _run(f'DROP INDEX {"CONCURRENTLY " if on_postgresql() else ""}IF EXISTS "{name}"')


def _run(statement: str, *, give_up: Callable[[], None] | None = None) -> None:
    """Execute, giving way to others' locks. give_up: clears up after a broken-off try."""
    until = time.monotonic() + PATIENCE_SECONDS
    pause = 0.05
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
            return
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in _GIVE_WAY:
                raise
            if time.monotonic() > until:
                raise DatabaseBusy from None
        if give_up is not None:
            give_up()
        time.sleep(pause)
        pause = min(pause * 2, 2.0)


@contextmanager
def _patiently() -> Iterator[None]:
    """Statements inside wait at most LOCK_WAIT for a lock."""
    if not on_postgresql():
        with transaction.atomic():
            yield
        return
    if connection.in_atomic_block:
        raise RuntimeError("preparing needs statements that stand alone, not a transaction")
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_WAIT}'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
