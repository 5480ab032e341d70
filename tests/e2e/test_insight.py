"""The reports as a director reads them: a number, and the records it counts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import DESK, PHONE, Person
from tests.e2e.test_accessible import serious
from tests.soak.served import Served

Open = Callable[..., Person]
Lead = Callable[[str], str]
NOW = "/insight?period=this_month"


@pytest.fixture
def moved(served: Served, lead: Lead) -> Callable[[str], None]:
    """`moved("Hall 3")`: a project of Alice's that has just left its first stage."""

    def move(name: str) -> None:
        record = lead(name)
        alice = served.visitor("Alice")
        read = alice.get(f"/records/{record}").json()
        values = {"address": "相城区澄阳路 118 号", "usage_unit": "m2"}
        body = {"version": read["version"], "values": values}
        filled = alice.patch(f"/records/{record}", body).json()
        body = {"version": filled["version"], "to": "contact"}
        reply = alice.post(f"/records/{record}/move", body)
        assert reply.status == 200, reply.body
        alice.close()

    return move


def listed(person: Person, title: str) -> Locator:
    return person.page.locator("tbody tr", has_text=title)


def test_a_number_opens_the_records_it_counts(
    sign_in: Open, lead: Lead, moved: Callable[[str], None]
) -> None:
    moved("Hall of the figure")
    lead("Hall that stands")
    director = sign_in("Dora")
    director.page.get_by_role("link", name="Insight").click()
    director.go(NOW)
    row = director.page.get_by_role("row", name=re.compile("^Lead First talks|^Unfold Lead"))
    cases = row.get_by_role("link").filter(has_text=re.compile(r"^\d+$")).first
    counted = int(cases.inner_text())
    address = director.page.url
    cases.click()

    expect(director.page).to_have_url(re.compile(r"/t/project\?figure="))
    count = director.page.get_by_text(re.compile(rf"^{counted} records?$"))
    expect(count).to_be_visible()
    rows = director.page.locator("tbody tr")
    expect(rows).to_have_count(counted)
    expect(listed(director, "Hall of the figure")).to_have_count(1)
    expect(listed(director, "Hall that stands")).to_have_count(0)

    director.page.get_by_role("searchbox", name="Search this table").fill("Hall of the figure")
    expect(rows).to_have_count(1)
    director.page.get_by_role("button", name="Back to the report").click()
    expect(director.page).to_have_url(address)


def test_the_figure_can_be_taken_away(
    sign_in: Open, lead: Lead, moved: Callable[[str], None]
) -> None:
    moved("Hall counted")
    lead("Hall not counted")
    director = sign_in("Dora")
    director.go(NOW)
    director.page.locator("tbody .fig").first.click()
    expect(listed(director, "Hall counted")).to_have_count(1)
    expect(listed(director, "Hall not counted")).to_have_count(0)
    director.page.get_by_role("button", name=re.compile("Lead")).click()
    expect(listed(director, "Hall not counted")).to_have_count(1)


def test_what_narrows_the_report_stands_in_the_address(
    sign_in: Open, moved: Callable[[str], None]
) -> None:
    moved("Hall of the north")
    director = sign_in("Dora")
    director.go(NOW)
    director.page.get_by_role("button", name="浙北").click()
    expect(director.page).to_have_url(re.compile("region="))
    expect(director.page.get_by_text("No project matches these filters")).to_be_visible()
    director.page.reload()
    pressed = director.page.get_by_role("button", name="浙北", pressed=True)
    expect(pressed).to_be_visible()
    director.page.get_by_role("button", name="Clear filters").first.click()
    director.page.get_by_role("button", name=re.compile("^Unfold Lead")).click()
    expect(director.page.get_by_role("row", name=re.compile("^苏南"))).to_be_visible()


def test_every_figure_says_what_it_means(sign_in: Open, moved: Callable[[str], None]) -> None:
    moved("Hall of the definition")
    director = sign_in("Dora")
    director.go(NOW)
    head = director.page.get_by_role("columnheader", name="Conversion").get_by_role("button")
    head.focus()
    expect(director.page.get_by_role("tooltip")).to_contain_text("the share that went on")
    head.click()
    drawer = director.page.get_by_role("dialog", name="Definitions")
    expect(drawer).to_contain_text("90th percentile")
    drawer.get_by_role("button", name="Close").click()
    expect(drawer).to_have_count(0)


def test_whoever_may_not_export_has_no_button(sign_in: Open, moved: Callable[[str], None]) -> None:
    moved("Hall of the export")
    for name, times in [("Dora", 1), ("Alice", 0)]:
        person = sign_in(name)
        person.go(NOW)
        expect(person.page.get_by_role("button", name="Definitions")).to_be_visible()
        expect(person.page.get_by_role("button", name="Export")).to_have_count(times)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(
    sign_in: Open, moved: Callable[[str], None], size: tuple[int, int]
) -> None:
    moved(f"Hall of insight {size[0]}")
    director = sign_in("Dora", size)
    found = []
    for path in (
        NOW,
        f"{NOW}&view=more&group=region&open=lead",
        "/insight/funnel?period=this_month",
        "/insight?from=2020-01-01&to=2020-01-31",
    ):
        director.go(path)
        director.page.wait_for_load_state("networkidle")
        found += [f"{path} {one}" for one in serious(director)]
        across = "document.documentElement.scrollWidth - innerWidth"
        assert director.page.evaluate(across) <= 0, path
    director.go(NOW)
    director.page.locator("a.fig").first.click()
    director.page.wait_for_url("**/t/project?figure=**")
    director.page.wait_for_load_state("networkidle")
    assert found + serious(director) == []
