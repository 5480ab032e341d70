"""Bearer tokens of programs."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from tests.browser import Api
from zhudan.people import tokens, users
from zhudan.people.models import Token, User

ClientOf = Callable[[User | None], Api]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_token_stands_for_its_user_and_needs_no_csrf(alice: User) -> None:
    token = tokens.issue(alice, label="script")
    api = Api(enforce_csrf_checks=True)
    assert api.get("/people", headers=bearer(token)).status_code == 200


def test_only_the_hash_is_kept(alice: User) -> None:
    token = tokens.issue(alice, label="script")
    assert token not in str(list(Token.objects.values()))


def test_an_unknown_token_is_nobody(client_of: ClientOf, db: None) -> None:
    answer = client_of(None).get("/people", headers=bearer("zd_wrong"))
    assert (answer.status_code, answer.json()["code"]) == (401, "anonymous")


def test_leaving_revokes_tokens_at_once(alice: User, client_of: ClientOf) -> None:
    token = tokens.issue(alice, label="script")
    users.leave(alice, on=date(2026, 5, 1))
    assert client_of(None).get("/people", headers=bearer(token)).status_code == 401
    assert Token.objects.get().revoked_at is not None


def test_last_use_is_written_at_most_every_ten_minutes(alice: User, client_of: ClientOf) -> None:
    token = tokens.issue(alice, label="script")
    api = client_of(None)
    api.get("/people", headers=bearer(token))
    first = Token.objects.get().last_used_at
    api.get("/people", headers=bearer(token))
    assert Token.objects.get().last_used_at == first
    long_ago = timezone.now() - timedelta(minutes=11)
    Token.objects.update(last_used_at=long_ago)
    api.get("/people", headers=bearer(token))
    used = Token.objects.get().last_used_at
    assert used is not None
    assert used > long_ago
