"""Which blueprint holds now.

Read once per request (begin_request forgets it), and read again under a lock inside every
write, so that a whole write runs under one revision: publishing switches the pointer under the
same lock, exclusively. Parsed documents are kept per process.
"""

import json
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.db import connection, transaction

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.models import Revision
from zhudan.blueprint.upgrade import upgrade
from zhudan.kit import sql
from zhudan.kit.errors import Refusal

# any number no other advisory lock of the product uses
_LOCK = 7_204_511
_LIVE = """
    SELECT number, digest, published_at FROM blueprint_revision
    WHERE number = (SELECT revision_id FROM blueprint_live)"""
_KEPT = 8

Columns = Mapping[str, Mapping[str, str]]
Also = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, eq=False)
class LiveBlueprint:
    """columns: {table: {field: physical column}}; also: columns written besides."""

    number: int
    digest: str
    document: Blueprint
    columns: Columns
    also: Also
    published_at: datetime


class NoBlueprint(Refusal):
    status = 503
    code = "no_blueprint"
    title = {
        "zh-CN": "还没有发布任何蓝图",
        "en": "No blueprint has been published yet",
    }


_seen: ContextVar[LiveBlueprint | None] = ContextVar("live_blueprint", default=None)
_parsed: dict[tuple[int, str, datetime], LiveBlueprint] = {}
_parsing = Lock()


def begin_request() -> None:
    """Forget what was read; called at the start of each request and job."""
    _seen.set(None)


def current() -> LiveBlueprint:
    """The live blueprint as this request first saw it; raises NoBlueprint."""
    seen = _seen.get()
    return _read() if seen is None else seen


def hold() -> LiveBlueprint:
    """The live blueprint, kept from changing until the transaction ends.

    On SQLite the transaction itself (BEGIN IMMEDIATE) keeps publishers out.
    """
    _lock("pg_advisory_xact_lock_shared")
    return _read()


def hold_alone() -> LiveBlueprint | None:
    """For the publisher: wait until no write is under way and keep others out until the
    transaction ends. None where nothing was ever published."""
    _lock("pg_advisory_xact_lock")
    try:
        return _read()
    except NoBlueprint:
        return None


def at(number: int) -> LiveBlueprint:
    """A revision, live or not; raises KeyError."""
    found = Revision.objects.filter(number=number).first()
    if found is None:
        raise KeyError(number)
    return _parse(found)


def _lock(function: str) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the blueprint is held by a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [_LOCK])


def _read() -> LiveBlueprint:
    with connection.cursor() as cursor:
        cursor.execute(_LIVE)
        row = cursor.fetchone()
    if row is None:
        raise NoBlueprint
    number, digest, published_at = row[0], row[1], sql.moment(row[2])
    live = _parsed.get((number, digest, published_at))
    if live is None:
        live = _parse(Revision.objects.get(number=number))
    _seen.set(live)
    return live


def _parse(revision: Revision) -> LiveBlueprint:
    # the time tells apart revisions of one number in databases a process meets one after another
    key = (revision.number, revision.digest, revision.published_at)
    with _parsing:
        if key not in _parsed:
            while len(_parsed) >= _KEPT:
                del _parsed[next(iter(_parsed))]
            _parsed[key] = LiveBlueprint(
                number=revision.number,
                digest=revision.digest,
                document=Blueprint.model_validate(upgrade(json.loads(revision.document))),
                columns=revision.columns,
                also=revision.also,
                published_at=revision.published_at,
            )
        return _parsed[key]
