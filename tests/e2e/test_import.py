"""A ledger comes in as a specialist brings it: drop, look, match, preview, run, and undo."""

import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.company import PASSWORD
from tests.e2e import ledger
from tests.e2e.conftest import DESK, PHONE, Person
from tests.e2e.test_accessible import serious
from tests.soak.served import Served, serve

Open = Callable[..., Person]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


MEANT = {
    "小鲍": "Bob", "老客户介绍": "Referral", "走访": "Site visit", "丢单": "Lost", "签了": "Won",
    "价格太高": "Price", "地坪": "Flooring", "外墙漆": "Exterior coating",
}  # fmt: skip


class Wizard:
    """Olga at the import screens. pressed: how often she pressed a button."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.page: Page = person.page
        self.pressed = 0

    def bring(self, name: str, content: bytes) -> None:
        self.person.go("/imports")
        file = {"name": name, "mimeType": XLSX, "buffer": content}
        self.page.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
        expect(self.page).to_have_url(re.compile(r"/imports/\d+"))

    def press(self, button: Locator) -> None:
        self.pressed += 1
        button.click()

    def go_on(self) -> None:
        self.press(self.page.get_by_role("button", name="Next", exact=True))

    def column(self, name: str) -> Locator:
        return self.page.locator("li.line").filter(has=self.page.get_by_text(name, exact=True))

    def fill(self, column: str, target: str, *, also: bool = False) -> None:
        """Say by keyboard what a column fills."""
        line = self.column(column)
        if also:
            self.press(line.get_by_role("button", name="another field"))
        self.choose(line.locator(".pick").last, target)

    def choose(self, button: Locator, typed: str) -> None:
        self.press(button)
        box = self.page.locator("input[role=combobox]")
        box.fill(typed)
        expect(self.page.get_by_role("option").filter(has_text=typed).first).to_be_visible()
        box.press("Enter")
        expect(box).to_have_count(0)

    def mean(self, cell: str, typed: str) -> None:
        """Say what a cell means that nobody could match."""
        unclear = self.page.locator(".cell").get_by_text(cell, exact=True)
        line = self.page.locator("li").filter(has=unclear)
        self.choose(line.locator(".pick"), typed)

    def mean_all(self) -> None:
        expect(self.page.get_by_role("heading", name="What do these mean?")).to_be_visible()
        for cell, typed in MEANT.items():
            if self.page.locator(".cell").get_by_text(cell, exact=True).count():
                self.mean(cell, typed)

    def figures(self) -> str:
        figures = self.page.locator("dl.figures")
        expect(figures).to_be_visible(timeout=60_000)
        return " ".join(figures.inner_text().split())

    def run(self) -> None:
        self.press(self.page.get_by_role("button", name=re.compile("^Import [0-9]")))
        done = self.page.get_by_role("heading", name=re.compile("The import is done"))
        expect(done).to_be_visible(timeout=60_000)


@pytest.fixture
def olga(sign_in: Open) -> Wizard:
    return Wizard(sign_in("Olga"))


def test_a_messy_ledger_goes_in_by_hand_and_out_again(olga: Wizard) -> None:
    page = olga.page
    file = ledger.make(30, salespeople=("Alice", "Bob", "小鲍"), seed=3)
    olga.bring("台账.xlsx", file.content)
    expect(olga.column("项目名称").locator(".pick")).to_contain_text("Project")
    olga.fill("进度 / 送样日期", "Sample approval")
    olga.fill("结果 / 结果", "How it ended")
    olga.fill("结果 / 丢单日期", "Day it ended")
    olga.fill("结果 / 未成原因", "Why it was lost")
    olga.go_on()

    olga.mean_all()
    olga.go_on()

    refused = int(re.search(r"Refused ([\d,]+)", olga.figures())[1])  # type: ignore[index]
    assert 0 < refused < 30
    assert serious(olga.person) == []
    olga.run()
    created = 30 - refused
    assert f"Project {created} Created" in olga.figures()

    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("Download")).click()
    sheet = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active
    assert sheet is not None
    assert sheet.max_row == refused + 1

    name = next(row["项目名称"] for row in file.rows if _is_clean(row))
    page.get_by_role("link", name="To the board").click()
    expect(page.locator("[data-stage] article", has_text=name)).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo the import").click()
    expect(page.get_by_role("heading", name="This import is undone")).to_be_visible(timeout=60_000)
    olga.person.go(f"/t/project?q={name}")
    expect(page.get_by_text("No record matches")).to_be_visible()


def _is_clean(row: dict[str, Any]) -> bool:
    """Understood without a word more: whole days, one phone, a plain amount; and still open."""
    days = all("月" not in str(row[name]) for name in ledger.STAGE_DAYS)
    told = f"{row['联系电话']}{row['预计金额（万元）']}"
    return days and not row["结果"] and not re.search("[/约]", told)


def _range(*rows: str) -> str:
    return "\n".join("\t".join(row.split(",")) for row in ("单位名称,单位类型,单位地址", *rows))


def _paste(olga: Wizard, text: str) -> None:
    """Copied somewhere, pasted on the page: Ctrl+V, no field chosen."""
    olga.person.go("/imports")
    olga.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(olga.page.get_by_role("heading", name="Bring your spreadsheets in")).to_be_visible()
    olga.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    olga.page.keyboard.press("Control+v")
    expect(olga.page).to_have_url(re.compile(r"/imports/\d+"))


def test_a_pasted_range_goes_in_and_the_next_of_its_kind_takes_one_press(olga: Wizard) -> None:
    page = olga.page
    _paste(olga, _range("吴江平望置业,开发商,平望镇", "吴江松陵建设,施工单位,松陵镇"))
    expect(olga.column("单位类型")).to_be_visible()
    page.keyboard.press("Control+Enter")
    olga.mean("开发商", "Developer")
    olga.mean("施工单位", "Subcontractor")
    page.keyboard.press("Control+Enter")
    assert "Customer 2 Created" in olga.figures()
    olga.run()

    _paste(olga, _range("吴江震泽置业,开发商,震泽镇", "吴江桃源置业,施工单位,桃源镇"))
    assert "Customer 2 Created" in olga.figures()
    expect(page.get_by_text("As last time for the same header")).to_be_visible()
    before = olga.pressed
    olga.run()
    assert olga.pressed == before + 1
    page.get_by_role("link", name="Open the new ones: Customer").click()
    expect(page.get_by_role("link", name="吴江桃源置业")).to_be_visible()


def test_a_file_that_cannot_be_read_says_why_and_nothing_is_begun(olga: Wizard) -> None:
    olga.person.go("/imports")
    broken = {"name": "坏的.xlsx", "mimeType": XLSX, "buffer": b"PK\x03\x04 cut off"}
    olga.page.locator("input[type=file]").set_input_files([broken])  # type: ignore[list-item]
    expect(olga.page.locator(".lines li.bad")).to_contain_text("坏的.xlsx")
    expect(olga.page.locator(".lines .why")).not_to_be_empty()
    assert olga.page.url.endswith("/imports")


def test_a_draft_is_left_and_found_again_and_can_be_thrown_away(olga: Wizard) -> None:
    olga.bring("先放着.xlsx", ledger.make(4, salespeople=("Alice",), seed=5).content)
    olga.fill("进度 / 送样日期", "Sample approval")
    expect(olga.page.get_by_role("status").filter(has_text="columns used")).to_be_visible()
    olga.person.go("/imports")
    line = olga.page.locator(".earlier li").filter(has_text="先放着.xlsx").first
    line.get_by_role("link", name="Go on").click()
    expect(olga.column("进度 / 送样日期").locator(".pick")).to_contain_text("Sample approval")
    olga.page.get_by_role("button", name="Delete this import").click()
    expect(olga.page).to_have_url(re.compile("/imports$"))
    expect(olga.page.locator(".earlier").get_by_text("先放着.xlsx")).to_have_count(0)


def test_who_may_not_import_is_offered_nothing(sign_in: Open) -> None:
    alice = sign_in("Alice")
    alice.page.get_by_role("button", name="Alice").click()
    expect(alice.page.get_by_role("menuitem", name="Log out")).to_be_visible()
    expect(alice.page.get_by_role("menuitem", name="Import spreadsheets")).to_have_count(0)
    alice.go("/imports")
    expect(alice.page.get_by_role("heading", name="You may not import")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(sign_in: Open, size: tuple[int, int]) -> None:
    olga = Wizard(sign_in("Olga", size))
    olga.person.go("/imports")
    expect(olga.page.get_by_role("heading", name="Bring your spreadsheets in")).to_be_visible()
    found = serious(olga.person)
    olga.bring("查看.xlsx", ledger.make(6, salespeople=("Alice", "小鲍"), seed=7).content)
    for step, heading in (
        ("header", "Which line is the header?"),
        ("columns", "Where does each column go?"),
        # settled already where an earlier file with this header was brought in
        ("values", "What do these mean|Everything is understood"),
        ("preview", "What will happen"),
    ):
        olga.page.goto(olga.page.url.split("?")[0] + f"?step={step}")
        told = re.compile(heading.rstrip("?"))
        expect(olga.page.get_by_role("heading", name=told)).to_be_visible(timeout=60_000)
        olga.page.wait_for_load_state("networkidle")
        found += [f"{step} {one}" for one in serious(olga.person)]
    assert found == []


@pytest.mark.soak
def test_the_bottleneck_of_a_ledger_of_300_rows_stands_on_the_screen(
    chromium: Browser, tmp_path: Path
) -> None:
    """Projects of this ledger wait for the sample to be approved, and that is where they stay."""
    with serve(tmp_path) as company:
        person = _signed_in(chromium, company, "olga")
        olga, page = Wizard(person), person.page
        olga.bring("300.xlsx", ledger.make(300, salespeople=("Alice", "Bob", "小鲍")).content)
        olga.go_on()
        olga.mean_all()
        olga.go_on()
        for column, mending in (("联系电话", "Take the first"), ("金额", "Take as written")):
            line = page.locator(".causes li", has_text=column)
            olga.press(line.get_by_role("button", name=mending))
            expect(line).to_have_count(0, timeout=60_000)
        year = page.locator(".causes select.year").first
        expect(year).to_be_visible()
        olga.pressed += 2
        year.select_option("all:2025")
        expect(page.get_by_role("heading", name="No row is refused")).to_be_visible(timeout=60_000)
        olga.run()
        assert olga.pressed <= 40

        page.get_by_role("link", name="See where things get stuck").click()
        worst = page.locator("tr", has_text="Lowest")
        expect(worst).to_contain_text("Sample approval")
        assert person.errors == []


WHOLE = bool(os.environ.get("ZHUDAN_SOAK"))
SHARED = Path(os.environ.get("ZHUDAN_SHARED_DATA", "/nonexistent")) / "maven_crm"
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "maven_crm.yaml"


@pytest.fixture
def adam(tmp_path: Path, chromium: Browser) -> Iterator[Wizard]:
    """He administers a company that works by the example blueprint."""
    with serve(tmp_path) as company:
        company.zhudan("blueprint", "publish", str(EXAMPLE))
        person = _signed_in(chromium, company, "adam")
        yield Wizard(person)
        assert person.errors == []


def _signed_in(chromium: Browser, company: Served, name: str) -> Person:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en")
    person = Person(context.new_page(), f"http://127.0.0.1:{company.program.port}")
    person.go("/")
    person.sign_in(f"{name}@example.com", PASSWORD)
    expect(person.page.locator("[data-stage]").first).to_be_visible()
    return person


@pytest.mark.soak
@pytest.mark.skipif(not SHARED.exists(), reason="ZHUDAN_SHARED_DATA is not set")
def test_a_real_pipeline_goes_in_by_clicks(adam: Wizard) -> None:
    page = adam.page
    adam.bring("accounts.csv", (SHARED / "accounts.csv").read_bytes())
    adam.go_on()
    assert "Account 85 Created" in adam.figures()
    adam.run()

    deals = (SHARED / "sales_pipeline.csv").read_text("utf-8").splitlines()
    deals = deals if WHOLE else deals[:901]
    adam.bring("sales_pipeline.csv", "\n".join(deals).encode())
    adam.fill("deal_stage", "Column with the stage")
    adam.fill("engage_date", "Day it entered this stage", also=True)
    adam.fill("close_date", "Day it ended", also=True)
    adam.go_on()
    adam.mean("GTXPro", "GTX Pro")
    adam.mean("Won", "Won")
    adam.mean("Lost", "Lost")
    adam.go_on()
    assert f"Deal {len(deals) - 1:,} Created Refused 0 rows" in adam.figures()
    adam.run()
    page.get_by_role("link", name="To the board").click()
    for stage in ("engaging", "prospecting"):
        standing = sum(f",{stage.capitalize()}," in deal for deal in deals)
        expect(page.locator(f"[data-stage={stage}]")).to_contain_text(str(standing))
