"""A project's page: log a contact, supply what the gate asks, find it again."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.conftest import Person

Open = Callable[..., Person]


def test_a_contact_is_logged_with_the_next_plan(sign_in: Open, lead: Callable[[str], str]) -> None:
    record = lead("Hall of the call")
    alice = sign_in("Alice")
    alice.go(f"/r/{record}")
    alice.page.get_by_role("textbox", name="Log a follow-up").fill("Agreed to measure on Thursday")
    alice.page.get_by_role("button", name="Call", exact=True).click()
    expect(alice.page.get_by_text("Agreed to measure on Thursday").last).to_be_visible()


def test_a_field_is_edited_in_place_and_told_in_the_timeline(
    sign_in: Open, lead: Callable[[str], str]
) -> None:
    record = lead("Hall of the field")
    alice = sign_in("Alice")
    alice.go(f"/r/{record}")
    alice.page.get_by_role("button", name="Fill in").first.click()
    alice.page.get_by_label("Project address").fill("工业园区星湖街 328 号")
    alice.page.get_by_label("Project address").press("Enter")
    expect(alice.page.get_by_text("工业园区星湖街 328 号").first).to_be_visible()


def test_search_finds_by_pinyin_initials(sign_in: Open, lead: Callable[[str], str]) -> None:
    lead("华东建材城")
    alice = sign_in("Alice")
    alice.page.keyboard.press("/")
    alice.page.get_by_role("combobox").first.fill("hdjc")
    expect(alice.page.get_by_role("option", name="华东建材城").first).to_be_visible()


def test_what_is_not_mine_is_not_found(sign_in: Open, lead: Callable[[str], str]) -> None:
    record = lead("Hall of Alice")
    charlie = sign_in("Charlie")
    charlie.go(f"/r/{record}")
    expect(charlie.page.get_by_text("Hall of Alice")).to_have_count(0)
    expect(charlie.page.get_by_role("heading", name="Not found").first).to_be_visible()
