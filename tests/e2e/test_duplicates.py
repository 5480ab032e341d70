"""What is there already, told in the form, taken from there, and merged by a person's clicks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE, Person
from tests.e2e.test_accessible import serious

Open = Callable[..., Person]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
def test_a_customer_that_is_there_is_taken_into_the_short_form(
    sign_in: Open, lead: Callable[[str], str], size: tuple[int, int]
) -> None:
    name = f"同名建材{size[0]}"
    lead(name)
    alice = sign_in("Alice", size)
    form = alice.page.get_by_role("dialog")
    alice.page.get_by_role("button", name="New lead").first.click()
    form.get_by_label("Company").fill(f"{name}（有限公司）")
    expect(form.get_by_text("Same company name")).to_be_visible()
    assert serious(alice) == []
    form.get_by_role("button", name="This is it").first.click()
    expect(form.get_by_text("Existing Customer")).to_be_visible()
    form.get_by_label("Contact").fill("李工")
    form.get_by_label("Phone").fill("13900002222")
    form.locator(".el-select").click()
    alice.page.get_by_role("option", name="Tender notice").click()
    form.get_by_role("button", name="New lead", exact=True).click()
    expect(alice.page.get_by_text(f"Registered: {name}")).to_be_visible()


def test_another_region_is_told_by_owner_and_day_and_goes_on_with_a_reason(
    sign_in: Open, lead: Callable[[str], str]
) -> None:
    lead("撞单建材")
    charlie = sign_in("Charlie")
    charlie.go("/t/customer")
    charlie.page.get_by_role("button", name="New Customer").first.click()
    drawer = charlie.page.get_by_role("dialog")
    drawer.get_by_label("Company", exact=False).first.fill("撞单建材有限公司")
    expect(drawer.get_by_text("Alice registered it on")).to_be_visible()
    expect(drawer.get_by_role("button", name="This is it")).to_have_count(0)
    drawer.get_by_role("button", name="Save").click()
    reason = drawer.get_by_label("Why there must be another")
    expect(reason).to_be_focused()
    reason.fill("Their branch in Zhejiang")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer).to_have_count(0)
    charlie.page.get_by_text("撞单建材有限公司").first.click()
    expect(charlie.page.get_by_text("Their branch in Zhejiang")).to_be_visible()


@SIZES
def test_two_are_merged_and_parted_again(
    sign_in: Open, lead: Callable[[str], str], size: tuple[int, int]
) -> None:
    lead(f"合并建材{size[0]}")
    record = lead(f"合并建才{size[0]}")
    alice = sign_in("Alice", size)
    alice.go(f"/r/{record}")
    alice.page.get_by_role("link", name=f"合并建才{size[0]}").first.click()
    expect(alice.page.get_by_role("heading", name=f"合并建才{size[0]}")).to_be_visible()
    alice.page.get_by_role("button", name="More", exact=True).click()
    alice.page.get_by_role("menuitem", name="Merge a duplicate").click()
    dialog = alice.page.get_by_role("dialog")
    dialog.get_by_role("button", name=f"合并建材{size[0]}").click()
    dialog.get_by_label(f"Company: from 合并建材{size[0]}").check()
    assert serious(alice) == []
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(alice.page.get_by_role("heading", name=f"合并建材{size[0]}")).to_be_visible()
    alice.page.get_by_role("button", name="Undo", exact=True).click()
    expect(alice.page.get_by_role("heading", name=f"合并建才{size[0]}")).to_be_visible()
