"""The likeness table: by what records of one table resemble each other.

Each row is a mark, 64 bits out of a rule's comparison and a folded value, and a record that
bears it; so a question is an equality, whatever is compared. Marks are made of the rule's match
and fields, not of its key or level: renaming a rule costs nothing, changing what it compares
leaves marks that nothing asks for until `enter_again` has been through the table.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.duplicates import DuplicateRule
from zhudan.journal.jobs import Work
from zhudan.kit import sql
from zhudan.records import alike, tables
from zhudan.records.engine_tables import on_postgresql
from zhudan.records.tables import Row

Values = Callable[[str], Any]  # a field's canonical value by its key
Marks = frozenset[int]

_CHUNK = 500
_LONGEST = 60
_COMMON = 400  # a pair that more records share tells little
_CANDIDATES = 40
_MOST_ALIKE = 50

# The locks keep others from writing the same mark until the transaction ends, so that of two
# equal records written at once the second, when it then asks, sees the first. SQLite's
# transactions wait for each other anyway.
_PUT = {
    "postgresql": """
        WITH alone AS MATERIALIZED (
            SELECT pg_advisory_xact_lock(mark) FROM unnest(%s::bigint[]) AS asked (mark))
        INSERT INTO records_likeness (mark, record_id)
        SELECT borne.* FROM unnest(%s::bigint[], %s::bigint[]) AS borne, (
            SELECT count(*) FROM alone) AS waited
        ON CONFLICT DO NOTHING""",
    "sqlite": """
        INSERT OR IGNORE INTO records_likeness (mark, record_id)
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s)""",
}
_ASKED = {"postgresql": "unnest(%s::bigint[]) AS asked (mark)", "sqlite": "json_each(%s)"}
_HOW_COMMON = """
    SELECT {mark}, (SELECT count(*) FROM (
        SELECT 1 FROM records_likeness WHERE mark = {mark} LIMIT %s) few) FROM {asked}"""


def exact(table: str, rule: DuplicateRule, values: Values) -> Marks:
    """The marks that a duplicate under the rule bears too: for a similar name, how it sounds."""
    texts = [_text(values(key)) for key in rule.fields]
    if rule.match == "same":
        folded = [alike.fold(text) for text in texts]
        return frozenset([_mark(table, rule, "\0".join(folded))] if all(folded) else ())
    if rule.match == "phone":
        return frozenset(_mark(table, rule, text) for text in texts if text)
    cores = [core for text in texts if (core := alike.company(text))]
    if rule.match == "similar":
        return frozenset(_mark(table, rule, alike.sound(core), "sound") for core in cores)
    return frozenset(_mark(table, rule, core) for core in cores)


def near(table: str, rule: DuplicateRule, values: Values) -> Marks:
    """The marks that a near name shares in part."""
    if rule.match != "similar":
        return frozenset()
    return frozenset(
        _mark(table, rule, pair, "pair")
        for key in rule.fields
        for pair in alike.pairs(alike.company(_text(values(key)))[:_LONGEST])
    )


def of(live: LiveBlueprint, row: Row) -> Marks:
    """All marks of a record."""
    found: set[int] = set()
    for rule in live.document.table(row.table_key).duplicates:
        found |= exact(row.table_key, rule, row.value)
        found |= near(row.table_key, rule, row.value)
    return frozenset(found)


def put_all(live: LiveBlueprint, rows: Iterable[Row]) -> None:
    """Enter records that are not in the table, in the transaction that wrote them; one
    statement, none where no rule has anything to compare."""
    rows = list(rows)
    # of many at once none is watched: PostgreSQL holds some thousands of locks, not more
    watched = _blocking(live, rows[0]) if len(rows) == 1 else ()
    _insert([(mark, row.id) for row in rows for mark in of(live, row)], watched)


def change(live: LiveBlueprint, before: Row, after: Row) -> None:
    """Follow a change of a record; nothing is written where it looks as before."""
    if not live.document.table(after.table_key).duplicates:
        return
    old, new = of(live, before), of(live, after)
    if old - new:
        with connection.cursor() as cursor:
            statement = f"DELETE FROM records_likeness WHERE record_id = %s AND {sql.among('mark')}"
            cursor.execute(statement, [after.id, sql.listed(old - new)])
    fresh = new - old
    _insert([(mark, after.id) for mark in fresh], fresh & _blocking(live, after))


def remove(record_ids: Collection[int]) -> None:
    with connection.cursor() as cursor:
        statement = f"DELETE FROM records_likeness WHERE {sql.among('record_id')}"
        cursor.execute(statement, [sql.listed(record_ids)])


def bearing(marks: Collection[int]) -> Mapping[int, list[int]]:
    """mark -> ids of the records that bear it, the newest first and not more than a few dozen."""
    found: dict[int, list[int]] = {}
    if not marks:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT mark, record_id FROM records_likeness WHERE {sql.among('mark')}"
            f" ORDER BY record_id DESC LIMIT {_MOST_ALIKE * len(marks)}",
            [sql.listed(marks)],
        )
        for mark, record_id in cursor.fetchall():
            found.setdefault(mark, []).append(record_id)
    return found


def sharing(marks: Collection[int]) -> list[int]:
    """Ids of the records that share most of the rarer marks, at most a few dozen."""
    if not marks:
        return []
    asked = _ASKED[connection.vendor]
    mark = "asked.mark" if on_postgresql() else "json_each.value"
    with connection.cursor() as cursor:
        statement = _HOW_COMMON.format(mark=mark, asked=asked)
        cursor.execute(statement, [_COMMON + 1, sql.listed(marks)])
        counted = sorted((count, one) for one, count in cursor.fetchall() if count)
        rare = [one for count, one in counted if count <= _COMMON] or [
            one for _, one in counted[:1]
        ]
        cursor.execute(
            f"SELECT record_id FROM records_likeness WHERE {sql.among('mark')} GROUP BY record_id"
            f" ORDER BY count(*) DESC, record_id DESC LIMIT {_CANDIDATES}",
            [sql.listed(rare)],
        )
        return [one for (one,) in cursor.fetchall()]


def changed_tables(before: LiveBlueprint | None, now: LiveBlueprint) -> list[str]:
    """Tables whose records are compared by other fields, columns or matches than before."""

    def compared(live: LiveBlueprint, table: str) -> set[tuple[Any, ...]]:
        columns = live.columns[table]
        return {
            (rule.match, *((key, columns[key]) for key in rule.fields))
            for rule in live.document.table(table).duplicates
        }

    earlier = before.document.tables_by_key if before else {}
    return [
        table.key
        for table in now.document.tables
        if before is not None
        and table.key in earlier
        and compared(now, table.key) != compared(before, table.key)
    ]


def enter_again(work: Work) -> None:
    """The job after such a publish: enter the tables' records anew, chunk by chunk."""
    live = blueprint.current()
    for table in set(work.payload["tables"]) & set(live.columns):
        last = 0
        while True:
            with transaction.atomic():
                rows = tables.model(live, table).objects.filter(id__gt=last, deleted_at=None)
                chunk = list(rows.select_for_update(no_key=True).order_by("id")[:_CHUNK])
                if chunk:
                    remove([row.id for row in chunk])
                    put_all(live, chunk)
            if len(chunk) < _CHUNK:
                break
            last = chunk[-1].id


def _blocking(live: LiveBlueprint, row: Row) -> Marks:
    rules = live.document.table(row.table_key).duplicates
    return frozenset(
        mark
        for rule in rules
        if rule.level == "block"
        for mark in exact(row.table_key, rule, row.value)
    )


def _insert(borne: Sequence[tuple[int, int]], watched: Collection[int]) -> None:
    if not borne:
        return
    params: list[Any] = [json.dumps(sorted(borne))]
    if on_postgresql():
        params = [sorted(watched), *map(list, zip(*sorted(borne), strict=True))]
    with connection.cursor() as cursor:
        cursor.execute(_PUT[connection.vendor], params)


def _mark(table: str, rule: DuplicateRule, value: str, how: str = "") -> int:
    said = "\0".join((table, rule.match, *rule.fields, how, value))
    digest = hashlib.blake2b(said.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value["text"])
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
