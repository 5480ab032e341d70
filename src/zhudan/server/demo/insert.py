"""Many rows of the engine's tables at once, into a database that nobody else writes to.

Django's own `bulk_create` compiles a statement for every few hundred rows and asks each value
of each field who it is; the demo's quarter of a million rows would spend most of their time so.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

Made = TypeVar("Made", bound=models.Model)


def insert(rows: Sequence[Made]) -> Sequence[Made]:
    """Keep the rows, in their order, and give an id to each that has none."""
    if rows:
        model = type(rows[0])
        if rows[0].pk is None:
            for number, row in zip(_numbers(model), rows, strict=False):
                row.pk = number
        fields = model._meta.concrete_fields
        names = [field.attname for field in fields]
        put(model, [str(field.column) for field in fields], _values(rows, names))
        after(model)
    return rows


def _numbers(model: type[models.Model]) -> Iterable[int]:
    last = model._default_manager.aggregate(last=Max("pk"))["last"]
    return count((last or 0) + 1)


def _values(rows: Iterable[models.Model], names: Sequence[str]) -> Iterable[list[Any]]:
    for row in rows:
        state = row.__dict__
        yield [state.get(name) for name in names]


def put(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of values as Python has them, a column each; the others keep their default."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    spell = [_speller(fields[column]) for column in columns]
    spelled = (
        [value if say is None else say(value) for say, value in zip(spell, row, strict=True)]
        for row in rows
    )
    table = connection.ops.quote_name(model._meta.db_table)
    listed = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                for row in spelled:
                    copy.write_row(row)
        else:
            # Past Django's wrapper, which would rewrite the statement for every row.
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table} ({listed}) VALUES ({marks})"
            connection.connection.executemany(statement, spelled)


def _speller(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """How this database wants a field's values; None: as they are."""
    if isinstance(field, models.JSONField):
        return _json
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return _moment
    return _text if isinstance(field, models.DateField) else None


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _moment(value: datetime | None) -> str | None:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def after(model: type[models.Model]) -> None:
    """The ids given here are not given again."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
