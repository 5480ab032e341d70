"""One row in, or changed, by a statement that is put together once a model.

It does what `save()` would, without composing the statement anew, which takes the ORM longer
than the database needs to run it. For the writes that every request makes.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

_FEW = 4


def insert(row: models.Model) -> None:
    """Write a new row and give it an id, unless it has one. What the database fills by itself
    (`db_default`) is left to it, and not read back."""
    knows_id = row.pk is not None
    statement, fields = _insert(type(row), knows_id, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_stored(row, field) for field in fields])
        if not knows_id:
            row.pk = cursor.fetchone()[0] if _returns() else cursor.lastrowid
    row._state.adding = False
    row._state.db = connection.alias


def insert_all(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model: a few by `insert`, many at once."""
    if len(rows) > _FEW:
        type(rows[0])._default_manager.bulk_create(rows)
    else:
        for row in rows:
            insert(row)


def change(row: models.Model, attributes: Iterable[str]) -> None:
    """Write these attributes of a row that is there."""
    statement, fields = _update(type(row), tuple(attributes), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(_stored(row, field) for field in fields), row.pk])


@lru_cache(maxsize=256)
def _insert(model: type[models.Model], knows_id: bool, vendor: str) -> tuple[str, list[Any]]:
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.db_default is NOT_PROVIDED and (knows_id or not field.primary_key)
    ]
    columns = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({places})"
    if not knows_id and _returns():
        statement += f" RETURNING {_key(model)}"
    return statement, fields


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
