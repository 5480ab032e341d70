"""A list is exported from where it is seen, by who has the right and nobody else."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Person

Open = Callable[..., Person]


def test_a_manager_takes_the_list_before_him_along(
    sign_in: Open, lead: Callable[[str], str], tmp_path: Path
) -> None:
    for name in ("Hall to export", "Depot to export", "Hall to stay"):
        lead(name)
    max_ = sign_in("Max")
    max_.go("/t/project?q=to export")
    max_.page.get_by_role("button", name="Export").click()
    drawer = max_.page.get_by_role("dialog", name="Export: Project")
    expect(drawer.get_by_text("2 records will be exported")).to_be_visible()
    drawer.get_by_role("button", name="Start the export").click()
    with max_.page.expect_download() as download:
        drawer.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.startswith("Project-to export-2 rows-Max-")
    file = tmp_path / "list.xlsx"
    download.value.save_as(file)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert {cell.value for cell in sheet["A"]} == {"Project", "Hall to export", "Depot to export"}


def test_on_the_phone_the_export_goes_on_while_the_page_is_left(
    sign_in: Open, lead: Callable[[str], str]
) -> None:
    lead("Hall of the phone")
    max_ = sign_in("Max", PHONE)
    max_.go("/t/customer")
    max_.page.get_by_role("button", name="Export").click()
    drawer = max_.page.get_by_role("dialog", name="Export: Customer")
    drawer.get_by_label("csv").check()
    drawer.get_by_role("button", name="Start the export").click()
    drawer.get_by_role("button", name="Close").last.click()
    expect(max_.page.get_by_text("“Customer” is exported")).to_be_visible()


def test_who_may_not_export_sees_no_button(sign_in: Open, lead: Callable[[str], str]) -> None:
    lead("Hall of Alice alone")
    alice = sign_in("Alice")
    alice.go("/t/project")
    expect(alice.page.get_by_role("link", name="Hall of Alice alone").first).to_be_visible()
    expect(alice.page.get_by_role("button", name="Export")).to_have_count(0)


def test_the_list_behind_a_figure_is_exported_from_there(
    sign_in: Open, lead: Callable[[str], str], tmp_path: Path
) -> None:
    lead("Hall behind the figure")
    max_ = sign_in("Max")
    max_.go("/insight/funnel?period=this_month")
    max_.page.locator('a[href*="figure="]').first.click()
    max_.page.get_by_role("searchbox", name="Search this table").fill("behind the figure")
    expect(max_.page.locator("tbody tr")).to_have_count(1)
    max_.page.get_by_role("button", name="Export").click()
    drawer = max_.page.get_by_role("dialog", name="Export: Project")
    expect(drawer.get_by_text("1 record will be exported")).to_be_visible()
    narrowed = re.compile("registered and came this far.*behind the figure$")
    expect(drawer.get_by_text(narrowed)).to_be_visible()
    drawer.get_by_role("button", name="Start the export").click()
    name = re.compile("registered and came this far.*behind the figure-1 rows")
    with max_.page.expect_download() as download:
        drawer.get_by_role("link", name=name).click()
    file = tmp_path / "figure.xlsx"
    download.value.save_as(file)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert [cell.value for cell in sheet["A"]] == ["Project", "Hall behind the figure"]
