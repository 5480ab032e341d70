"""An administrator sees the product as somebody else does, and changes nothing by it.

The session stays the administrator's own: it only names who is looked through. Whether he may
is asked at every request, so that it ends with the ability, and every write is refused.
"""

from dataclasses import replace

from django.http import HttpRequest

from zhudan import journal
from zhudan.blueprint import live
from zhudan.blueprint.rights import rights_of
from zhudan.kit.errors import Conflict, NotFound, Refusal
from zhudan.people import directory, signed_in, viewer
from zhudan.people.viewer import Viewer

_KEY = "viewing"
_READS = ("GET", "HEAD", "OPTIONS")


class ViewingAs(Refusal):
    status = 403
    code = "viewing_as"
    title = {
        "zh-CN": "正在以他人身份查看，不能修改任何内容",
        "en": "You are viewing as somebody else; nothing can be changed",
    }


class NotOneself(Conflict):
    code = "not_oneself"
    title = {"zh-CN": "这就是你自己", "en": "That is yourself"}


class Door(signed_in.SessionCookie):
    """The session cookie's door: lets the administrator in as who is looked through."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:
        own = super().authenticate(request, key)
        found = through(request, own) if own else None
        if found is not None and found.seen_by is not None and request.method not in _READS:
            request.auth = found  # type: ignore[attr-defined]  # so that the journal knows who
            raise ViewingAs
        return found


SIGNED_IN = [signed_in.Bearer(), Door()]


def session_viewer(request: HttpRequest) -> Viewer | None:
    """As `signed_in.session_viewer`, or who is looked through; then `seen_by` says by whom."""
    own = signed_in.session_viewer(request)
    return through(request, own) if own else None


def through(request: HttpRequest, own: Viewer) -> Viewer:
    person = directory.current().user(request.session.get(_KEY))
    if person is None or not person.is_active or not _may(own):
        return own
    return replace(viewer.of(person.id), language=own.language, seen_by=own.id)


def begin(request: HttpRequest, own: Viewer, user_id: int) -> None:
    """Forbidden, NotFound, NotOneself, ViewingAs."""
    if through(request, own).seen_by is not None:
        raise ViewingAs
    rights_of(live.current(), own).need("administer")
    person = directory.current().user(user_id)
    if person is None or not person.is_active:
        raise NotFound
    if person.id == own.id:
        raise NotOneself
    request.session[_KEY] = person.id
    journal.record("viewing_begun", actor=own.id, data={"user": person.id})


def end(request: HttpRequest) -> None:
    """Also where nobody is looked through: then nothing happens."""
    seen = request.session.pop(_KEY, None)
    own = signed_in.session_viewer(request)
    if seen is not None and own is not None:
        journal.record("viewing_ended", actor=own.id, data={"user": seen})


def _may(own: Viewer) -> bool:
    try:
        return "administer" in rights_of(live.current(), own).abilities
    except live.NoBlueprint:
        return False
