"""Search: what records are found by, and finding them within somebody's rights.

The search table says which records may answer a question; the tables themselves say which of
them the viewer may see. Where somebody does not read every searched field in clear, each hit is
looked at again through his eyes, so that no answer tells what a hidden field holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import BooleanField, Q, Value
from django.db.models.expressions import RawSQL

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.table import Table
from zhudan.blueprint.rights import Rights
from zhudan.journal.jobs import Work
from zhudan.kit import sql
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables
from zhudan.records.engine_tables import on_postgresql, table_name
from zhudan.records.tables import Row
from zhudan.records.words import digits_of, is_pair, question, words_of

NAMES = frozenset({"text", "auto_number", "address"})
SEARCHED = NAMES | {"long_text", "phone", "email", "url"}
_LOOKED_AT_AGAIN = 200
_FEW = 2000
_CHUNK = 500

_PG_PUT = """
    INSERT INTO records_search (record_id, tokens) VALUES (%s, array_to_tsvector(%s::text[]))
    ON CONFLICT (record_id) DO UPDATE SET tokens = EXCLUDED.tokens"""
_SQLITE_PUT = "INSERT OR REPLACE INTO records_search (rowid, tokens) VALUES (%s, %s)"
_PG_FIND = "SELECT record_id FROM records_search WHERE tokens @@ %s::tsquery"
_SQLITE_FIND = "SELECT rowid FROM records_search WHERE records_search MATCH %s"
_BRANCH = "SELECT * FROM ({rows} ORDER BY id DESC LIMIT %s) of_{place}"
_ALL = """
    WITH found (id) AS MATERIALIZED ({find}) SELECT * FROM ({rows}) hits ORDER BY place, id DESC"""
_AMONG_FOUND = {
    # an array, because as a join PostgreSQL guesses badly how many there are
    "postgresql": '"{}".id = ANY(ARRAY(SELECT id FROM found))',
    "sqlite": '"{}".id IN (SELECT id FROM found)',
}


@dataclass(frozen=True)
class _Answer:
    """What the search table holds for a question. ids: all hits, or None where they are many."""

    words: str
    ids: list[int] | None

    def among(self, table: str) -> Q:
        """The hits among a table's rows; a few as one parameter, which costs no planning."""
        if self.ids is None:
            return Q(pk__in=RawSQL(_find(), [self.words]))
        condition = sql.among(f'"{table_name(table)}".id')
        return Q(RawSQL(condition, [sql.listed(self.ids)], BooleanField()))


def put(live: LiveBlueprint, row: Row) -> None:
    """Enter a record, in the transaction that wrote it."""
    put_all(live, [row])


def put_all(live: LiveBlueprint, rows: Iterable[Row]) -> None:
    """Enter many records at once; for imports and for a table whose searched fields changed."""
    said = [(row.id, sorted(words(live.document.table(row.table_key), row))) for row in rows]
    with connection.cursor() as cursor:
        put = _PG_PUT if on_postgresql() else _SQLITE_PUT
        entries = said if on_postgresql() else [(one, " ".join(found)) for one, found in said]
        if len(entries) == 1:  # executemany would take two more turns to the database
            cursor.execute(put, entries[0])
        else:
            cursor.executemany(put, entries)


def changed_tables(before: LiveBlueprint, now: LiveBlueprint) -> list[str]:
    """Tables whose records are found by other fields, or other columns, than before."""

    def looked_at(live: LiveBlueprint, table: Table) -> set[tuple[str, str]]:
        columns = live.columns[table.key]
        return {(field.kind, columns[field.key]) for field in searched(table)}

    earlier = before.document.tables_by_key
    return [
        table.key
        for table in now.document.tables
        if table.key in earlier and looked_at(now, table) != looked_at(before, earlier[table.key])
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
                put_all(live, chunk)
            if len(chunk) < _CHUNK:
                break
            last = chunk[-1].id


def remove(record_id: int) -> None:
    key = "record_id" if on_postgresql() else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM records_search WHERE {key} = %s", [record_id])


def searched(table: Table) -> list[FieldKind]:
    return [field for field in table.fields if field.kind in SEARCHED]


def words(table: Table, row: Row, seen: Rights | None = None) -> set[str]:
    """What a record is found by; with `seen`, only through fields read in clear."""
    found: set[str] = set()
    for field in searched(table):
        if seen is not None and not seen.may_compare(table.key, field.key):
            continue
        value = row.value(field.key)
        if value is None:
            continue
        text = str(value["text"] if isinstance(value, dict) else value)
        found |= words_of(text, name=field.kind in NAMES)
        if field.kind == "phone":
            found |= digits_of(text)
    return found


def within(live: LiveBlueprint, viewer: Viewer, table: str, text: str) -> Q:
    """The records of a table that a question finds for this viewer.

    Where he reads every searched field the search table answers alone; else its latest hits
    among his rows are looked at again.
    """
    answer = _ask(text)
    if answer is None:
        return Q(pk__in=[])
    return _seen(live, viewer, table, text, answer, access.visible(live, viewer, table))


def _seen(
    live: LiveBlueprint, viewer: Viewer, table: str, text: str, answer: _Answer, visible: Q
) -> Q:
    rights = access.rights(live, viewer)
    if _reads_all(rights, live.document.table(table)):
        return answer.among(table)
    rows = tables.model(live, table).objects.filter(visible, answer.among(table))
    candidates = rows.order_by("-id")[:_LOOKED_AT_AGAIN]
    return Q(pk__in=[row.id for row in candidates if _found_in_clear(live, rights, row, text)])


def _hits(
    live: LiveBlueprint, viewer: Viewer, table: str, text: str, answer: _Answer, visible: Q
) -> Q:
    """As `_seen`. Of many hits, somebody who sees everything reads what was found once for all
    tables; for anybody else his own rows are fewer than the hits."""
    whole = access.sight(live, viewer, table).everything
    clear = _reads_all(access.rights(live, viewer), live.document.table(table))
    if answer.ids is not None or not whole or not clear:
        return _seen(live, viewer, table, text, answer, visible)
    found = _AMONG_FOUND["postgresql" if on_postgresql() else "sqlite"]
    return Q(RawSQL(found.format(table_name(table)), [], BooleanField()))


@dataclass(frozen=True, slots=True)
class Hit:
    """What is told of a record that was found."""

    table: str
    id: int
    title: str
    pipeline: str | None
    stage: str | None
    owner_id: int | None


def search(live: LiveBlueprint, viewer: Viewer, text: str, *, limit: int) -> list[Hit]:
    """Up to `limit` records of each table that the viewer may see, the newest first; all tables
    in one statement."""
    answer = _ask(text)
    if answer is None:
        return []
    rights = access.rights(live, viewer)
    read = [
        table.key for table in live.document.tables if rights.scope(table.key, "read") != "none"
    ]
    branches: list[str] = []
    params: list[Any] = [answer.words]
    for place, (table, visible) in enumerate(access.visible_in(live, viewer, read).items()):
        rows = (
            tables.model(live, table)
            .objects.filter(visible, _hits(live, viewer, table, text, answer, visible))
            .annotate(place=Value(place))
            .values_list("place", "id", "title", "pipeline", "stage", "owner_id")
        )
        try:
            statement, values = rows.query.get_compiler(using=rows.db).as_sql()
        except EmptyResultSet:
            continue
        branches.append(_BRANCH.format(rows=statement, place=place))
        params += [*values, limit]
    if not branches:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ALL.format(find=_find(), rows=" UNION ALL ".join(branches)), params)
        return [Hit(read[place], *found) for place, *found in cursor.fetchall()]


def _ask(text: str) -> _Answer | None:
    """None where nothing is asked or nothing found.

    A few hits are looked up by their ids, whatever the database would make of a subquery:
    guessing wrong how many there are, it may walk through a whole table in search of eight.
    """
    parts = question(text)
    if not parts:
        return None
    # A prefix makes PostgreSQL gather all that begins so: six times dearer for a pair.
    if on_postgresql():
        asked = " & ".join(f"'{part}'" if is_pair(part) else f"'{part}':*" for part in parts)
    else:
        asked = " AND ".join(f'"{part}"' if is_pair(part) else f'"{part}"*' for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(f"{_find()} LIMIT {_FEW + 1}", [asked])
        ids = [one for (one,) in cursor.fetchall()]
    if not ids:
        return None
    return _Answer(asked, ids if len(ids) <= _FEW else None)


def _find() -> str:
    return _PG_FIND if on_postgresql() else _SQLITE_FIND


def _reads_all(rights: Rights, table: Table) -> bool:
    return all(rights.may_compare(table.key, field.key) for field in searched(table))


def _found_in_clear(live: LiveBlueprint, rights: Rights, row: Row, text: str) -> bool:
    own = words(live.document.table(row.table_key), row, rights)
    return all(any(word.startswith(part) for word in own) for part in question(text))
