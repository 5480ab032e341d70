"""Keeping revisions: numbered, immutable, one of them live. Only the designer writes them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint import live
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.models import Live, Revision
from zhudan.blueprint.upgrade import upgrade

Policy = Literal["new", "not_reached", "next_move"]
POLICIES: tuple[Policy, ...] = ("new", "not_reached", "next_move")
DEFAULT_POLICY: Policy = "not_reached"

Moved = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Published:
    """What a path must know of a publish. gates: {pipeline: {stage: keys of its gate items}}."""

    number: int
    at: datetime
    policy: Policy
    gates: Mapping[str, Mapping[str, tuple[str, ...]]]


@transaction.atomic
def store(
    document: Blueprint,
    *,
    columns: live.Columns,
    policy: Policy,
    actor: int | None,
    also: live.Also | None = None,
    note: str = "",
    moved: Moved | None = None,
    at: datetime | None = None,
) -> Revision:
    """Keep `document` as the next revision and make it live. The caller has checked it and
    prepared its columns; no write runs between the old pointer and the new."""
    before = live.hold_alone()
    newest = Revision.objects.order_by("-number").values_list("number", flat=True).first()
    revision = Revision.objects.create(
        number=(newest or 0) + 1,
        document=document.canonical,
        digest=document.digest,
        columns=columns,
        also=also or {},
        policy=policy,
        note=note,
        moved=moved or {},
        base=before.number if before else None,
        published_by_id=actor,
        published_at=at or timezone.now(),
    )
    Live.objects.update_or_create(id=1, defaults={"revision": revision})
    live.begin_request()
    return revision


def log() -> list[Revision]:
    """All revisions, the newest first, without their documents."""
    return list(
        Revision.objects.defer("document", "columns", "also")
        .select_related("published_by")
        .order_by("-number")
    )


_history: dict[tuple[int, datetime], tuple[Published, ...]] = {}


def history(now: live.LiveBlueprint) -> tuple[Published, ...]:
    """Every publish up to `now`, oldest first, for the paths of records under way."""
    key = (now.number, now.published_at)
    if key not in _history:
        _history.clear()
        _history[key] = tuple(_read_history(now.number))
    return _history[key]


def _read_history(number: int) -> list[Published]:
    """Read from the plain data: hundreds of revisions cost nothing that way."""
    return [
        Published(
            number=revision.number,
            at=revision.published_at,
            policy=_policy(revision.policy),
            gates=_gates(upgrade(json.loads(revision.document))),
        )
        for revision in Revision.objects.filter(number__lte=number).order_by("number")
    ]


def _gates(document: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        pipeline["key"]: {
            stage["key"]: tuple(item["key"] for item in stage.get("gate", ()))
            for stage in pipeline["stages"]
        }
        for pipeline in document.get("pipelines", ())
    }


def _policy(word: str) -> Policy:
    return next((policy for policy in POLICIES if policy == word), DEFAULT_POLICY)
