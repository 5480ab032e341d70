"""What every request costs and carries."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from tests.browser import Api
from tests.company import PASSWORD
from zhudan.people import tokens
from zhudan.people.models import Session, User
from zhudan.server import pages

ClientOf = Callable[[User | None], Api]


def test_knowing_who_asks_costs_three_small_queries(
    client_of: ClientOf, alice: User, django_assert_max_num_queries: Any
) -> None:
    """Session or token, the directory's version, the live revision."""
    api = client_of(alice)
    api.get("/session")
    with django_assert_max_num_queries(3):
        assert api.get("/session").status_code == 200
    with django_assert_max_num_queries(2):
        assert api.get("/people").status_code == 200


def test_a_token_costs_no_more(
    client_of: ClientOf, alice: User, django_assert_max_num_queries: Any
) -> None:
    headers = {"Authorization": f"Bearer {tokens.issue(alice, label='script')}"}
    api = client_of(None)
    api.get("/people", headers=headers)
    with django_assert_max_num_queries(2):
        assert api.get("/people", headers=headers).status_code == 200


def test_reading_writes_no_session(client_of: ClientOf, alice: User) -> None:
    api = client_of(alice)
    before = Session.objects.get().expire_date
    api.get("/people")
    assert Session.objects.get().expire_date == before


def test_answers_carry_their_guards(client_of: ClientOf, alice: User) -> None:
    answer = client_of(alice).get("/people")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.headers["X-Request-Id"]) == 16


def test_the_session_cookie_is_out_of_scripts_reach(client_of: ClientOf, db: None) -> None:
    body = {"login": "alice@example.com", "password": PASSWORD}
    cookie = client_of(None).post("/session", body).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_health_asks_nobody(client_of: ClientOf, db: None) -> None:
    assert client_of(None).get("/health").json() == {"status": "ok"}


def test_readiness_names_what_is_missing(client_of: ClientOf, db: None) -> None:
    answer = client_of(None).get("/health/ready")
    checks = answer.json()["checks"]
    assert answer.status_code == 503
    assert checks.pop("worker") == "silent"
    assert set(checks.values()) == {"ok"}


@pytest.mark.parametrize("address", ["/", "/board/project_sales", "/records/17"])
def test_every_other_address_is_the_page(
    client_of: ClientOf, db: None, tmp_path: Any, settings: Any, address: str
) -> None:
    settings.WEB_DIRECTORY = tmp_path
    (tmp_path / "index.html").write_text("<!doctype html>页面", "utf-8")
    answer = client_of(None).client.get(address)
    assert answer.content.decode() == "<!doctype html>页面"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_built_files_are_served_compressed_and_for_ever(tmp_path: Any, settings: Any) -> None:
    settings.WEB_DIRECTORY = tmp_path
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-a1b2.js").write_text("alert(1)" * 200, "utf-8")
    (tmp_path / "assets" / "index-a1b2.js.gz").write_bytes(gzip.compress(b"alert(1)" * 200))
    said: dict[str, str] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        said.update({"status": status, **{name.lower(): value for name, value in headers}})

    application = pages.with_files(lambda *_: [b"Django"])
    environ = RequestFactory(headers={"accept-encoding": "gzip"}).get("/assets/index-a1b2.js")
    b"".join(application(environ.META, start))
    assert said["status"].startswith("200")
    assert said["content-encoding"] == "gzip"
    assert "immutable" in said["cache-control"]
    assert said["x-content-type-options"] == "nosniff"


def test_a_lost_asset_is_not_answered_with_the_page(client_of: ClientOf, db: None) -> None:
    answer = client_of(None).client.get("/assets/gone-123.js")
    assert answer.status_code == 404


def test_without_a_built_page_it_says_what_to_do(
    client_of: ClientOf, db: None, tmp_path: Any, settings: Any
) -> None:
    settings.WEB_DIRECTORY = tmp_path
    answer = client_of(None).client.get("/")
    assert answer.status_code == 503
    assert "make run" in answer.content.decode()
