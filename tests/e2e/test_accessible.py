"""Nothing that axe calls serious, on any page, at the desk and on the phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE, Person

Open = Callable[..., Person]
SERIOUS = {"serious", "critical"}


def serious(person: Person) -> list[str]:
    found = Axe().run(person.page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_sign_in_page(open_page: Open, size: tuple[int, int]) -> None:
    person = open_page(size)
    expect(person.page.get_by_role("button", name="Log in")).to_be_visible()
    assert serious(person) == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_inside(sign_in: Open, lead: Callable[[str], str], size: tuple[int, int]) -> None:
    record = lead(f"Hall of axe {size[0]}")
    alice = sign_in("Alice", size)
    expect(alice.card("lead", f"Hall of axe {size[0]}")).to_be_visible()
    found = serious(alice)
    for path in (f"/r/{record}", "/tasks", "/t/customer", "/t/project"):
        alice.go(path)
        alice.page.wait_for_load_state("networkidle")
        found += [f"{path} {one}" for one in serious(alice)]
    assert found == []
