"""HTTP of the blueprint: the live document as the viewer may see it, its revisions, a check."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from zhudan.blueprint import live, revisions, yaml_text
from zhudan.blueprint.check import BlueprintInvalid, Problem, check
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.parts.role import VERBS, Ability, Access, Scope
from zhudan.blueprint.rights import Rights, rights_of
from zhudan.blueprint.trimmed import trimmed
from zhudan.journal.once import once
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer

router = Router(tags=["blueprint"])


class BlueprintAnswer(Schema):
    """document: without tables and fields hidden from the viewer; roles without their rights
    unless the viewer designs. rights: {table: {verb: scope, "create": bool}}. reveals: the
    masked fields whose full values may be asked for, by table."""

    revision: int
    document: Blueprint
    rights: dict[str, dict[str, Scope | bool]]
    fields: dict[str, dict[str, Access]]
    reveals: dict[str, list[str]]
    abilities: list[Ability]


class PublisherAnswer(Schema):
    id: str
    name: str


class RevisionAnswer(Schema):
    """base: the revision it was made from. moved: {pipeline: {removed stage: stage}}."""

    number: int
    live: bool
    note: str
    policy: str
    base: int | None
    moved: dict[str, dict[str, str]]
    published_by: PublisherAnswer | None
    published_at: datetime


class RevisionsAnswer(Schema):
    items: list[RevisionAnswer]
    next: str | None


class CheckBody(Schema):
    yaml: str


class ProblemAnswer(Schema):
    """path: where, by keys. level: error, or warning, which does not prevent publishing."""

    path: str
    message: str
    level: str


class CheckAnswer(Schema):
    problems: list[ProblemAnswer]


# what GET answered last, for each revision and set of roles: (ETag, body)
_answers: dict[tuple[int, datetime, tuple[str, ...]], tuple[str, bytes]] = {}
_KEPT = 64


@router.get("/blueprint", response=BlueprintAnswer, operation_id="get_blueprint")
def get_blueprint(request: HttpRequest) -> HttpResponse:
    """The live blueprint, with an ETag that changes with every publish and change of role."""
    now, viewer = live.current(), _viewer(request)
    key = (now.number, now.published_at, tuple(sorted(viewer.roles)))
    if key not in _answers:
        if len(_answers) >= _KEPT:
            _answers.clear()
        _answers[key] = _answer(now, viewer)
    etag, body = _answers[key]
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@router.get("/blueprint/revisions", response=RevisionsAnswer, operation_id="list_revisions")
def list_revisions(request: HttpRequest) -> dict[str, Any]:
    """Every revision, the newest first; for those who design."""
    now = live.current()
    rights_of(now, _viewer(request)).need("design")
    return {
        "items": [
            {
                "number": one.number,
                "live": one.number == now.number,
                "note": one.note,
                "policy": one.policy,
                "base": one.base,
                "moved": one.moved,
                "published_by": one.published_by
                and {"id": str(one.published_by.pk), "name": one.published_by.name},
                "published_at": one.published_at,
            }
            for one in revisions.log()
        ],
        "next": None,
    }


@router.post("/blueprint/check", response=CheckAnswer, operation_id="check_blueprint")
@once
def check_blueprint(request: HttpRequest, body: CheckBody) -> dict[str, Any]:
    """Everything that is wrong with a blueprint written as YAML; publishes nothing."""
    rights_of(live.current(), _viewer(request)).need("design")
    try:
        problems = check(yaml_text.load(body.yaml))
    except BlueprintInvalid as invalid:
        problems = invalid.problems
    return {"problems": [_told(problem) for problem in problems]}


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return viewer


def _told(problem: Problem) -> dict[str, Any]:
    return {"path": problem.path, "message": pick(problem.message), "level": problem.level}


def _answer(now: live.LiveBlueprint, viewer: Viewer) -> tuple[str, bytes]:
    rights = rights_of(now, viewer)
    body = json.dumps(
        {
            "revision": now.number,
            "document": trimmed(now.document, rights, viewer.roles),
            "rights": _rights(rights),
            "fields": rights.fields,
            "reveals": {table: sorted(keys) for table, keys in rights.reveals.items() if keys},
            "abilities": sorted(rights.abilities),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"', body


def _rights(rights: Rights) -> dict[str, dict[str, Any]]:
    return {
        table: {**{str(verb): held.scope(verb) for verb in VERBS}, "create": held.create}
        for table, held in rights.tables.items()
    }
