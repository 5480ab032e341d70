"""HTTP of the session: who am I, what may I, in and out, and the very first administrator.

Here and not in people, because the answer names roles and abilities of the blueprint.
"""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Field, Router, Schema
from ninja.responses import Status

from zhudan import journal
from zhudan.blueprint import live, rights
from zhudan.kit.errors import Anonymous, Conflict, NotFound
from zhudan.kit.language import LANGUAGES
from zhudan.people import directory, login, signed_in, users
from zhudan.people.api import Named, region_named
from zhudan.people.signed_in import require_csrf
from zhudan.people.viewer import Viewer
from zhudan.records.present import person as named
from zhudan.server import viewing
from zhudan.server.viewing import ViewingAs, session_viewer

router = Router(tags=["session"], auth=None)

Text = str | dict[str, str]


class RoleAnswer(Schema):
    key: str
    label: Text


class UserAnswer(Named):
    email: str | None
    phone: str | None
    language: str
    region: Named | None
    roles: list[RoleAnswer]


class SessionAnswer(Schema):
    """csrf: to be sent as X-CSRFToken with every request that changes something.

    setup_needed: nobody exists yet, POST /setup makes the first administrator. viewing_by: the
    administrator who sees the product as `user` does and may change nothing.
    """

    user: UserAnswer | None
    viewing_by: Named | None
    abilities: list[str]
    company: Text
    revision: int | None
    csrf: str
    setup_needed: bool
    languages: list[str]


class SignIn(Schema):
    """login: e-mail address or phone number. remember: keep the session when the browser ends."""

    login: str = Field(max_length=200)
    password: str = Field(max_length=200)
    remember: bool = False


class Choice(Schema):
    language: str


class Viewing(Schema):
    """user: the id of whom to look through."""

    user: str


class Setup(Schema):
    name: str = Field(min_length=1, max_length=100)
    login: str = Field(max_length=200)
    password: str = Field(max_length=200)


class AlreadySetUp(Conflict):
    code = "already_set_up"
    title = {"zh-CN": "系统已经有用户了", "en": "There are users already"}


@router.get("/session", response=SessionAnswer, operation_id="get_session")
def get_session(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, if anybody; always 200."""
    return _answer(request)


@router.post("/session", response=SessionAnswer, operation_id="sign_in")
def post_session(request: HttpRequest, body: SignIn) -> dict[str, Any]:
    """Sign in. 401 bad_credentials, 429 too_many_attempts."""
    require_csrf(request)
    user_id = login.sign_in(request, body.login, body.password, remember=body.remember)
    journal.record("signed_in", actor=user_id)
    return _answer(request)


@router.patch("/session", response=SessionAnswer, operation_id="change_session")
def patch_session(request: HttpRequest, body: Choice) -> dict[str, Any]:
    """Choose my language."""
    viewer = session_viewer(request)
    if viewer is None:
        raise Anonymous
    require_csrf(request)
    if viewer.seen_by is not None:
        raise ViewingAs
    users.set_language(viewer.id, body.language)
    return _answer(request)


@router.delete("/session", response={204: None}, operation_id="sign_out")
def delete_session(request: HttpRequest) -> Status[None]:
    require_csrf(request)
    viewing.end(request)
    login.sign_out(request)
    return Status(204, None)


@router.post("/session/viewing", response=SessionAnswer, operation_id="begin_viewing")
def post_viewing(request: HttpRequest, body: Viewing) -> dict[str, Any]:
    """See the product as somebody else does, for those who administer; every write is then
    refused with 403 viewing_as. Journaled."""
    own = signed_in.session_viewer(request)
    if own is None:
        raise Anonymous
    require_csrf(request)
    request.auth = own  # type: ignore[attr-defined]  # so that a refusal is journaled with a name
    if not (body.user.isascii() and body.user.isdigit() and len(body.user) <= 18):
        raise NotFound
    viewing.begin(request, own, int(body.user))
    return _answer(request)


@router.delete("/session/viewing", response=SessionAnswer, operation_id="end_viewing")
def delete_viewing(request: HttpRequest) -> dict[str, Any]:
    """Be oneself again. Journaled."""
    require_csrf(request)
    viewing.end(request)
    return _answer(request)


@router.post("/setup", response={201: SessionAnswer}, operation_id="set_up")
def post_setup(request: HttpRequest, body: Setup) -> Status[dict[str, Any]]:
    """Make the first administrator and sign in; 409 already_set_up ever after."""
    require_csrf(request)
    administrator = users.add_first(
        body.name, logins=[body.login], password=body.password, roles=_administrator_roles()
    )
    if administrator is None:
        raise AlreadySetUp
    journal.record("user_added", actor=administrator.id, data={"user": administrator.id})
    login.open_session(request, administrator)
    return Status(201, _answer(request))


def _administrator_roles() -> list[str]:
    """The roles that may administer or design: whoever is alone must be able to begin."""
    now = _live()
    if now is None:
        return []
    return [role.key for role in now.document.roles if {"administer", "design"} & {*role.abilities}]


def _live() -> live.LiveBlueprint | None:
    try:
        return live.current()
    except live.NoBlueprint:
        return None


def _answer(request: HttpRequest) -> dict[str, Any]:
    viewer = session_viewer(request)
    now = _live()
    return {
        "user": _user(viewer, now) if viewer else None,
        "viewing_by": named(viewer.seen_by) if viewer else None,
        "abilities": sorted(rights.rights_of(now, viewer).abilities) if viewer and now else [],
        "company": now.document.name if now else "",
        "revision": now.number if now else None,
        "csrf": get_token(request),
        "setup_needed": viewer is None and not directory.current().people,
        "languages": list(LANGUAGES),
    }


def _user(viewer: Viewer, now: live.LiveBlueprint | None) -> dict[str, Any]:
    person = directory.current().people[viewer.id]
    known = now.document.roles_by_key if now else {}
    return {
        "id": str(person.id),
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": viewer.language,
        "region": region_named(person.region_id),
        "roles": [
            {"key": key, "label": known[key].label if key in known else key} for key in person.roles
        ],
    }
