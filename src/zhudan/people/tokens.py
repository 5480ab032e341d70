"""Bearer tokens of programs. A token is shown once; the database keeps its SHA-256."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from zhudan.kit.errors import NotFound
from zhudan.people.models import Token, User

USED_EVERY = timedelta(minutes=10)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue(user: User, *, label: str) -> str:
    """Make a token for the user and return it; it cannot be read again."""
    token = "zd_" + secrets.token_urlsafe(32)
    Token.objects.create(user=user, digest=_digest(token), label=label, created_at=timezone.now())
    return token


def owner_of(token: str) -> int | None:
    """The id of the user the token stands for, or None."""
    row = (
        Token.objects.filter(digest=_digest(token), revoked_at=None)
        .values_list("id", "user_id", "last_used_at")
        .first()
    )
    if row is None:
        return None
    token_id, user_id, last_used_at = row
    now = timezone.now()
    if last_used_at is None or now - last_used_at > USED_EVERY:
        Token.objects.filter(
            Q(last_used_at=None) | Q(last_used_at__lte=now - USED_EVERY), id=token_id
        ).update(last_used_at=now)
    return int(user_id)


def held_by(user_id: int) -> list[Token]:
    """The user's tokens that still open the door, the newest first."""
    return list(Token.objects.filter(user_id=user_id, revoked_at=None).order_by("-id"))


def revoke(user_id: int, token_id: int) -> Token:
    """Ends at once; NotFound where the user has no such token."""
    token = Token.objects.filter(id=token_id, user_id=user_id, revoked_at=None).first()
    if token is None:
        raise NotFound
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    return token


def revoke_all(user_id: int) -> None:
    Token.objects.filter(user_id=user_id, revoked_at=None).update(revoked_at=timezone.now())
