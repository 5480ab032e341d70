"""A real pipeline of 8,800 deals arrives whole, and its figures are those of its publishers."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db.models import Count, Q, Sum

from tests.browser import Api
from zhudan.blueprint import live as blueprint
from zhudan.blueprint import yaml_text
from zhudan.designer.publish import publish
from zhudan.exchange import cli
from zhudan.people.models import User
from zhudan.records import tables

SHARED = Path(os.environ.get("ZHUDAN_SHARED_DATA", "/nonexistent")) / "maven_crm"
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="ZHUDAN_SHARED_DATA is not set")


@pytest.fixture
def maven(own_database: None) -> Iterator[User]:
    """The example blueprint is live; Adam administers."""
    publish(yaml_text.load((EXAMPLES / "maven_crm.yaml").read_text("utf-8")))
    blueprint.begin_request()
    yield User.objects.get(name="Adam")
    blueprint.begin_request()


def _import(*arguments: str) -> int:
    return cli.main([*arguments, "--as", "adam@example.com"])


def test_all_deals_arrive_with_the_figures_published_and_the_board_works(
    maven: User, client_of: Callable[[User | None], Api], capsys: pytest.CaptureFixture[str]
) -> None:
    deals, mapping = str(SHARED / "sales_pipeline.csv"), str(EXAMPLES / "maven_deals.json")
    assert _import("account", str(SHARED / "accounts.csv")) == 0
    assert "85 rows read, 85 created" in capsys.readouterr().out

    assert _import("deal", deals, "--map", mapping) == 0
    said = capsys.readouterr().out
    assert "8800 rows read, 8800 created, 0 updated, 0 unchanged, 0 refused" in said
    assert "product: “GTXPro” was taken as “GTX Pro” in 1480 rows" in said
    assert "account: empty in 1425 rows" in said

    expected = json.loads((SHARED / "expected.json").read_text())["overall"]
    live = blueprint.current()
    model = tables.model(live, "deal")
    figures = model.objects.aggregate(
        deals=Count("id"),
        won=Count("id", filter=Q(status="won")),
        lost=Count("id", filter=Q(status="lost")),
        prospecting=Count("id", filter=Q(status="open", stage="prospecting")),
        engaging=Count("id", filter=Q(status="open", stage="engaging")),
        value=Sum("amount", filter=Q(status="won")),
        loose=Count("id", filter=Q(**{tables.attribute(live, "deal", "account"): None})),
    )
    assert figures["loose"] == 1425
    assert figures["value"] == expected["won_value"] * 100
    for name in ("deals", "won", "lost", "prospecting", "engaging"):
        assert figures[name] == expected[name], name
    rate = figures["won"] / (figures["won"] + figures["lost"])
    assert round(rate, 6) == expected["win_rate"]
    _a_deal_moves(client_of(maven))


def _a_deal_moves(adam: Api) -> None:
    board = adam.get("/boards/deals").json()
    assert [column["count"] for column in board["columns"]] == [500, 1589]
    known = next(card for card in board["columns"][0]["cards"] if card["subtitle"])
    path = f"/records/{known['id']}"
    shut = adam.post(f"{path}/move", {"to": "engaging", "version": known["version"]})
    assert [item["key"] for item in shut.json()["unmet"]] == ["engage_date"]
    values = {"engage_date": "2017-12-31"}
    filled = adam.patch(path, {"version": known["version"], "values": values}).json()
    moved = adam.post(f"{path}/move", {"to": "engaging", "version": filled["version"]})
    assert moved.status_code == 200, moved.content


def test_a_product_the_mapping_does_not_explain_is_refused_by_row(
    maven: User, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _import("account", str(SHARED / "accounts.csv"))
    lines = (SHARED / "sales_pipeline.csv").read_text().splitlines()[:200]
    few = tmp_path / "few.csv"
    few.write_text("\n".join(lines))
    loose = json.loads((EXAMPLES / "maven_deals.json").read_text())
    loose["columns"]["product"] = "product"
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps(loose))
    wrong = [number for number, line in enumerate(lines, 1) if ",GTXPro," in line]
    capsys.readouterr()

    result = tmp_path / "refused.csv"
    assert _import("deal", str(few), "--map", str(mapping), "--result", str(result)) == 1
    said = capsys.readouterr().out
    assert f"199 rows read, {199 - len(wrong)} created" in said
    assert f"row {wrong[0]}, column product: There is no option “GTXPro”" in said
    assert len(result.read_text("utf-8-sig").splitlines()) == 1 + len(wrong)
