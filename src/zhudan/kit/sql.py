"""What the two databases spell differently in statements written by hand."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection


def among(column: str) -> str:
    """`column` is one of the values of a single parameter, made by `listed`."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"


def listed(values: Iterable[int | str]) -> list[Any] | str:
    """The parameter for `among`: one, however many values."""
    found = list(values)
    return found if connection.vendor == "postgresql" else json.dumps(found)


def moment(stored: datetime | str) -> datetime:
    """A moment as a cursor gives it: SQLite keeps it in UTC without saying so."""
    told = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return told if told.tzinfo else told.replace(tzinfo=UTC)
