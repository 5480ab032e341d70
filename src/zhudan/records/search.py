"""Search: what records are found by, and finding them within somebody's rights.

The search table says which records may answer a question; the tables themselves say which of
them the viewer may see. Where somebody does not read every searched field in clear, each hit is
looked at again through his eyes, so that no answer tells what a hidden field holds.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.table import Table
from zhudan.blueprint.rights import Rights
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables
from zhudan.records.engine_tables import on_postgresql
from zhudan.records.tables import Row
from zhudan.records.words import digits_of, question, words_of

NAMES = frozenset({"text", "auto_number", "address"})
SEARCHED = NAMES | {"long_text", "phone", "email", "url"}
_LOOKED_AT_AGAIN = 200

_PG_PUT = """
    INSERT INTO records_search (record_id, tokens) VALUES (%s, array_to_tsvector(%s::text[]))
    ON CONFLICT (record_id) DO UPDATE SET tokens = EXCLUDED.tokens"""
_SQLITE_PUT = "INSERT OR REPLACE INTO records_search (rowid, tokens) VALUES (%s, %s)"
_PG_FIND = "SELECT record_id FROM records_search WHERE tokens @@ %s::tsquery"
_SQLITE_FIND = "SELECT rowid FROM records_search WHERE records_search MATCH %s"


def put(live: LiveBlueprint, row: Row) -> None:
    """Enter a record, in the transaction that wrote it."""
    put_all(live, [row])


def put_all(live: LiveBlueprint, rows: Iterable[Row]) -> None:
    """Enter many records at once; for imports and for a table whose searched fields changed."""
    said = [(row.id, sorted(words(live.document.table(row.table_key), row))) for row in rows]
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.executemany(_PG_PUT, said)
        else:
            cursor.executemany(_SQLITE_PUT, [(one, " ".join(found)) for one, found in said])


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
    ids = _ids(text)
    if ids is None:
        return Q(pk__in=[])
    rights = access.rights(live, viewer)
    if _reads_all(rights, live.document.table(table)):
        return Q(pk__in=ids)
    rows = tables.model(live, table).objects.filter(access.visible(live, viewer, table), pk__in=ids)
    candidates = rows.order_by("-id")[:_LOOKED_AT_AGAIN]
    return Q(pk__in=[row.id for row in candidates if _found_in_clear(live, rights, row, text)])


def search(live: LiveBlueprint, viewer: Viewer, text: str, *, limit: int) -> list[Row]:
    """Up to `limit` records of each table that the viewer may see, the newest first."""
    if not question(text):
        return []
    rights = access.rights(live, viewer)
    found: list[Row] = []
    for table in live.document.tables:
        if rights.scope(table.key, "read") != "none":
            rows = tables.model(live, table.key).objects.filter(
                access.visible(live, viewer, table.key), within(live, viewer, table.key, text)
            )
            found.extend(rows.order_by("-id")[:limit])
    return found


def _ids(text: str) -> RawSQL | None:
    """The ids of the records that answer a question, as a subquery; None for no question."""
    parts = question(text)
    if not parts:
        return None
    if on_postgresql():
        return RawSQL(_PG_FIND, [" & ".join(f"'{part}':*" for part in parts)])
    return RawSQL(_SQLITE_FIND, [" AND ".join(f'"{part}"*' for part in parts)])


def _reads_all(rights: Rights, table: Table) -> bool:
    return all(rights.may_compare(table.key, field.key) for field in searched(table))


def _found_in_clear(live: LiveBlueprint, rights: Rights, row: Row, text: str) -> bool:
    own = words(live.document.table(row.table_key), row, rights)
    return all(any(word.startswith(part) for word in own) for part in question(text))
