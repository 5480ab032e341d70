"""Signing in and out, and what ends a session."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.browser import Api
from tests.company import PASSWORD
from zhudan.blueprint import live
from zhudan.journal.models import Event
from zhudan.people import directory, users
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]


def sign_in(api: Api, name: str, password: str = PASSWORD, **more: object) -> object:
    return api.post("/session", {"login": name, "password": password, **more})


def test_nobody_gets_a_session_that_says_so(client_of: ClientOf, db: None) -> None:
    answer = client_of(None).get("/session")
    body = answer.json()
    assert answer.status_code == 200
    assert body["user"] is None
    assert body["abilities"] == []
    assert body["setup_needed"] is False
    assert body["company"]["zh-CN"]
    assert body["languages"] == ["zh-CN", "en"]


@pytest.mark.parametrize("name", ["alice@example.com", " Alice@Example.com "])
def test_signs_in_by_e_mail_whatever_its_case(client_of: ClientOf, alice: User, name: str) -> None:
    api = client_of(None)
    body = sign_in(api, name).json()  # type: ignore[attr-defined]
    assert body["user"]["id"] == str(alice.id)
    assert body["user"]["region"]["name"] == "苏南"
    assert body["user"]["roles"][0]["key"] == "salesperson"
    assert api.get("/session").json()["user"]["name"] == "Alice"


@pytest.mark.parametrize("typed", ["13800002207", "138 0000 2207", "+86 138-0000-2207"])
def test_signs_in_by_phone_however_it_is_spaced(
    client_of: ClientOf, alice: User, typed: str
) -> None:
    alice.phone = "+8613800002207"
    alice.save(update_fields=["phone"])
    assert sign_in(client_of(None), typed).status_code == 200  # type: ignore[attr-defined]


def test_a_wrong_password_an_unknown_name_and_a_leaver_get_the_same_answer(
    client_of: ClientOf, alice: User, bob: User
) -> None:
    users.leave(bob, on=date(2026, 5, 1))
    api = client_of(None)
    tried = [
        sign_in(api, "alice@example.com", "wrong"),
        sign_in(api, "nobody@example.com"),
        sign_in(api, "bob@example.com"),
        sign_in(api, "no login at all"),
    ]
    answers = {(answer.status_code, answer.content) for answer in tried}  # type: ignore[attr-defined]
    assert len(answers) == 1
    assert answers.pop()[0] == 401
    assert api.get("/session").json()["user"] is None


def test_a_failed_sign_in_is_journaled_without_the_name_that_was_tried(
    client_of: ClientOf, alice: User
) -> None:
    sign_in(client_of(None), "alice@example.com", "wrong")
    event = Event.objects.get(kind="refused")
    assert event.data["code"] == "bad_credentials"
    assert "alice" not in str(event.data)


def test_after_five_failures_the_name_is_locked_and_others_are_not(
    client_of: ClientOf, alice: User
) -> None:
    api = client_of(None)
    for _ in range(5):
        assert sign_in(api, "alice@example.com", "wrong").status_code == 401  # type: ignore[attr-defined]
    locked = sign_in(api, "alice@example.com")
    assert locked.status_code == 429  # type: ignore[attr-defined]
    assert locked.json()["code"] == "too_many_attempts"  # type: ignore[attr-defined]
    assert sign_in(api, "bob@example.com").status_code == 200  # type: ignore[attr-defined]


def test_signing_in_needs_the_csrf_token(db: None) -> None:
    api = Api(enforce_csrf_checks=True)
    refused = sign_in(api, "alice@example.com")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")  # type: ignore[attr-defined]
    token = api.get("/session").json()["csrf"]
    body = {"login": "alice@example.com", "password": PASSWORD}
    signed_in = api.post("/session", body, headers={"X-CSRFToken": token})
    assert signed_in.status_code == 200
    fresh = signed_in.json()["csrf"]
    assert api.patch("/session", {"language": "zh-CN"}).status_code == 403
    turned = api.patch("/session", {"language": "zh-CN"}, headers={"X-CSRFToken": fresh})
    assert turned.status_code == 200


@pytest.mark.parametrize(("remember", "kept"), [(True, True), (False, False)])
def test_only_a_remembered_session_outlives_the_browser(
    client_of: ClientOf, db: None, remember: bool, kept: bool
) -> None:
    answer = sign_in(client_of(None), "alice@example.com", remember=remember)
    assert bool(answer.cookies["sessionid"]["max-age"]) is kept  # type: ignore[attr-defined]


def test_signing_out_ends_the_session(client_of: ClientOf, alice: User) -> None:
    api = client_of(alice)
    assert api.delete("/session").status_code == 204
    assert api.get("/people").status_code == 401


def test_leaving_ends_sessions_at_once_and_coming_back_does_not_revive_them(
    client_of: ClientOf, alice: User
) -> None:
    api = client_of(alice)
    assert api.get("/people").status_code == 200
    users.leave(alice, on=date(2026, 5, 1))
    assert api.get("/people").status_code == 401
    alice.is_active = True
    alice.save(update_fields=["is_active"])
    directory.turn()
    assert api.get("/people").status_code == 401


def test_a_new_password_ends_every_session(client_of: ClientOf, alice: User) -> None:
    api = client_of(alice)
    users.set_password(alice, "another good one")
    assert api.get("/people").status_code == 401
    assert sign_in(client_of(None), "alice@example.com", "another good one").status_code == 200  # type: ignore[attr-defined]


def test_refusals_speak_the_users_language_before_the_browsers(
    client_of: ClientOf, alice: User
) -> None:
    api = client_of(alice)
    chinese = {"Accept-Language": "zh-CN"}
    assert api.get("/jobs/1", headers=chinese).json()["detail"] == "Not found"
    assert api.patch("/session", {"language": "zh-CN"}).json()["user"]["language"] == "zh-CN"
    english = {"Accept-Language": "en"}
    assert api.get("/jobs/1", headers=english).json()["detail"] == "没有找到"
    assert client_of(None).get("/jobs/1", headers=english).json()["detail"] == "Please sign in"


def test_an_unknown_language_is_refused(client_of: ClientOf, alice: User) -> None:
    answer = client_of(alice).patch("/session", {"language": "tlh"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "language"
    alice.refresh_from_db()
    assert alice.language == "en"


def test_the_first_administrator_is_made_once(client_of: ClientOf, db: None) -> None:
    User.objects.update(supervisor=None, region=None)
    User.objects.all().delete()
    directory.turn()
    api = client_of(None)
    assert api.get("/session").json()["setup_needed"] is True
    wish = {"name": "王芳", "login": "fang@example.com", "password": "long enough"}
    made = api.post("/setup", wish)
    assert made.status_code == 201
    assert {"administer", "design"} <= set(made.json()["abilities"])
    assert made.json()["setup_needed"] is False
    again = client_of(None).post("/setup", {**wish, "login": "other@example.com"})
    assert (again.status_code, again.json()["code"]) == (409, "already_set_up")
    assert User.objects.count() == 1


def test_setup_is_refused_where_there_are_users(client_of: ClientOf, db: None) -> None:
    before = User.objects.count()
    body = {"name": "Eve", "login": "eve@example.com", "password": "long enough"}
    assert client_of(None).post("/setup", body).status_code == 409
    assert User.objects.count() == before


def test_the_session_names_roles_as_the_live_blueprint_does(
    client_of: ClientOf, admin: User
) -> None:
    body = client_of(admin).get("/session").json()
    role = live.current().document.role("administrator")
    assert body["user"]["roles"] == [{"key": "administrator", "label": role.label}]
    assert body["abilities"] == sorted(role.abilities)
