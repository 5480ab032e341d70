"""The door: signing in, a wrong password, the language, signing out."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.conftest import Person

Open = Callable[..., Person]


def test_a_wrong_password_is_said_beside_the_field(open_page: Open) -> None:
    somebody = open_page()
    somebody.sign_in("alice@example.com", "not her password")
    expect(somebody.page.get_by_text("Wrong account or password")).to_be_visible()


def test_before_signing_in_the_page_speaks_the_browsers_language(open_page: Open) -> None:
    expect(open_page(language="zh-CN").page.get_by_role("button", name="登录")).to_be_visible()


def test_the_language_is_switched_and_kept(sign_in: Open) -> None:
    alice = sign_in("Bob")
    alice.page.get_by_role("button", name="profile menu").click()
    with alice.page.expect_response(lambda answer: answer.request.method == "PATCH"):
        alice.page.get_by_text("中文").click()
    expect(alice.page.get_by_role("link", name="看板")).to_be_visible()
    alice.page.reload()
    expect(alice.page.get_by_role("link", name="看板")).to_be_visible()


def test_signing_out_closes_the_door(sign_in: Open) -> None:
    dora = sign_in("Dora")
    dora.page.get_by_role("button", name="profile menu").click()
    dora.page.get_by_text("Log out").click()
    expect(dora.page.get_by_role("button", name="Log in")).to_be_visible()
    dora.go("/tasks")
    expect(dora.page.get_by_role("button", name="Log in")).to_be_visible()
