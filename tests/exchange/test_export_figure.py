"""The list behind a figure of the reports leaves as any other: its records, and no others."""

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from tests.browser import Api
from tests.exchange.test_export import (
    about,
    cells,
    exported,
    exporting_events,
    give_roles,
    work_off,
)
from tests.insight.test_drill import MARCH, some, token
from zhudan.blueprint import yaml_text
from zhudan.designer.publish import publish
from zhudan.exchange.models import Export
from zhudan.journal.models import Job
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]
COLUMNS = ["title", "owner", "source"]
HIDDEN = {"field": "competitor_price", "op": "empty"}


def figure_of(api: Api, name: str = "conversion", **asked: Any) -> str:
    """The token of a figure of the leads of March."""
    row = api.get("/insight/stages", **MARCH, **asked).json()["rows"][0]
    found: str = row[name]["drill"]
    return found


def listed(api: Api, figure: str, **asked: Any) -> dict[str, Any]:
    answer = api.get("/insight/records", figure=figure, **asked)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize("name", ["conversion", "cohort_conversion", "average_days", "ended"])
def test_the_file_has_the_records_the_figure_counts_in_the_order_of_the_list(
    client_of: ClientOf, alice: User, charlie: User, director: User, name: str
) -> None:
    some(alice, 3)
    some(charlie, 2)
    dora = client_of(director)
    figure = figure_of(dora, name, owner=str(alice.id))
    seen = listed(dora, figure, sort="-title")
    assert (seen["total"], len(dora.get("/tables/project/records").json()["items"])) == (3, 5)
    asked = {"figure": figure, "sort": "-title", "columns": COLUMNS}
    preview = dora.post("/exports/preview", {"table": "project", **asked}).json()
    assert preview["rows"] == seen["total"]
    assert preview["about"] == ["Project", seen["title"]["en"]]
    told, data = exported(dora, "project", **asked)
    head, *rows = cells(data)
    assert head == ["Project", "Owner", "Lead source"]
    assert [row[0] for row in rows] == [one["title"] for one in seen["items"]]
    assert {row[1] for row in rows} == {"Alice"}
    assert told["rows"] == seen["total"]
    assert about(data)["Filter"] == seen["title"]["en"]
    (event,) = exporting_events()
    assert (event.data["figure"], event.data["rows"]) == (figure, 3)


def test_what_narrows_the_list_of_a_figure_narrows_its_file_too(
    client_of: ClientOf, alice: User, director: User
) -> None:
    some(alice, 5)
    dora = client_of(director)
    figure = figure_of(dora)
    wanted = {"field": "source", "op": "=", "value": "referral"}
    seen = listed(dora, figure, filter=json.dumps(wanted), sort="title")
    assert seen["total"] == 3
    asked = {"figure": figure, "filter": wanted, "sort": "title", "columns": COLUMNS}
    _, data = exported(dora, "project", **asked)
    assert [row[0] for row in cells(data)[1:]] == [one["title"] for one in seen["items"]]
    said = about(data)["Filter"]
    assert said.startswith(f"{seen['title']['en']} and Lead source is ")
    nothing = {"table": "project", "figure": figure, "q": "不在这里的词"}
    assert dora.post("/exports/preview", nothing).json()["rows"] == 0


def test_a_figure_reaches_no_further_than_the_right_to_export(
    client_of: ClientOf, alice: User, charlie: User, manager: User, director: User
) -> None:
    some(alice, 3)
    some(charlie, 2)
    figure = figure_of(client_of(director))
    assert exported(client_of(director), "project", figure=figure)[0]["rows"] == 5
    _, mine = exported(client_of(manager), "project", figure=figure, columns=COLUMNS)
    assert [row[1] for row in cells(mine)[1:]] == ["Alice"] * 3
    for path in ("/exports", "/exports/preview"):
        refused = client_of(alice).post(path, {"table": "project", "figure": figure})
        assert (refused.status_code, refused.json()["code"]) == (403, "may_not_export")


def test_who_exports_less_than_he_reads_takes_only_that_of_a_figure(
    own_database: None, client_of: ClientOf, alice: User, charlie: User, finance_of_alice: User
) -> None:
    some(alice, 3)
    some(charlie, 2)
    api = client_of(finance_of_alice)
    figure = figure_of(api)
    assert listed(api, figure)["total"] == 5
    told, data = exported(api, "project", figure=figure, columns=COLUMNS)
    assert [row[1] for row in cells(data)[1:]] == ["Alice"] * 3
    assert told["rows"] == 3


@pytest.fixture
def finance_of_alice(own_database: None, manager: User) -> User:
    """Somebody of Alice's region who reads every project and may export those of the region."""
    shipped = files("zhudan.blueprint.shipped").joinpath("building_materials.yaml")
    before, after = (f"project: {{read: all, export: {scope}}}" for scope in ("all", "region"))
    text = shipped.read_text("utf-8")
    assert before in text
    publish(yaml_text.load(text.replace(before, after)))
    give_roles(manager, ["finance"])
    return manager


@pytest.mark.parametrize(
    ("figure", "status", "code"),
    [
        ("", 422, "bad_figure"),
        ("nonsense", 422, "bad_figure"),
        ("a" * 20_000, 422, "bad_figure"),
        (token(kind="decided", pipeline="project_sales"), 422, "bad_figure"),
        (token(kind="decided", pipeline="nowhere", stage="lead"), 404, None),
        (
            token(kind="decided", pipeline="project_sales", stage="lead", condition={"x": 1}),
            422,
            "condition_invalid",
        ),
    ],
)
def test_a_bad_figure_is_refused_as_its_list_is(
    client_of: ClientOf, director: User, figure: str, status: int, code: str | None
) -> None:
    dora = client_of(director)
    as_list = dora.get("/insight/records", figure=figure)
    assert (as_list.status_code, code or as_list.json()["code"]) == (status, as_list.json()["code"])
    for path in ("/exports", "/exports/preview"):
        refused = dora.post(path, {"table": "project", "figure": figure})
        assert (refused.status_code, refused.json()["code"]) == (status, as_list.json()["code"])
    assert not Export.objects.exists() and not Job.objects.exists()


def test_a_figure_of_another_table_is_refused(
    client_of: ClientOf, alice: User, director: User
) -> None:
    some(alice, 1)
    dora = client_of(director)
    refused = dora.post("/exports", {"table": "customer", "figure": figure_of(dora)})
    assert refused.status_code == 422
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [
        ("figure", "other_table")
    ]
    assert not Export.objects.exists()


def test_the_figure_is_judged_again_when_the_file_is_written(
    client_of: ClientOf, alice: User, charlie: User, director: User
) -> None:
    some(alice, 3)
    some(charlie, 2)
    dora = client_of(director)
    plain, by_hidden = figure_of(dora), figure_of(dora, filter=json.dumps(HIDDEN))
    asked = [
        dora.post("/exports", {"table": "project", "figure": figure}).json()["id"]
        for figure in (plain, by_hidden)
    ]
    some(alice, 1)
    give_roles(director, ["finance"])  # who reads all, and of projects not that field
    work_off()
    first, second = (dora.get(f"/exports/{one}").json() for one in asked)
    assert (first["status"], first["rows"]) == ("done", 6)
    assert (second["status"], second["error"]["code"]) == ("failed", "field_not_readable")
