"""HTTP of administration: people, regions and roles for those with the ability `administer`;
for everybody, the own devices and tokens.

What answers a password or a token is not kept for an Idempotency-Key: it would lie there in
clear for a month.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from zhudan.administration import answers, regions, roles, users
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.rights import rights_of
from zhudan.kit.errors import Forbidden, Invalid, NotFound
from zhudan.people import directory, sessions, tokens
from zhudan.people.api import RegionAnswer, region_named
from zhudan.people.directory import Person
from zhudan.people.models import Region, User
from zhudan.people.viewer import Viewer
from zhudan.records.present import person as named

router = Router(tags=["administration"])
Json = dict[str, Any]


@router.get("/users", response=answers.UserList, operation_id="list_users")
def list_users(request: HttpRequest) -> Json:
    """Everybody, by name; those who have left last."""
    _administrator(request)
    people = directory.current().people
    users_ = User.objects.in_bulk()
    seen = sessions.last_seen(people)
    ordered = sorted(people.values(), key=lambda one: (not one.is_active, one.name, one.id))
    return {"items": [_row(one, users_[one.id], seen) for one in ordered if one.id in users_]}


@router.post("/users", response={201: answers.UserWithPassword}, operation_id="add_user")
def add_user(request: HttpRequest, body: answers.UserBody) -> Status[Json]:
    """Somebody new, with a password that is answered this once. 409 login_taken."""
    viewer = _administrator(request)
    user, password = users.hire(users.Said(**_said(body.model_dump())), viewer=viewer)
    return Status(201, {**_one(user.id), "password": password})


@router.get("/users/{int:user_id}", response=answers.UserWhole, operation_id="get_user")
def get_user(request: HttpRequest, user_id: int) -> Json:
    _administrator(request)
    return _whole(user_id)


@router.patch("/users/{int:user_id}", response=answers.UserWhole, operation_id="change_user")
def change_user(request: HttpRequest, user_id: int, body: answers.UserPatch) -> Json:
    """409 login_taken, supervisor_loop, last_administrator."""
    viewer = _administrator(request)
    users.change(user_id, _said(body.model_dump(exclude_unset=True)), viewer=viewer)
    return _whole(user_id)


@router.post("/users/{int:user_id}/leave", response=answers.UserWhole, operation_id="user_leaves")
def user_leaves(request: HttpRequest, user_id: int) -> Json:
    """Sessions and tokens end at once. 409 last_administrator."""
    users.dismiss(user_id, viewer=_administrator(request))
    return _whole(user_id)


@router.post("/users/{int:user_id}/return", response=answers.UserWhole, operation_id="user_returns")
def user_returns(request: HttpRequest, user_id: int) -> Json:
    users.take_back(user_id, viewer=_administrator(request))
    return _whole(user_id)


@router.post(
    "/users/{int:user_id}/password", response=answers.PasswordAnswer, operation_id="reset_password"
)
def reset_password(request: HttpRequest, user_id: int) -> Json:
    """A new password, answered this once; sessions end."""
    return {"password": users.give_password(user_id, viewer=_administrator(request))}


@router.get(
    "/users/{int:user_id}/sessions", response=answers.SessionList, operation_id="list_user_sessions"
)
def list_user_sessions(request: HttpRequest, user_id: int) -> Json:
    _administrator(request)
    return _sessions(request, user_id)


@router.delete(
    "/users/{int:user_id}/sessions/{session_id}",
    response={204: None},
    operation_id="end_user_session",
)
def end_user_session(request: HttpRequest, user_id: int, session_id: str) -> Status[None]:
    users.end_session(user_id, session_id, viewer=_administrator(request))
    return Status(204, None)


@router.get(
    "/users/{int:user_id}/tokens", response=answers.TokenList, operation_id="list_user_tokens"
)
def list_user_tokens(request: HttpRequest, user_id: int) -> Json:
    _administrator(request)
    return _tokens(user_id)


@router.delete(
    "/users/{int:user_id}/tokens/{int:token_id}",
    response={204: None},
    operation_id="revoke_user_token",
)
def revoke_user_token(request: HttpRequest, user_id: int, token_id: int) -> Status[None]:
    users.revoke_token(user_id, token_id, viewer=_administrator(request))
    return Status(204, None)


@router.get("/me/sessions", response=answers.SessionList, operation_id="list_my_sessions")
def list_my_sessions(request: HttpRequest) -> Json:
    """The devices I am signed in with."""
    return _sessions(request, _viewer(request).id)


@router.delete("/me/sessions/{session_id}", response={204: None}, operation_id="end_my_session")
def end_my_session(request: HttpRequest, session_id: str) -> Status[None]:
    viewer = _viewer(request)
    users.end_session(viewer.id, session_id, viewer=viewer)
    return Status(204, None)


@router.get("/me/tokens", response=answers.TokenList, operation_id="list_my_tokens")
def list_my_tokens(request: HttpRequest) -> Json:
    return _tokens(_viewer(request).id)


@router.post("/me/tokens", response={201: answers.TokenOnce}, operation_id="issue_token")
def issue_token(request: HttpRequest, body: answers.TokenBody) -> Status[Json]:
    """A bearer token for a program that acts as I do; answered this once."""
    viewer = _viewer(request)
    return Status(201, {"token": users.issue_token(viewer.id, body.label, viewer=viewer)})


@router.delete("/me/tokens/{int:token_id}", response={204: None}, operation_id="revoke_my_token")
def revoke_my_token(request: HttpRequest, token_id: int) -> Status[None]:
    viewer = _viewer(request)
    users.revoke_token(viewer.id, token_id, viewer=viewer)
    return Status(204, None)


@router.post("/regions", response={201: RegionAnswer}, operation_id="add_region")
def add_region(request: HttpRequest, body: answers.RegionBody) -> Status[Json]:
    """409 region_name_taken."""
    viewer = _administrator(request)
    region = regions.add(body.name, _id("parent", body.parent), viewer=viewer)
    return Status(201, _region(region))


@router.patch("/regions/{int:region_id}", response=RegionAnswer, operation_id="change_region")
def change_region(request: HttpRequest, region_id: int, body: answers.RegionPatch) -> Json:
    """Rename it, or move it below another. 409 region_loop, region_name_taken."""
    viewer = _administrator(request)
    changes = body.model_dump(exclude_unset=True)
    if "parent" in changes:
        changes["parent"] = _id("parent", changes["parent"])
    return _region(regions.change(region_id, changes, viewer=viewer))


@router.delete("/regions/{int:region_id}", response={204: None}, operation_id="remove_region")
def remove_region(request: HttpRequest, region_id: int) -> Status[None]:
    """409 region_in_use, with how many regions, people and records are in it."""
    regions.remove(region_id, viewer=_administrator(request))
    return Status(204, None)


@router.get("/roles", response=answers.RoleList, operation_id="list_roles")
def list_roles(request: HttpRequest) -> Json:
    """What each role may do; for those who administer or design."""
    live = blueprint.current()
    if not rights_of(live, _viewer(request)).abilities & {"administer", "design"}:
        raise Forbidden
    return {"items": roles.all_of(live)}


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return viewer


def _administrator(request: HttpRequest) -> Viewer:
    viewer = _viewer(request)
    rights_of(blueprint.current(), viewer).need("administer")
    return viewer


def _id(field: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Invalid.field(
            field, "not_an_id", {"zh-CN": "没有这个选项", "en": "There is no such choice"}
        )
    return int(text)


def _said(body: Json) -> Json:
    """Ids as numbers, empty sign-in names as none."""
    for key in ("region", "supervisor"):
        if key in body:
            body[key] = _id(key, body[key])
    for key in ("email", "phone"):
        if key in body:
            body[key] = (body[key] or "").strip() or None
    return body


def _row(person: Person, user: User, seen: Mapping[int, datetime]) -> Json:
    return {
        "id": str(person.id),
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "roles": list(person.roles),
        "region": region_named(person.region_id),
        "supervisor": named(person.supervisor_id),
        "language": person.language,
        "active": person.is_active,
        "started_on": user.started_on,
        "left_on": user.left_on,
        "seen_at": seen.get(person.id),
    }


def _one(user_id: int) -> Json:
    user = User.objects.filter(id=user_id).first()
    person = directory.current().user(user_id)
    if user is None or person is None:
        raise NotFound
    return _row(person, user, sessions.last_seen([user_id]))


def _whole(user_id: int) -> Json:
    return {**_one(user_id), "open": users.open_work(blueprint.current(), user_id)}


def _sessions(request: HttpRequest, user_id: int) -> Json:
    present = request.session.session_key
    return {
        "items": [
            {
                "id": sessions.name_of(one.pk),
                "agent": one.agent,
                "started_at": one.started_at,
                "seen_at": one.seen_at,
                "mine": one.pk == present,
            }
            for one in sessions.of_user(user_id)
        ]
    }


def _tokens(user_id: int) -> Json:
    return {
        "items": [
            {
                "id": str(one.id),
                "label": one.label,
                "created_at": one.created_at,
                "last_used_at": one.last_used_at,
            }
            for one in tokens.held_by(user_id)
        ]
    }


def _region(region: Region) -> Json:
    parent = str(region.parent_id) if region.parent_id is not None else None
    return {"id": str(region.id), "name": region.name, "parent": parent}
