"""The administrator's day: somebody comes, is looked through, and goes; the journal tells it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE, Person
from tests.e2e.test_accessible import serious

Open = Callable[..., Person]


def test_somebody_comes_and_goes(sign_in: Open, open_page: Open) -> None:
    adam = sign_in("Adam")
    page = adam.page
    page.get_by_role("link", name="Admin").click()
    page.get_by_role("button", name="New person").click()
    page.get_by_label("Name", exact=True).fill("Nina")
    page.get_by_label("Phone", exact=True).fill("13800002207")
    page.get_by_role("combobox", name="Roles").press("ArrowDown")
    page.get_by_role("option", name="Salesperson").click()
    page.get_by_label("Name", exact=True).click()
    page.get_by_role("button", name="Create").click()
    password = page.locator(".once code").inner_text()
    page.locator("footer").get_by_role("button", name="I have noted it").click()
    expect(page.get_by_role("heading", name="Nina")).to_be_visible()

    nina = open_page()
    nina.sign_in("13800002207", password)
    expect(nina.page.locator("[data-stage]").first).to_be_visible()

    page.reload()
    page.get_by_role("button", name="Nina").click()
    page.get_by_role("button", name="Deactivate", exact=True).click()
    page.get_by_role("button", name="Deactivate Nina").click()
    expect(page.get_by_role("button", name="Reactivate")).to_be_visible()
    nina.page.reload()
    expect(nina.page.locator("input[type=password]")).to_be_visible()

    page.get_by_role("link", name="Journal").click()
    expect(page.get_by_role("cell", name="Deactivated a person").first).to_be_visible()


def test_seeing_as_somebody_else_changes_nothing(sign_in: Open, lead: Callable[[str], str]) -> None:
    record = lead("Hall of views")
    adam = sign_in("Adam")
    page = adam.page
    adam.go("/admin")
    page.get_by_role("button", name="Alice").click()
    page.get_by_role("button", name="View as Alice").click()
    expect(page.get_by_text("You are viewing as Alice")).to_be_visible()
    expect(page.locator("[data-stage]").first).to_be_visible()
    assert page.get_by_role("link", name="Admin").count() == 0
    adam.go(f"/r/{record}")
    page.get_by_role("button", name="Edit").first.click()
    page.locator("form.form .save").first.click()
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("button", name="New person")).to_be_visible()
    assert page.get_by_text("You are viewing as").count() == 0


def test_regions_are_kept_in_place(sign_in: Open) -> None:
    adam = sign_in("Adam")
    page = adam.page
    adam.go("/admin/regions")
    page.get_by_role("button", name="New region").click()
    page.get_by_label("Name of the region").fill("华西")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Actions for “华西”").click()
    page.get_by_role("menuitem", name="Move to…").click()
    page.get_by_role("combobox", name="Move to…").select_option(label="华东")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("combobox", name="Move to…")).to_be_hidden()
    page.get_by_role("button", name="Actions for “华东”").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(page.get_by_text("It cannot be removed yet")).to_be_visible()
    page.get_by_role("button", name="Actions for “华西”").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(page.get_by_role("button", name="Actions for “华西”")).to_be_hidden()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_serious_on_any_page(sign_in: Open, size: tuple[int, int]) -> None:
    adam = sign_in("Adam", size)
    found: list[str] = []
    for path in ("/admin", "/admin/regions", "/admin/roles", "/admin/journal", "/me"):
        adam.go(path)
        adam.page.wait_for_load_state("networkidle")
        found += [f"{path} {one}" for one in serious(adam)]
    adam.go("/admin")
    adam.page.get_by_role("button", name="Alice").click()
    expect(adam.page.get_by_role("button", name="View as Alice")).to_be_visible()
    adam.page.wait_for_load_state("networkidle")
    found += [f"drawer {one}" for one in serious(adam)]
    assert found == []
