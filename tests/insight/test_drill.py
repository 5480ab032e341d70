"""Drilling through: a token is a question, judged with the rights of who asks it."""

import base64
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest

from tests.browser import Api
from tests.insight.histories import Project, Stay, days, keep
from zhudan.insight import cli
from zhudan.insight.answers import FigureRecordsAnswer, FunnelAnswer, PairsAnswer
from zhudan.people import directory
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
BEGAN = datetime(2026, 3, 2, 2, tzinfo=UTC)


def token(**mark: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(mark).encode()).decode().rstrip("=")


def some(owner: User, many: int) -> list[Project]:
    """Leads that went on, each a day longer than the one before."""
    made = []
    for place in range(many):
        left = BEGAN + days(place + 1)
        stays = [
            Stay("lead", BEGAN, left, "advanced", owner, "=cmd()"),
            Stay("contact", left, None, None, owner),
        ]
        made.append(Project(stays, owner, "exhibition" if place % 2 else "referral"))
    keep(made)
    return made


@pytest.mark.usefixtures("database")
def test_the_records_of_a_figure_are_a_list_like_any_other(
    client_of: ClientOf, alice: User, director: User
) -> None:
    made = some(alice, 5)
    dora = client_of(director)
    figure = dora.get("/insight/stages", **MARCH).json()["rows"][0]["conversion"]["drill"]
    answer = dora.get("/insight/records", figure=figure, sort="-title", limit=2)
    FigureRecordsAnswer.model_validate_json(answer.content)
    first = answer.json()
    ids = [item["id"] for item in first["items"]]
    assert first["total"] == 5
    assert "Lead" in first["title"]["en"]
    assert "2026年3月" in first["title"]["zh-CN"]
    cursor = first["next"]
    while cursor:
        page = dora.get(
            "/insight/records", figure=figure, sort="-title", limit=2, cursor=cursor
        ).json()
        ids += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert ids == [str(one.id) for one in reversed(made)]
    wanted = json.dumps({"field": "source", "op": "=", "value": "referral"})
    assert dora.get("/insight/records", figure=figure, filter=wanted).json()["total"] == 3
    assert dora.get("/insight/records", figure=figure, q="项目3").json()["total"] <= 1


@pytest.mark.usefixtures("database")
def test_a_token_of_another_opens_only_what_the_viewer_sees(
    client_of: ClientOf, alice: User, charlie: User, director: User, admin: User
) -> None:
    some(alice, 3)
    dora = client_of(director)
    figure = dora.get("/insight/stages", **MARCH).json()["rows"][0]["ended"]["drill"]
    assert client_of(charlie).get("/insight/records", figure=figure).json()["total"] == 0
    assert client_of(alice).get("/insight/records", figure=figure).json()["total"] == 3
    User.objects.filter(id=admin.id).update(roles=[])
    directory.turn()
    for path in ("stages", "funnel", "pairs", "stages.xlsx"):
        assert client_of(admin).get(f"/insight/{path}").status_code == 403
        assert client_of(None).get(f"/insight/{path}").status_code == 401
        assert client_of(director).get(f"/insight/{path}", pipeline="no").status_code == 404
    assert client_of(admin).get("/insight/records", figure=figure).status_code == 403
    assert client_of(None).get("/insight/records", figure=figure).status_code == 401


@pytest.mark.parametrize(
    "bad",
    [
        "nonsense",
        "e30",
        "a" * 20_000,
        token(kind="drop table", pipeline="project_sales", stage="lead"),
        token(kind="ended", pipeline="project_sales", stage="lead"),
        token(kind="decided", pipeline="project_sales"),
        token(kind="decided", pipeline="project_sales", stage="lead", more=1),
        token(kind="decided", pipeline="project_sales", stage="lead\0"),
        token(kind="decided", pipeline="project_sales", stage="lead", by="owner", among="x"),
        token(kind="decided", pipeline="project_sales", stage="lead", by="owner", among=2**70),
        token(kind="decided", pipeline="project_sales", stage="lead", begins="soon"),
        token(kind="reached", pipeline="project_sales", stage="nowhere"),
        token(
            kind="decided", pipeline="project_sales", stage="lead",
            begins="2026-02-01", ends="2026-01-01",
        ),
    ],
)  # fmt: skip
def test_a_token_nobody_made_is_refused(client_of: ClientOf, director: User, bad: str) -> None:
    answer = client_of(director).get("/insight/records", figure=bad)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_figure"), answer.json()


def test_a_token_of_no_pipeline_or_with_a_bad_filter_is_refused_as_the_report_would(
    client_of: ClientOf, director: User
) -> None:
    dora = client_of(director)
    nowhere = token(kind="decided", pipeline="nowhere", stage="lead")
    assert dora.get("/insight/records", figure=nowhere).status_code == 404
    bad = token(kind="decided", pipeline="project_sales", stage="lead", condition={"x": 1})
    assert dora.get("/insight/records", figure=bad).json()["code"] == "condition_invalid"


def test_nobody_filters_or_groups_by_what_is_hidden_from_him(
    client_of: ClientOf, director: User
) -> None:
    User.objects.filter(id=director.id).update(roles=["finance"])
    directory.turn()
    hidden = {"field": "competitor_price", "op": ">", "value": 1}
    api = client_of(User.objects.get(id=director.id))
    answer = api.get("/insight/stages", filter=json.dumps(hidden))
    assert (answer.status_code, answer.json()["code"]) == (403, "field_not_readable")
    forged = token(kind="decided", pipeline="project_sales", stage="lead", condition=hidden)
    answer = api.get("/insight/records", figure=forged)
    assert (answer.status_code, answer.json()["code"]) == (403, "field_not_readable")


@pytest.mark.usefixtures("database")
def test_the_table_as_a_workbook_has_the_viewers_name_and_no_formula(
    client_of: ClientOf, alice: User, director: User
) -> None:
    some(alice, 6)
    answer = client_of(director).get("/insight/stages.xlsx", **MARCH, group="owner")
    assert answer.status_code == 200
    assert "2026-03-01_2026-03-31" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    table, sticking, about = book.worksheets
    head = [cell.value for cell in table[1]]
    lead = [cell.value for cell in table[2]]
    told = dict(zip(head, lead, strict=True))
    assert (told["Stage"], told["Average days"], told["Conversion"]) == ("Lead", 3.5, 1)
    assert {table.cell(line, 1).value for line in range(2, 14)} == {"All", "Alice"}
    assert sticking["B2"].value == "=cmd()"
    assert sticking["B2"].data_type == "s", "text, not a formula"
    said = [cell.value for row in about.iter_rows() for cell in row]
    assert any("Dora" in str(text) for text in said)
    assert any("Each project once" in str(text) for text in said)


def test_who_may_take_no_records_along_takes_no_workbook(
    client_of: ClientOf, director: User
) -> None:
    User.objects.filter(id=director.id).update(roles=["salesperson"])
    directory.turn()
    api = client_of(User.objects.get(id=director.id))
    assert api.get("/insight/stages").status_code == 200
    answer = api.get("/insight/stages.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.usefixtures("database")
def test_the_command_line_prints_what_the_api_answers(
    client_of: ClientOf, alice: User, director: User, capsys: pytest.CaptureFixture[str]
) -> None:
    some(alice, 3)
    for report in ("stages", "funnel"):
        asked = [report, "--from", MARCH["from"], "--to", MARCH["to"], "--as", "Dora", "--json"]
        assert cli.main(asked) == 0
        printed = json.loads(capsys.readouterr().out)
        assert printed == client_of(director).get(f"/insight/{report}", **MARCH).json()
    assert cli.main(["stages", "--from", "2026-03-01", "--to", "2026-03-31", "--as", "Dora"]) == 0
    assert "Lead → First talks: 2.0 d, 100% (3), 0 open" in capsys.readouterr().out
    answer = client_of(director).get("/insight/funnel", **MARCH)
    FunnelAnswer.model_validate_json(answer.content)
    PairsAnswer.model_validate_json(client_of(director).get("/insight/pairs", **MARCH).content)
