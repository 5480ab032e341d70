"""Lists: every row once and in order, whatever they are sorted by and however they are cut."""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.browser import Api
from tests.records.making import contact, customer, make
from zhudan.blueprint import live as blueprint
from zhudan.people import directory
from zhudan.people.models import User
from zhudan.records import tables

ClientOf = Callable[[User | None], Api]


@pytest.fixture
def projects(director: User, alice: User) -> list[dict[str, Any]]:
    """30 projects that share many values and lack many."""
    draw = random.Random(7)
    firms = [customer(director, name) for name in ("张江地产", "安居", "中建八局", "重庆建工")]
    rows = []
    for number in range(30):
        values: dict[str, Any] = {
            "name": draw.choice(["滨江一期", "安居苑", "Alpha", "alpha", "重庆北站", "长安汽车"]),
            "customer": str(draw.choice(firms).id),
            "source": draw.choice(["exhibition", "referral", "online"]),
        }
        optional = {
            "amount_est": lambda: f"{draw.randint(1, 6)}000.00",
            "expected_sign_on": lambda: f"2026-12-0{draw.randint(1, 5)}",
            "demand_type": lambda: draw.choice(["flooring", "other", "exterior_coating"]),
            "technician": lambda: str(draw.choice([director, alice]).id),
            "competitor": lambda: draw.choice(["立邦", "三棵树", "Nippon"]),
        }
        values |= {key: value() for key, value in optional.items() if draw.random() < 0.6}
        row = make(director, "project", **values)
        if number % 3:
            moment = timezone.now() - timedelta(days=draw.randint(0, 4))
            tables.model(blueprint.current(), "project").objects.filter(id=row.id).update(
                contact_at=moment.replace(microsecond=0)
            )
        rows.append(row.id)
    found = tables.model(blueprint.current(), "project").objects.filter(id__in=rows)
    firm_keys = {firm.id: firm.title_key for firm in firms}
    return [
        row.values() | {"name_key": row.title_key, "customer_key": firm_keys[row.value("customer")]}
        for row in found
    ]


SORTS = [
    "amount_est",
    "-amount_est",
    "expected_sign_on,-amount_est",
    "-contact_at,title",
    "title",
    "-title,amount_est",
    "demand_type,-expected_sign_on",
    "customer,demand_type",
    "-technician",
    "competitor,contact_at,-amount_est",
    "owner",
    "id",
    "-updated_at",
]


def test_pages_hold_every_row_once_and_in_order(
    projects: list[dict[str, Any]], director: User, client_of: ClientOf
) -> None:
    by_id = {str(values["id"]): values for values in projects}
    api = client_of(director)
    for sort in SORTS:
        for limit in (4, 50):
            items = whole(api, limit=limit, sort=sort)
            assert len(items) == len({item["id"] for item in items}) == len(projects), sort
            keys = [rank(sort, by_id[item["id"]]) for item in items]
            assert keys == sorted(keys), sort


def whole(api: Api, **asked: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = api.get("/tables/project/records", cursor=cursor, **asked).json()
        assert len(page["items"]) <= asked["limit"]
        items.extend(page["items"])
        if page["next"] is None:
            return items
        cursor = page["next"]


def rank(sort: str, values: dict[str, Any]) -> tuple[Any, ...]:
    """Where a row belongs: for each key empty last, then by value, up or down."""
    parts: list[Any] = []
    for word in sort.split(","):
        key = word.removeprefix("-")
        value = readable(key, values)
        if value is None:
            parts.append((1, 0))
        elif word.startswith("-"):
            parts.append((0, Backward(value)))
        else:
            parts.append((0, value))
    return tuple(parts)


def readable(key: str, values: dict[str, Any]) -> Any:
    live = blueprint.current()
    value = values["name_key"] if key == "title" else values[key]
    if value is None:
        return None
    if key == "customer":
        return values["customer_key"]
    if key in ("technician", "owner"):
        return directory.current().people[value].name
    if key == "demand_type":
        options = live.document.table("project").field(key).options  # type: ignore[union-attr]
        return [option.key for option in options].index(value)
    return value


class Backward:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: "Backward") -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Backward) and bool(other.value == self.value)


def test_a_list_is_filtered(
    projects: list[dict[str, Any]], director: User, client_of: ClientOf
) -> None:
    condition = {
        "all": [
            {"field": "amount_est", "op": ">=", "value": "3000"},
            {"not": {"field": "competitor", "op": "contains", "value": "NIPP"}},
            {"field": "owner", "op": "=", "value": {"me": True}},
        ]
    }
    items = whole(client_of(director), limit=9, filter=json.dumps(condition))
    expected = {
        str(values["id"])
        for values in projects
        if values["amount_est"] is not None
        and values["amount_est"] >= 3000
        and values["competitor"] != "Nippon"
    }
    assert {item["id"] for item in items} == expected


def test_a_view_filters_and_sorts(
    projects: list[dict[str, Any]], director: User, client_of: ClientOf
) -> None:
    api = client_of(director)
    items = api.get("/tables/customer/records", view="prospects").json()["items"]
    times = [item["created_at"] for item in items]
    assert times == sorted(times, reverse=True)
    unknown = api.get("/tables/customer/records", view="nothing")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_view")


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"filter": "{"}, 422, "condition_invalid"),
        ({"filter": "[]"}, 422, "condition_invalid"),
        ({"filter": '{"field":"nothing","op":"=","value":"1"}'}, 422, "unknown_field"),
        ({"filter": '{"field":"name","op":"<","value":"1"}'}, 422, "condition_invalid"),
        ({"filter": '{"field":"amount_est","op":"=","value":"ten"}'}, 422, "condition_invalid"),
        ({"filter": '{"not":' * 1000 + '{"all":[]}' + "}" * 1000}, 422, "condition_too_deep"),
        ({"filter": "[" * 5000}, 422, "condition_too_deep"),
        ({"sort": "nothing"}, 422, "not_sortable"),
        ({"sort": "attachments"}, 422, "not_sortable"),
        ({"sort": "name,source,demand_type,id"}, 422, "not_sortable"),
        ({"cursor": "nonsense"}, 422, "bad_cursor"),
        ({"cursor": "W10"}, 422, "bad_cursor"),
        ({"limit": "0"}, 422, "invalid"),
        ({"limit": "9999"}, 422, "invalid"),
    ],
)
def test_what_a_list_refuses(
    asked: dict[str, str], status: int, code: str, alice: User, client_of: ClientOf
) -> None:
    refused = client_of(alice).get("/tables/project/records", **asked)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_cursor_fits_only_the_list_it_came_from(
    projects: list[dict[str, Any]], director: User, client_of: ClientOf
) -> None:
    api = client_of(director)
    cursor = api.get("/tables/project/records", sort="title", limit=5).json()["next"]
    refused = api.get("/tables/project/records", sort="-title", limit=5, cursor=cursor)
    assert refused.json()["code"] == "bad_cursor"


@pytest.mark.parametrize("person", ["director", "manager", "alice", "technician"])
def test_the_length_of_a_page_costs_no_queries(
    person: str, request: pytest.FixtureRequest, client_of: ClientOf
) -> None:
    director: User = request.getfixturevalue("director")
    user: User = request.getfixturevalue(person)
    api = client_of(user)

    def queries(path: str, **asked: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert api.get(path, **asked).status_code == 200
        return len(captured)

    def fill(count: int) -> None:
        for number in range(count):
            owner = user if person == "alice" else director
            firm = customer(owner, f"单位{number}")
            who = contact(owner, customer=str(firm.id))
            make(
                owner, "project", name=f"项目{number}", customer=str(firm.id),
                contact=str(who.id), source="online", technician=str(user.id),
            )  # fmt: skip

    fill(1)
    few = {
        path: queries(path, limit=100, q="项目", sort="demand_type")
        for path in ("/tables/project/records", "/search")
    }
    fill(12)
    for path, count in few.items():
        assert queries(path, limit=100, q="项目", sort="demand_type") <= min(count + 1, 12)
