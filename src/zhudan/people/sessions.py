"""Sessions in the database, each with its user and browser, so that people can see and end them.

Django's own table keeps the user inside an opaque text; here he is a column.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import salted_hmac

from zhudan.kit.errors import NotFound
from zhudan.people.models import Session

SEEN_EVERY = timedelta(minutes=10)
_AGENT = "agent"
_BEGUN = "started_at"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        return Session

    def create_model_instance(self, data: Mapping[str, Any]) -> Any:
        made: Any = super().create_model_instance(data)  # type: ignore[arg-type]
        user_id = str(data.get(SESSION_KEY, ""))
        now = timezone.now()
        made.user_id = int(user_id) if user_id.isdigit() else None
        made.agent = str(data.get(_AGENT, ""))
        begun = data.get(_BEGUN)
        made.started_at = datetime.fromisoformat(begun) if begun else now
        made.seen_at = now
        return made

    def _get_session_from_db(self) -> Any:
        """As Django's; also says when the browser was last here, to ten minutes."""
        found = super()._get_session_from_db()  # type: ignore[misc]
        now = timezone.now()
        if found is not None and now - found.seen_at > SEEN_EVERY:
            Session.objects.filter(pk=found.pk).update(seen_at=now)
        return found


def introduce(session: SessionBase, agent: str) -> None:
    """Write into a session that has just begun what its user will know it by."""
    session[_AGENT] = agent[:300]
    session[_BEGUN] = timezone.now().isoformat()


def name_of(key: str) -> str:
    """What a session may be called in public: its key would open the door."""
    return salted_hmac("zhudan.people.sessions", key, algorithm="sha256").hexdigest()[:16]


def of_user(user_id: int) -> list[Session]:
    """The sessions in which the user is signed in, the latest seen first."""
    return list(
        Session.objects.filter(user_id=user_id, expire_date__gt=timezone.now()).order_by(
            "-seen_at", "-started_at"
        )
    )


def end(user_id: int, name: str) -> None:
    """NotFound where the user has no session of this name."""
    found = [one.pk for one in of_user(user_id) if name_of(one.pk) == name]
    if not found:
        raise NotFound
    Session.objects.filter(pk__in=found).delete()


def end_all(user_id: int) -> None:
    Session.objects.filter(user_id=user_id).delete()


def last_seen(user_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of the users was last here, of those of whom it is known."""
    found = Session.objects.filter(user_id__in=list(user_ids)).values("user_id")
    return {row["user_id"]: row["seen"] for row in found.annotate(seen=Max("seen_at"))}


def sweep(now: datetime) -> int:
    """Forget what has expired; how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
