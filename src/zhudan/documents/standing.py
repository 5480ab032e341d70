"""Where a document stands: present, approved, sent, signed. Derived each time, never stored.

Until approvals run, a manager's tick says that a document is approved, sent or signed. An
approval is for one version: the next version stands unapproved.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from zhudan.kit import sql


@dataclass(frozen=True, slots=True)
class Mark:
    """Who did it, when, and what he said about it; None where nobody in particular did."""

    by: int | None = None
    at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The marks of one document type of a record; None for what has not been done."""

    present: Mark | None = None
    approved: Mark | None = None
    sent: Mark | None = None
    signed: Mark | None = None


NOTHING = Standing()
_SAID = Mark()


def standing(record_id: int, document_type: str) -> Standing:
    return standings([record_id], [document_type]).get(record_id, {}).get(document_type, NOTHING)


_WORDS = """
    SELECT 0 AS is_tick, id, record_id, type, 'present', id{version_told}
    FROM documents_version WHERE {version_of}
    UNION ALL
    SELECT 1, id, record_id, document_type, standing, version_id{tick_told}
    FROM documents_tick WHERE withdrawn_at IS NULL AND {tick_of}
    ORDER BY 1, 2"""


def standings(
    record_ids: Collection[int], types: Collection[str] | None = None, *, told: bool = True
) -> Mapping[int, Mapping[str, Standing]]:
    """By record and document type, in one query whatever the number of records.

    types: the document types to look at; None: all. told: with who said it, when and what.
    """
    if not record_ids or (types is not None and not types):
        return {}
    marks: defaultdict[int, defaultdict[str, dict[str, Mark]]]
    marks = defaultdict(lambda: defaultdict(dict))
    latest: dict[tuple[int, str], int] = {}
    # Versions come before ticks, and the older before the newer: the last word counts.
    for record_id, type_, word, version_id, *said in _words(record_ids, types, told):
        if word == "present":
            latest[record_id, type_] = version_id
        elif word == "approved" and version_id != latest.get((record_id, type_)):
            continue
        marks[record_id][type_][word] = _mark(*said) if said else _SAID
    return {
        record_id: {type_: Standing(**words) for type_, words in of_types.items()}
        for record_id, of_types in marks.items()
    }


def _mark(by: int, at: datetime | str, note: str | None) -> Mark:
    return Mark(by, sql.moment(at), note)


def _words(
    record_ids: Collection[int], types: Collection[str] | None, told: bool
) -> Iterable[tuple[Any, ...]]:
    """(record, type, standing, version) of every version and tick, and (by, at, note)."""
    of_records, params = sql.among("record_id"), [sql.listed(record_ids)]
    version_of = tick_of = of_records
    if types is not None:
        version_of = f"{of_records} AND {sql.among('type')}"
        tick_of = f"{of_records} AND {sql.among('document_type')}"
        params.append(sql.listed(types))
    with connection.cursor() as cursor:
        statement = _WORDS.format(
            version_of=version_of,
            tick_of=tick_of,
            version_told=", uploaded_by_id, uploaded_at, note" if told else "",
            tick_told=", by_id, at, note" if told else "",
        )
        cursor.execute(statement, [*params, *params])
        return [row[2:] for row in cursor.fetchall()]
