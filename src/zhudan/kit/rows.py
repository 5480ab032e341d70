"""One row in, or changed, by a statement that is put together once a model.

It does what `save()` would, without composing the statement anew, which takes the ORM longer
than the database needs to run it. For the writes that every request makes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

_FEW = 4
_MOST_VALUES = 32_000  # of one statement; SQLite takes 32,766, PostgreSQL 65,535


def insert(row: models.Model) -> None:
    """Write a new row and give it an id, unless it has one. What the database fills by itself
    (`db_default`) is left to it, and not read back."""
    knows_id = row.pk is not None
    statement, fields = _insert(type(row), knows_id, 1, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_stored(row, field) for field in fields])
        if not knows_id:
            row.pk = cursor.fetchone()[0] if _returns() else cursor.lastrowid
    row._state.adding = False
    row._state.db = connection.alias


def insert_all(rows: Sequence[models.Model], *, ids: bool = True) -> None:
    """Write new rows of one model, in their order, in few statements; ids as by `insert`, unless
    they are not wanted."""
    if len(rows) <= _FEW or not _returns():
        for row in rows:
            insert(row)
        return
    model, knows_id = type(rows[0]), rows[0].pk is not None
    fields = _fields(model, knows_id)
    told = [(field.attname, _speller(field)) for field in fields]
    values = (
        [spell(row.__dict__[name]) if spell else row.__dict__[name] for name, spell in told]
        for row in rows
    )
    if connection.vendor == "postgresql" and (knows_id or not ids):
        _copy(model, fields, values)
    else:
        _insert_many(rows, fields, values, knows_id)
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def _copy(model: type[models.Model], fields: list[Any], values: Iterable[list[Any]]) -> None:
    columns = ", ".join(_quoted(field.column) for field in fields)
    statement = f"COPY {_quoted(model._meta.db_table)} ({columns}) FROM STDIN"
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        for one in values:
            copy.write_row(one)


def _insert_many(
    rows: Sequence[models.Model], fields: list[Any], values: Iterator[list[Any]], knows_id: bool
) -> None:
    model, each = type(rows[0]), _MOST_VALUES // len(fields)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), each):
            some = rows[start : start + each]
            flat = [value for one in islice(values, len(some)) for value in one]
            cursor.execute(_insert(model, knows_id, len(some), connection.vendor)[0], flat)
            if not knows_id:
                for row, (row_id,) in zip(some, cursor.fetchall(), strict=True):
                    row.pk = row_id


def change(row: models.Model, attributes: Iterable[str]) -> None:
    """Write these attributes of a row that is there."""
    statement, fields = _update(type(row), tuple(attributes), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(_stored(row, field) for field in fields), row.pk])


@lru_cache(maxsize=256)
def _insert(
    model: type[models.Model], knows_id: bool, many: int, vendor: str
) -> tuple[str, list[Any]]:
    fields = _fields(model, knows_id)
    columns = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * many)
    statement = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES {places}"
    if not knows_id and _returns():
        statement += f" RETURNING {_key(model)}"
    return statement, fields


def _fields(model: type[models.Model], knows_id: bool) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.db_default is NOT_PROVIDED and (knows_id or not field.primary_key)
    ]


def _speller(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """How the database wants a value of the field; None: as it is. To ask the field itself of
    every row takes longer than everything else that is done about it."""
    if isinstance(field, models.JSONField):
        return lambda value: field.get_db_prep_save(value, connection)
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return connection.ops.adapt_datefield_value if isinstance(field, models.DateField) else None


@lru_cache(maxsize=1024)
def _update(
    model: type[models.Model], attributes: tuple[str, ...], vendor: str
) -> tuple[str, list[Any]]:
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in attributes]
    told = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    table = _quoted(model._meta.db_table)
    return f"UPDATE {table} SET {told} WHERE {_key(model)} = %s", fields


def _stored(row: models.Model, field: "models.Field[Any, Any]") -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)


def _returns() -> bool:
    return bool(connection.features.can_return_columns_from_insert)


def _key(model: type[models.Model]) -> str:
    assert model._meta.pk is not None
    return _quoted(model._meta.pk.column)


def _quoted(name: str | None) -> str:
    assert name is not None  # every field written has a column
    return connection.ops.quote_name(name)
