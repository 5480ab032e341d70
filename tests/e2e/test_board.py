"""The board as a salesperson uses it: drag, be told what is missing, supply it, move."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Person

Open = Callable[..., Person]


def test_a_refused_drag_is_supplied_on_the_spot_and_others_see_the_move(
    sign_in: Open, lead: Callable[[str], str]
) -> None:
    lead("Hall of the drag")
    manager = sign_in("Max")
    expect(manager.card("lead", "Hall of the drag")).to_be_visible()
    alice = sign_in("Alice")
    alice.drag(alice.card("lead", "Hall of the drag"), "contact")
    drawer = alice.page.get_by_role("dialog")
    expect(drawer).to_contain_text("Project address filled")
    expect(drawer).to_contain_text("Unit chosen")
    expect(manager.card("lead", "Hall of the drag")).to_be_visible()

    drawer.get_by_label("Project address").fill("相城区澄阳路 118 号")
    drawer.get_by_label("Project address").press("Enter")
    drawer.get_by_role("combobox").press("Enter")
    alice.page.get_by_role("option", name="m²").click()
    drawer.get_by_role("button", name="Move to First talks").click()

    expect(alice.card("contact", "Hall of the drag")).to_be_visible()
    # without a reload: the manager's page hears of it by itself
    expect(manager.card("contact", "Hall of the drag")).to_be_visible()
    expect(manager.card("lead", "Hall of the drag")).to_have_count(0)


def test_a_refused_drag_can_be_put_back(sign_in: Open, lead: Callable[[str], str]) -> None:
    lead("Hall put back")
    alice = sign_in("Alice")
    alice.drag(alice.card("lead", "Hall put back"), "contact")
    alice.page.get_by_role("dialog").get_by_role("button", name="Put back").click()
    expect(alice.page.get_by_role("dialog")).to_have_count(0)
    expect(alice.card("lead", "Hall put back")).to_be_visible()


def test_the_menu_does_what_dragging_does(sign_in: Open, lead: Callable[[str], str]) -> None:
    lead("Hall of the menu")
    alice = sign_in("Alice")
    alice.card("lead", "Hall of the menu").focus()
    alice.page.keyboard.press("m")
    alice.page.get_by_role("menuitem", name="First talks").click()
    expect(alice.page.get_by_role("dialog")).to_contain_text("Project address filled")


def test_a_manager_lets_a_project_pass_with_a_reason(
    sign_in: Open, lead: Callable[[str], str]
) -> None:
    lead("Hall let pass")
    manager = sign_in("Max")
    manager.drag(manager.card("lead", "Hall let pass"), "contact")
    drawer = manager.page.get_by_role("dialog")
    drawer.get_by_role("button", name="Let it pass").click()
    drawer.get_by_label("Why may it pass").fill("The address follows with the drawings")
    drawer.get_by_role("button", name="Pass to First talks").click()
    expect(manager.card("contact", "Hall let pass")).to_be_visible()


def test_a_lead_is_registered_on_the_phone(sign_in: Open) -> None:
    alice = sign_in("Alice", PHONE)
    alice.page.get_by_role("button", name="New lead").click()
    form = alice.page.get_by_role("dialog")
    form.get_by_label("Company").fill("吴江盛泽纺织城建设有限公司")
    form.get_by_label("Contact").fill("邹燕")
    form.get_by_label("Phone").fill("13912345678")
    form.get_by_role("combobox").press("Enter")
    alice.page.get_by_role("option", name="Exhibition").click()
    form.get_by_role("button", name="New lead").click()
    expect(form).to_have_count(0)
    expect(alice.card("lead", "盛泽纺织城")).to_be_visible()
