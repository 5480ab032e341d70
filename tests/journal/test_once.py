"""A POST sent twice with one Idempotency-Key acts once and is answered the same twice."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from tests.browser import Api
from zhudan.journal import once
from zhudan.journal.models import Answer, Event
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]
pytestmark = pytest.mark.urls("tests.server.routes")
KEY = {"Idempotency-Key": "k1"}


def ordered() -> int:
    return Event.objects.filter(kind="ordered").count()


def test_the_second_answer_is_the_first_and_nothing_is_done(
    client_of: ClientOf, alice: User
) -> None:
    api = client_of(alice)
    first = api.post("/orders", {"count": 2}, headers=KEY)
    again = api.post("/orders", {"count": 2}, headers=KEY)
    assert first.status_code == again.status_code == 201
    assert first.json()["id"] == again.json()["id"]
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    assert ordered() == 1


def test_without_a_key_each_request_acts(client_of: ClientOf, alice: User) -> None:
    api = client_of(alice)
    for _ in range(2):
        assert api.post("/orders", {"count": 2}).status_code == 201
    assert ordered() == 2


@pytest.mark.parametrize(("path", "body"), [("/orders", {"count": 3}), ("/silent", {"count": 2})])
def test_another_request_under_the_same_key_is_refused(
    client_of: ClientOf, alice: User, path: str, body: Any
) -> None:
    api = client_of(alice)
    api.post("/orders", {"count": 2}, headers=KEY)
    answer = api.post(path, body, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
    assert ordered() == 1


def test_a_key_is_its_users_own(client_of: ClientOf, alice: User, bob: User) -> None:
    for user in (alice, bob):
        assert client_of(user).post("/orders", {"count": 2}, headers=KEY).status_code == 201
    assert ordered() == 2


def test_a_refused_request_may_be_tried_again_under_its_key(
    client_of: ClientOf, alice: User
) -> None:
    api = client_of(alice)
    assert api.post("/orders", {"count": -1}, headers=KEY).status_code == 422
    assert ordered() == 0
    assert api.post("/orders", {"count": 1}, headers=KEY).status_code == 201


def test_uploads_are_compared_by_content(client_of: ClientOf, alice: User) -> None:
    api = client_of(alice)

    def send(content: bytes) -> Any:
        return api.upload("/uploads", headers=KEY, file=SimpleUploadedFile("a.txt", content))

    assert send(b"one").json() == send(b"one").json() == {"size": 3}
    assert ordered() == 1
    assert send(b"two").json()["code"] == "idempotency_mismatch"


def test_an_answer_that_is_no_json_is_repeated_too(client_of: ClientOf, alice: User) -> None:
    api = client_of(alice)
    for _ in range(2):
        answer = api.post("/silent", headers=KEY)
        assert (answer.status_code, answer.content) == (202, b"made")
        assert answer.headers["Content-Type"] == "text/plain"
    assert ordered() == 1


def test_a_key_too_long_is_refused(client_of: ClientOf, alice: User) -> None:
    answer = client_of(alice).post("/orders", {"count": 1}, headers={"Idempotency-Key": "k" * 201})
    assert answer.json()["code"] == "bad_idempotency_key"
    assert ordered() == 0


def test_answers_are_kept_for_thirty_days(client_of: ClientOf, alice: User) -> None:
    client_of(alice).post("/orders", {"count": 2}, headers=KEY)
    now = timezone.now()
    assert once.sweep(now + timedelta(days=29)) == 0
    assert once.sweep(now + timedelta(days=31)) == 1
    assert not Answer.objects.exists()


def test_of_eight_at_the_same_moment_one_acts(own_database: None, alice: User) -> None:
    statuses: list[int] = []

    def send() -> None:
        statuses.append(Api(alice).post("/orders", {"count": 2}, headers=KEY).status_code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [201] * 8
    assert ordered() == 1
