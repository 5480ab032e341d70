"""How a request says who is asking: a bearer token, or the session cookie with CSRF."""

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from zhudan.kit import language
from zhudan.kit.errors import Refusal
from zhudan.people import directory, tokens, viewer


class CsrfRefused(Refusal):
    status = 403
    code = "csrf"
    title = {
        "zh-CN": "页面已过期，请刷新后再试",
        "en": "The page is out of date; please reload and try again",
    }


def session_viewer(request: HttpRequest) -> viewer.Viewer | None:
    """The viewer of a valid session: an active user whose password and stamp still hold."""
    try:
        user_id = int(request.session[SESSION_KEY])
    except (KeyError, ValueError):
        return None
    person = directory.current().user(user_id)
    proof = request.session.get(HASH_SESSION_KEY, "")
    if person is None or not person.is_active:
        return None
    return _known(user_id) if constant_time_compare(proof, person.session_hash) else None


def _known(user_id: int) -> viewer.Viewer:
    found = viewer.of(user_id)
    language.switch(found.language)
    return found


def require_csrf(request: HttpRequest) -> None:
    if check_csrf(request) is not None:
        raise CsrfRefused


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> viewer.Viewer | None:
        user_id = tokens.owner_of(token)
        person = directory.current().user(user_id)
        return _known(person.id) if person is not None and person.is_active else None


class SessionCookie(APIKeyCookie):
    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)  # checked below, once there is a session worth guarding

    def authenticate(self, request: HttpRequest, key: str | None) -> viewer.Viewer | None:
        found = session_viewer(request) if key else None
        if found is not None:
            require_csrf(request)
        return found
