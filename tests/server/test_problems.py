"""Whatever goes wrong, the answer is a problem document in the reader's language."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import Api
from zhudan.journal.models import Event
from zhudan.people import directory
from zhudan.people.models import User
from zhudan.server.logs import JsonLines

ClientOf = Callable[[User | None], Api]
pytestmark = pytest.mark.urls("tests.server.routes")


def is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["detail"]
    assert body["type"].endswith(code)
    assert "Traceback" not in answer.content.decode()
    return body


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("refusal", 422, "invalid"),
        ("stale", 409, "stale"),
        ("busy", 503, "busy"),
        ("sqlite_busy", 503, "busy"),
        ("away", 503, "database_away"),
        ("range", 422, "out_of_range"),
        ("bug", 500, "internal"),
        ("forbidden", 403, "forbidden"),
    ],
)
def test_every_failure_of_a_route_is_a_problem(
    client_of: ClientOf, alice: User, how: str, status: int, code: str
) -> None:
    is_problem(client_of(alice).get(f"/fail/{how}"), status, code)


def test_a_message_is_in_the_readers_language(client_of: ClientOf, alice: User) -> None:
    api = client_of(alice)
    assert api.get("/fail/refusal").json()["errors"][0]["message"] == "Too many"
    alice.language = "zh-CN"
    alice.save(update_fields=["language"])
    directory.turn()
    assert api.get("/fail/refusal").json()["errors"][0]["message"] == "太多了"


def test_extra_members_are_kept(client_of: ClientOf, alice: User) -> None:
    assert client_of(alice).get("/fail/stale").json()["current"] == {"version": 7}


def test_busy_says_when_to_come_back(client_of: ClientOf, alice: User) -> None:
    assert client_of(alice).get("/fail/busy").headers["Retry-After"] == "1"


def test_a_bug_is_logged_without_the_value_that_the_database_quotes(
    client_of: ClientOf, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        client_of(alice).get("/fail/bug")
    record = next(one for one in caplog.records if one.name == "zhudan")
    line = json.loads(JsonLines().format(record))
    assert line["error"][0] == "IntegrityError"
    assert "13800002207" not in str(line)
    assert "routes.py" in str(line)
    assert "13800002207" in JsonLines(words=True).format(record)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "count", "required"),
        ({"count": "many"}, "count", "wrong_type"),
        ({"count": 1, "note": 5}, "note", "wrong_type"),
        ({"count": None}, "count", "wrong_type"),
    ],
)
def test_a_wrong_body_names_the_field(
    client_of: ClientOf, alice: User, body: Any, field: str, code: str
) -> None:
    answer = client_of(alice).post("/echo", body)
    errors = is_problem(answer, 422, "invalid")["errors"]
    assert [(error["field"], error["code"]) for error in errors] == [(field, code)]


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"{", 422, "bad_json"),
        (b"\xff\xfe{}", 422, "bad_json"),
        (b'{"a": NaN}', 422, "bad_json"),
        (b'{"a": ' + b"9" * 5000 + b"}", 422, "bad_json"),
        (b"[" * 100_000 + b"]" * 100_000, 422, "too_deep"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, 422, "too_deep"),
        (b'{"a": "\\ud800"}', 422, "bad_text"),
        (b'{"a": "x\\u0000y"}', 422, "bad_text"),
        (b'{"a": "' + b"x" * 1_100_000 + b'"}', 413, "too_large"),
    ],
)
def test_hostile_bodies_stop_at_the_door(
    client_of: ClientOf, alice: User, raw: bytes, status: int, code: str
) -> None:
    answer = client_of(alice).client.post("/api/v1/anything", raw, "application/json")
    is_problem(answer, status, code)


def test_deep_is_allowed_as_far_as_a_condition_may_go(client_of: ClientOf, alice: User) -> None:
    raw = b'{"a":' * 60 + b"1" + b"}" * 60
    answer = client_of(alice).client.post("/api/v1/anything", raw, "application/json")
    assert answer.status_code == 200


def test_a_nul_in_the_address_is_refused(client_of: ClientOf, alice: User) -> None:
    is_problem(client_of(alice).client.get("/api/v1/fail/x?q=%00"), 422, "bad_text")
    is_problem(client_of(alice).client.get("/api/v1/fail/%00"), 422, "bad_text")


def test_unknown_addresses_and_verbs(client_of: ClientOf, alice: User) -> None:
    is_problem(client_of(alice).get("/nowhere"), 404, "not_found")
    answer = client_of(alice).delete("/echo")
    is_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"


def test_an_unknown_host_is_refused(client_of: ClientOf, db: None) -> None:
    answer = client_of(None).client.get("/api/v1/nowhere", headers={"host": "evil.example"})
    is_problem(answer, 400, "unknown_host")


def test_a_refused_right_is_journaled_though_its_change_is_undone(
    client_of: ClientOf, alice: User
) -> None:
    client_of(alice).get("/fail/forbidden")
    event = Event.objects.get(kind="refused")
    assert event.actor_id == alice.id
    assert event.data["code"] == "forbidden"
    assert event.data["object"] == {"how": "forbidden"}
