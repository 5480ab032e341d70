"""The board: columns, figures, filters, pages, and what each viewer sees of it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.browser import Api
from tests.flow.conftest import Project
from zhudan.blueprint import live as blueprint
from zhudan.flow.boards.answers import BoardAnswer
from zhudan.flow.models import Visit
from zhudan.people import directory
from zhudan.people.models import User
from zhudan.records import tables

BOARD = "/boards/project_sales"


def columns(api: Api, **query: Any) -> dict[str, Any]:
    return {column["stage"]: column for column in api.get(BOARD, **query).json()["columns"]}


def cards(api: Api, **query: Any) -> list[str]:
    return [card["id"] for column in columns(api, **query).values() for card in column["cards"]]


def set_back(project: Project, **engine: Any) -> None:
    """As if time had passed."""
    model = tables.model(blueprint.current(), "project")
    model._default_manager.filter(id=project.id).update(**engine)


def test_a_column_says_how_many_how_much_and_how_old(start: Callable[..., Project]) -> None:
    first, second = start(amount_est="100000"), start(amount_est="250000.50")
    set_back(first, stage_entered_at=timezone.now() - timedelta(days=4))
    board = first.api.get(BOARD).json()
    assert [column["stage"] for column in board["columns"]] == [
        "lead", "contact", "assessment", "quotation", "sample", "contract",
    ]  # fmt: skip
    lead = board["columns"][0]
    assert (lead["label"], lead["count"], lead["amount"]) == ("Lead", 2, "350000.50")
    assert lead["mean_age_days"] == pytest.approx(2.0, abs=0.1)
    assert lead["expected_days"] == 3
    assert len(lead["asks"]) == 6
    assert board["columns"][1]["count"] == 0
    assert board["columns"][1]["mean_age_days"] is None
    assert board["total"] == {"count": 2, "amount": "350000.50"}
    assert [card["id"] for card in lead["cards"]] == [second.id, first.id], "latest on top"


def test_a_card_says_what_a_salesperson_needs(project: Project) -> None:
    project.edit(amount_est="860000", usage="10")
    set_back(project, stage_entered_at=timezone.now() - timedelta(days=4, hours=1))
    card = columns(project.api)["lead"]["cards"][0]
    assert card["title"] == "苏州恒建地产"
    assert card["subtitle"] == "苏州恒建地产"
    assert card["amount"] == "860000.00"
    assert (card["days"], card["dwell"]) == (4, "amber")
    assert card["gate"] == {"done": 2, "total": 6}
    assert card["owner"]["name"] == "Alice"
    assert card["next"]["text"] == "First contact", "without a plan, the next task"
    project.log("call", "约好了", plan="送样板", plan_on="2027-05-01")
    card = columns(project.api)["lead"]["cards"][0]
    assert card["next"] == {"text": "送样板", "on": "2027-05-01", "late": False}
    assert card["version"] == project.version()


def test_who_sees_which_cards(
    start: Callable[..., Project],
    client_of: Callable[[User | None], Api],
    alice: User,
    bob: User,
    charlie: User,
    manager: User,
    director: User,
    technician: User,
) -> None:
    hers, his, elsewhere = start(alice), start(bob), start(charlie, company="湖州建设")
    assert cards(client_of(alice)) == [hers.id]
    assert set(cards(client_of(manager))) == {hers.id, his.id}
    assert set(cards(client_of(director))) == {hers.id, his.id, elsewhere.id}
    tina = client_of(technician)
    assert cards(tina) == []
    hers.go_to("assessment")
    assert cards(tina) == [hers.id]
    assert columns(tina)["assessment"]["count"] == 1


def test_a_column_continues_where_it_stopped(start: Callable[..., Project]) -> None:
    projects = [start() for _ in range(5)]
    api = projects[0].api
    column = columns(api, limit=2)["lead"]
    seen = [card["id"] for card in column["cards"]]
    cursor = column["next"]
    while cursor:
        page = api.get(f"{BOARD}/lead", limit=2, cursor=cursor).json()
        seen += [card["id"] for card in page["items"]]
        cursor = page["next"]
    assert seen == [project.id for project in reversed(projects)]
    assert api.get(f"{BOARD}/lead", cursor="nonsense").json()["code"] == "bad_cursor"
    assert api.get(f"{BOARD}/nowhere").status_code == 404


def test_quick_filters_and_their_chips(
    start: Callable[..., Project], client_of: Callable[[User | None], Api], bob: User, alice: User
) -> None:
    today = timezone.localdate()
    plain, overdue, closing, large, silent, his = (start() for _ in range(6))
    overdue.log("call", "谈了", plan="回访", plan_on=(today + timedelta(days=1)).isoformat())
    set_back(overdue, plan_on=today - timedelta(days=2))
    closing.edit(expected_sign_on=today.isoformat())
    large.edit(amount_est="1000000")
    set_back(silent, contact_at=timezone.now() - timedelta(days=20))
    body = {"owner": str(bob.id), "version": his.version()}
    his.manager.post(f"{his.path}/assign", body)
    manager = plain.manager
    assert set(cards(manager, quick="overdue")) == {overdue.id, silent.id}
    assert cards(manager, quick="closing") == [closing.id]
    assert cards(manager, quick="large") == [large.id]
    assert cards(manager, quick="silent") == [silent.id]
    assert cards(client_of(bob), quick="mine") == [his.id]
    assert cards(manager, owner=str(bob.id)) == [his.id]
    assert manager.get(f"{BOARD}/chips").json() == {
        "mine": 0,
        "overdue": 2,
        "closing": 1,
        "large": 1,
        "silent": 1,
    }
    assert manager.get(f"{BOARD}/chips", owner=str(bob.id)).json()["overdue"] == 0
    assert manager.get(BOARD, quick="pretty").status_code == 422


def test_words_and_region_narrow_the_board(
    start: Callable[..., Project], client_of: Callable[[User | None], Api],
    charlie: User, director: User,
) -> None:  # fmt: skip
    near, far = start(company="昆山华宇"), start(charlie, company="湖州建设")
    dora = client_of(director)
    assert cards(dora, q="huzhou") == [far.id]
    assert cards(dora, q="昆山") == [near.id]
    assert cards(dora, region=str(charlie.region_id)) == [far.id]


def test_cards_by_id_leave_out_what_is_no_longer_on_this_board(
    start: Callable[..., Project], charlie: User
) -> None:
    here, closed, elsewhere = start(), start(), start(charlie, company="湖州建设")
    closed.close("cancelled")
    ids = ",".join([here.id, closed.id, elsewhere.id])
    fresh = here.api.get(f"{BOARD}/cards", ids=ids).json()
    assert [card["id"] for card in fresh["cards"]] == [here.id]
    assert fresh["heads"][0]["count"] == 1
    filtered = here.api.get(f"{BOARD}/cards", ids=ids, quick="large").json()
    assert filtered["cards"] == []


def test_the_boards_a_viewer_has(
    client_of: Callable[[User | None], Api], alice: User, admin: User
) -> None:
    assert client_of(alice).get("/boards").json()["items"] == [
        {"key": "project_sales", "label": "Project sales", "table": "project"}
    ]
    assert client_of(alice).get("/boards/no_such").status_code == 404
    User.objects.filter(id=admin.id).update(roles=[])
    directory.turn()
    assert client_of(admin).get("/boards").json()["items"] == []
    assert client_of(admin).get(BOARD).status_code == 403
    assert client_of(None).get(BOARD).status_code == 401


def test_the_queries_stay_few_whatever_the_length(start: Callable[..., Project]) -> None:
    api = start().go_to("quotation").api
    start(company="昆山华宇").go_to("contact").log("call")
    with CaptureQueriesContext(connection) as few:
        BoardAnswer.model_validate_json(api.get(BOARD).content)
    for _ in range(6):
        start()
    with CaptureQueriesContext(connection) as many:
        api.get(BOARD)
    assert len(many) == len(few) <= 12


def test_the_badge_and_the_gate_on_the_board_are_those_of_the_page(project: Project) -> None:
    project.go_to("quotation")
    project.upload("quotation")
    project.tick("quotation", "approved")
    card = columns(project.api)["quotation"]["cards"][0]
    gate = project.flow()["gate"]
    assert card["gate"] == {"done": gate["done"], "total": gate["total"]} == {"done": 1, "total": 3}
    assert card["dwell"] == project.record()["flow"]["dwell"]
    assert Decimal(card["amount"]) == Decimal(project.record()["flow"]["amount"])
    assert Visit.objects.filter(record_id=project.id, left_at=None).count() == 1


def test_overdue_is_the_same_for_the_database_and_for_the_card(
    start: Callable[..., Project],
) -> None:
    """Around every limit: the plan's day, the contact interval, the organisation's midnight."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [None] + [
        midnight - timedelta(days=days, seconds=seconds)
        for days in (2, 3)
        for seconds in (-1, 0, 1)
    ]
    plans = [None, timezone.localdate(), timezone.localdate() - timedelta(days=1)]
    projects = [(start(), at, plan) for at in moments for plan in plans]
    for project, at, plan in projects:
        entered = at or midnight - timedelta(days=3, seconds=1)
        set_back(project, contact_at=at, stage_entered_at=entered, plan_on=plan)
    api = projects[0][0].api
    drawn = columns(api, limit=100)["lead"]["cards"]
    assert len(drawn) == len(projects)
    late = {card["id"] for card in drawn if card["overdue_days"] is not None}
    assert late == set(cards(api, quick="overdue", limit=100))
    assert 0 < len(late) < len(projects)
