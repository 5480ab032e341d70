"""Publishing a blueprint, and going back to an earlier one, while everybody works.

Two phases. *Prepare* makes tables, columns and indexes and fills new columns, chunk by chunk;
nothing reads them yet, and it can be broken off and begun again. *Switch* is one short
transaction under a lock that no write holds: it catches up with what was written meanwhile,
moves records out of removed stages and turns the pointer.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from zhudan import journal
from zhudan.blueprint import check, live, revisions
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.models import Revision
from zhudan.blueprint.revisions import DEFAULT_POLICY, POLICIES, Policy
from zhudan.blueprint.upgrade import upgrade
from zhudan.designer import stages
from zhudan.flow import relocate
from zhudan.journal import jobs
from zhudan.kit.errors import Conflict, NotFound, Refusal
from zhudan.records import columns, ddl, fill, likeness, search

_LOCK = 7_204_512
_PATIENCE_SECONDS = 120.0


class Publishing(Conflict):
    code = "publishing"
    title = {
        "zh-CN": "另一次发布还在进行，请稍后再试",
        "en": "Another publish is still under way; please try again later",
    }


class UnknownPolicy(Refusal):
    status = 422
    code = "unknown_policy"
    title = {
        "zh-CN": "没有这种处理方式“{policy}”，可用：new、not_reached、next_move",
        "en": 'There is no policy "{policy}"; use new, not_reached or next_move',
    }


class UnknownRevision(NotFound):
    code = "unknown_revision"
    title = {"zh-CN": "没有第 {number} 版", "en": "There is no revision {number}"}


def publish(
    document: Blueprint,
    *,
    actor: int | None = None,
    note: str = "",
    policy: Policy = DEFAULT_POLICY,
    move_to: Mapping[str, str] | None = None,
) -> Revision:
    """Make `document` the live blueprint; raises a refusal and changes nothing live.

    policy: which records under way meet new stages and gates. move_to: removed stage -> stage
    for the records inside. Not to be called in a transaction on PostgreSQL.
    """
    check.require(document)
    if policy not in POLICIES:
        raise UnknownPolicy(params={"policy": policy})
    wishes = _Wishes(document, actor, note, policy, move_to or {})
    with _alone():
        while True:
            try:
                return _publish(wishes)
            except _Overtaken:
                continue


@dataclass(frozen=True)
class _Wishes:
    document: Blueprint
    actor: int | None
    note: str
    policy: Policy
    move_to: Mapping[str, str]


class _Overtaken(Exception):
    """Another publish was faster; this one has to look again at what is live."""


def _publish(wishes: _Wishes) -> Revision:
    before, document = _live(), wishes.document
    stages.moves(before, document, wishes.move_to)
    planned = columns.settle(document)
    started = timezone.now()
    ddl.prepare(document, planned.columns)
    fill.fill(before, document, planned)
    revision = _switch(before, wishes, planned, started)
    ddl.drop_unique_indexes(document, planned.columns)
    return revision


def rollback(
    number: int,
    *,
    actor: int | None = None,
    note: str = "",
    policy: Policy = DEFAULT_POLICY,
    move_to: Mapping[str, str] | None = None,
) -> Revision:
    """Publish the document of an earlier revision once more, as a revision of its own."""
    found = Revision.objects.filter(number=number).first()
    if found is None:
        raise UnknownRevision(params={"number": number})
    document = Blueprint.model_validate(upgrade(json.loads(found.document)))
    return publish(
        document, actor=actor, note=note or f"↶ {number}", policy=policy, move_to=move_to
    )


@transaction.atomic
def _switch(
    before: LiveBlueprint | None, wishes: _Wishes, planned: columns.Plan, started: datetime
) -> Revision:
    document = wishes.document
    standing = live.hold_alone()
    if (standing.number if standing else None) != (before.number if before else None):
        raise _Overtaken
    fill.catch_up(before, document, planned, started)
    # Judged again: now nobody moves any more.
    moves = stages.moves(before, document, wishes.move_to)
    revision = revisions.store(
        document,
        columns=planned.columns,
        also=planned.also,
        policy=wishes.policy,
        actor=wishes.actor,
        note=wishes.note,
        moved=moves,
    )
    columns.note_published(document, planned)
    now = live.current()
    found_otherwise = search.changed_tables(before, now) if before else []
    if found_otherwise:
        jobs.enqueue("search_again", {"tables": found_otherwise}, actor=wishes.actor)
    compared_otherwise = likeness.changed_tables(before, now)
    if compared_otherwise:
        jobs.enqueue("likeness_again", {"tables": compared_otherwise}, actor=wishes.actor)
    for pipeline, turns in moves.items():
        for stage, to in turns.items():
            relocate.relocate(now, pipeline, stage, to, actor=wishes.actor)
    journal.record(
        "blueprint_published",
        actor=wishes.actor,
        data={
            "revision": revision.number,
            "policy": wishes.policy,
            "note": wishes.note,
            "moved": moves,
        },
    )
    return revision


def _live() -> LiveBlueprint | None:
    live.begin_request()
    try:
        return live.current()
    except live.NoBlueprint:
        return None


@contextmanager
def _alone() -> Iterator[None]:
    """One publish at a time on PostgreSQL, where two must not build the same index. SQLite's
    statements wait for each other anyway, and the slower publish begins again."""
    if connection.vendor == "sqlite":
        yield
        return
    until = time.monotonic() + _PATIENCE_SECONDS
    while not _try_lock():
        if time.monotonic() > until:
            raise Publishing
        time.sleep(0.1)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _try_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
