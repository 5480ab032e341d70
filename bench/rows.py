"""Records of one table, written at once: registry, own table, search entry, counters."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from bench.load import Sink
from bench.story import Seller
from bench.values import Inventor
from zhudan.blueprint.fields.auto_number import AutoNumberField
from zhudan.blueprint.fields.formula import FormulaField
from zhudan.blueprint.fields.rollup import RollupField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.records import computed, search, tables
from zhudan.records.engine_tables import COLUMNS, table_name
from zhudan.records.pinyin import sort_key
from zhudan.records.words import digits_of, words_of

_ENGINE = ("id", *(column.name for column in COLUMNS))


class Records:
    """The registry and the search table, which all tables share."""

    def __init__(self) -> None:
        postgresql = connection.vendor == "postgresql"
        self.ids = count(1)
        self.registry = Sink("records_record", ("id", "table", "title", "created_at"))
        self.search = Sink("records_search", ("record_id" if postgresql else "rowid", "tokens"))
        self.counters = Sink("records_counter", ("table", "field", "period", "value"))
        self._written = _tsvector if postgresql else " ".join

    def enter(self, record_id: int, table: str, title: str, at: datetime, words: set[str]) -> None:
        self.registry.add((record_id, table, title, at))
        self.search.add((record_id, self._written(sorted(words))))

    @property
    def sinks(self) -> list[Sink]:
        return [self.registry, self.search, self.counters]


def _tsvector(words: list[str]) -> str:
    return " ".join("'" + word.replace("'", "''") + "'" for word in words)


# Made-up texts are alike but for their numbers, so what is between is cut up only once.
_PIECES = re.compile(r"\d+|\D+")


@lru_cache(maxsize=100_000)
def _words_of_piece(text: str, name: bool) -> frozenset[str]:
    return frozenset(words_of(text, name=name))


def _words_of(text: str, name: bool) -> set[str]:
    found: set[str] = set()
    for piece in _PIECES.findall(text):
        found |= {piece} if piece.isdigit() else _words_of_piece(piece, name)
    return found


_sort_key_of_piece = lru_cache(maxsize=100_000)(sort_key)


def _sort_key(text: str) -> str:
    return "".join(_sort_key_of_piece(piece) for piece in _PIECES.findall(text))


class TableRows:
    """Writes the records of one table."""

    def __init__(
        self, live: LiveBlueprint, table: str, records: Records, inventor: Inventor, zone: ZoneInfo
    ) -> None:
        self.table = live.document.table(table)
        self.records = records
        self.inventor = inventor
        self.zone = zone
        self.searched = search.searched(self.table)
        slots = tables.model(live, table).slots.values()
        self.writers = [(slot.key, slot.write) for slot in slots]
        own = [attribute for slot in slots for attribute in slot.attributes]
        self.sink = Sink(table_name(table), (*_ENGINE, *own))
        self._numbers: Counter[tuple[str, str]] = Counter()

    def add(
        self,
        number: int,
        seller: Seller,
        at: datetime,
        *,
        empty: frozenset[str] = frozenset(),
        amount: str | None = None,
        **engine: Any,
    ) -> int:
        """Write the `number`th record, made at `at` (naive UTC); returns its id.

        empty: fields left unfilled. amount: the field that is copied to the engine's.
        """
        title = self.inventor.title(self.table.key, number)
        values = self._values(number, at, title, empty)
        record_id = next(self.records.ids)
        filled = {
            "id": record_id,
            "title": title,
            "title_key": _sort_key(title),
            "owner_id": seller.id,
            "region_id": seller.region_id,
            "version": 1,
            "created_at": at,
            "updated_at": at,
            "created_by_id": seller.id,
        } | engine
        if amount and values[amount] is not None:
            filled["amount"] = int(values[amount].scaleb(2))
        stored = [filled.get(name) for name in _ENGINE]
        for key, write in self.writers:
            stored.extend(write(values[key]))
        self.sink.add(tuple(stored))
        self.records.enter(record_id, self.table.key, title, at, self._words(values))
        return record_id

    def _words(self, values: Mapping[str, Any]) -> set[str]:
        """As `search.words`."""
        found: set[str] = set()
        for field in self.searched:
            value = values[field.key]
            if value is not None:
                text = str(value["text"] if isinstance(value, dict) else value)
                found |= _words_of(text, field.kind in search.NAMES)
                if field.kind == "phone":
                    found |= digits_of(text)
        return found

    def _values(
        self, number: int, at: datetime, title: str, empty: frozenset[str]
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field in self.table.fields:
            if field.key == self.table.title:
                values[field.key] = title
            elif field.key in empty or isinstance(field, FormulaField):
                values[field.key] = None
            elif isinstance(field, RollupField):
                values[field.key] = Decimal(0) if field.function in ("count", "sum") else None
            elif isinstance(field, AutoNumberField):
                values[field.key] = self._next(field, at)
            else:
                values[field.key] = self.inventor.value(field, number, at)
        for field in self.table.fields:
            if isinstance(field, FormulaField):
                values[field.key] = field.compute(values)
        return values

    def _next(self, field: AutoNumberField, at: datetime) -> str:
        day = at.replace(tzinfo=UTC).astimezone(self.zone).date()
        period = field.period(day)
        self._numbers[field.key, period] += 1
        return field.write(day, self._numbers[field.key, period])

    def finish(self) -> None:
        for (field, period), last in self._numbers.items():
            self.records.counters.add((self.table.key, field, period, last))


def refill_rollups(live: LiveBlueprint, filled: Mapping[str, Any]) -> None:
    """Compute the stored figures over the tables that were filled, each table at once."""
    for table in filled:
        model = tables.model(live, table)
        today = datetime.now(live.document.settings.timezone).date()
        figures = {
            live.columns[table][field.key]: computed.expression(live, field, today)
            for field in live.document.table(table).fields
            if isinstance(field, RollupField) and field.source in filled
        }
        if figures:
            model.objects.update(**figures)
