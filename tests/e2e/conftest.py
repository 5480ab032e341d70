"""A served company and a real Chromium; a `Person` is a browser somebody has signed in with."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.company import PASSWORD
from tests.soak.served import Served, serve

DESK = (1440, 900)
PHONE = (390, 844)
PIPELINE = "project_sales"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("company")) as company:
        yield company


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("ZHUDAN_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Person:
    """Somebody at a browser. errors: what the page's scripts failed at."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, login: str, password: str) -> None:
        self.page.get_by_label("Phone or e-mail").fill(login)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Log in").click()

    def card(self, stage: str, title: str) -> Locator:
        """A card of the board by its column's key."""
        return self.page.locator(f'[data-stage="{stage}"] article', has_text=title)

    def drag(self, card: Locator, stage: str) -> None:
        """By hand: press, move in small steps, hold above the column, let go."""
        start = card.bounding_box()
        there = self.page.locator(f'[data-stage="{stage}"]').bounding_box()
        assert start and there
        mouse = self.page.mouse
        mouse.move(start["x"] + 60, start["y"] + 20)
        mouse.down()
        mouse.move(start["x"] + 90, start["y"] + 40, steps=4)
        mouse.move(there["x"] + 90, there["y"] + 160, steps=12)
        mouse.up()


@pytest.fixture
def open_page(served: Served, chromium: Browser) -> Iterator[Callable[..., Person]]:
    """`open_page()`: the sign-in page, in a browser of its own. No page's script may fail."""
    opened: list[Person] = []

    def open_(size: tuple[int, int] = DESK, language: str = "en") -> Person:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language
        )
        person = Person(context.new_page(), f"http://127.0.0.1:{served.program.port}")
        opened.append(person)
        person.go("/")
        return person

    yield open_
    errors = [error for person in opened for error in person.errors]
    for person in opened:
        person.page.context.close()
    assert not errors


@pytest.fixture
def sign_in(open_page: Callable[..., Person]) -> Callable[..., Person]:
    """`sign_in("Alice")`: her browser, on the board."""

    def sign_in_(name: str, size: tuple[int, int] = DESK) -> Person:
        person = open_page(size)
        person.sign_in(f"{name.lower()}@example.com", PASSWORD)
        expect(person.page.locator("[data-stage]").first).to_be_visible()
        return person

    return sign_in_


@pytest.fixture
def lead(served: Served) -> Callable[[str], str]:
    """`lead("Hall 3")`: a project of Alice's in its first stage, of whose gate only the
    address and the unit of the quantity are missing. Returns its id."""

    def register(name: str) -> str:
        alice = served.visitor("Alice")
        asked = {
            "customer.name": name,
            "contact.name": "蒋立群",
            "contact.phone": "13800138000",
            "source": "referral",
        }
        record = alice.post(f"/boards/{PIPELINE}/intake", {"values": asked}).json()
        rest = {
            "demand_type": "flooring",
            "usage": "18000",
            "amount_est": "2864000",
            "expected_sign_on": "2027-05-28",
        }
        body = {"version": record["version"], "values": rest}
        reply = alice.patch(f"/records/{record['id']}", body)
        assert reply.status == 200, reply.body
        alice.close()
        return str(record["id"])

    return register
