"""Where a document stands: present, approved, sent, signed. Derived each time, never stored.

Until approvals run, a manager's tick says that a document is approved, sent or signed. An
approval is for one version: the next version stands unapproved.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import CharField, F, Value

from zhudan.documents.models import Tick, Version


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


def standing(record_id: int, document_type: str) -> Standing:
    return standings([record_id])[record_id].get(document_type, NOTHING)


def standings(record_ids: Collection[int]) -> Mapping[int, Mapping[str, Standing]]:
    """By record and document type, in one query whatever the number of records."""
    found: defaultdict[int, dict[str, Standing]] = defaultdict(dict)
    latest: dict[tuple[int, str], int] = {}
    # Versions come before ticks, and the older before the newer: the last word counts.
    for _, _, record_id, type_, word, version_id, by, at, note in sorted(_words(record_ids)):
        if word == "present":
            latest[record_id, type_] = version_id
        elif word == "approved" and version_id != latest.get((record_id, type_)):
            continue
        before = found[record_id].get(type_, NOTHING)
        found[record_id][type_] = replace(before, **{word: Mark(by, at, note)})
    return found


_Word = tuple[int, int, int, str, str, int, int, datetime, str | None]


def _words(record_ids: Collection[int]) -> Iterator[_Word]:
    """(is a tick, id, record, type, standing, version, by, at, note)"""
    versions = Version.objects.filter(record_id__in=record_ids).values_list(
        Value(0),
        F("id"),
        F("record_id"),
        F("type"),
        Value("present", output_field=CharField()),
        F("id"),
        F("uploaded_by_id"),
        F("uploaded_at"),
        F("note"),
    )
    ticks = Tick.objects.filter(record_id__in=record_ids, withdrawn_at=None).values_list(
        Value(1),
        F("id"),
        F("record_id"),
        F("document_type"),
        F("standing"),
        F("version_id"),
        F("by_id"),
        F("at"),
        F("note"),
    )
    return iter(versions.union(ticks, all=True))
