"""What stands in the cells of an export: every kind of field, as far as the viewer may see it."""

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.browser import Api
from tests.records.making import customer, make
from zhudan.blueprint import live as blueprint
from zhudan.blueprint import yaml_text
from zhudan.designer.publish import publish
from zhudan.exchange.exporting import command
from zhudan.people import directory
from zhudan.people.models import User
from zhudan.records import tables
from zhudan.records.tables import Row

ClientOf = Callable[[User | None], Api]
EVERY_KIND = Path(__file__).parents[1] / "records" / "every_kind.yaml"


@pytest.fixture
def every_kind(own_database: None) -> None:
    """Who sells may export what he owns, but no names; phones are masked to him."""
    text = EVERY_KIND.read_text("utf-8")
    text = text.replace("{read: all,", "{read: all, export: all,")
    text = text.replace("{read: own,", "{read: own, export: own,")
    text = text.replace("thing: {price: {", "thing: {serial: {export: false}, price: {")
    text = text.replace(
        "fields:\n    thing: {serial",
        "fields:\n    note: {text: {export: false}}\n    thing: {serial",
    )
    publish(yaml_text.load(text))


def file_of(tmp_path: Path, who: User, table: str, ending: str, *more: str) -> Path:
    directory.begin_request()
    path = tmp_path / f"list.{ending}"
    assert command.main([table, str(path), "--as", who.name, *more]) == 0
    return path


def lines(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def by_head(path: Path, at: int = 1) -> dict[str, str]:
    head, *rest = lines(path)
    return dict(zip(head, rest[at - 1], strict=True))


def thing(user: User, maker: User | None = None, **values: Any) -> Row:
    """Owned by the user, made by somebody who may fill in everything."""
    row = make(
        maker or user,
        "thing",
        **{
            "name": "泵",
            "serial": "6222021234567890",
            "story": "两行\n=1+1",
            "count": "1200",
            "weight": "12.50",
            "price": "1234.50",
            "share": "6.2",
            "day": "2026-03-31",
            "moment": "2026-03-18T20:30:00Z",
            "size": "a_b",
            "colours": ["blue", "red"],
            "ready": True,
            "phone": "13812345678",
            "mail": "a@example.com",
            "site": "https://example.com/",
            "place": {"text": "张江路 1 号", "lat": 31.2, "lng": 121.6},
            "person": str(user.id),
            "area": str(user.region_id),
            **values,
        },
    )
    tables.model(blueprint.current(), "thing").objects.filter(id=row.id).update(owner_id=user.id)
    return row


def test_every_kind_is_told_as_the_screens_tell_it(
    every_kind: None, operations: User, tmp_path: Path
) -> None:
    whole = thing(operations)
    thing(operations, name="阀", serial=None, part_of=str(whole.id))
    told = by_head(file_of(tmp_path, operations, "thing", "csv", "--sort", "-title"))
    part = by_head(tmp_path / "list.csv", 2)
    if told["Name"] != "泵":
        told, part = part, told
    expected = {
        "Name": "泵", "Serial": "6222021234567890", "Story": "两行\n=1+1", "Count": "1200",
        "Weight": "12.50", "Price": "1234.50", "Share": "6.2%", "Day": "2026-03-31",
        "Moment": "2026-03-19 04:30", "Size": "middle", "Colours": "red, blue", "Ready": "Yes",
        "Phone": "13812345678", "Mail": "a@example.com", "Site": "https://example.com/",
        "Place": "张江路 1 号", "Person": "Olga", "Area": "华东", "Total": "1481400.00",
        "Notes": "0", "Best": "", "Worth": "0", "Owner": "Olga", "Region": "华东", "Part of": "",
        "Papers": "",
    }  # fmt: skip
    assert {key: told[key] for key in expected} == expected
    assert part["Part of"] == "泵"
    assert "Stage" not in told  # things go through no pipeline


def test_cells_of_a_workbook_have_their_type(
    every_kind: None, operations: User, tmp_path: Path
) -> None:
    thing(operations)
    sheet = openpyxl.load_workbook(file_of(tmp_path, operations, "thing", "xlsx")).worksheets[0]
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    figures = {
        "Count": (1200, "#,##0"), "Weight": (12.5, "#,##0.00"), "Price": (1234.5, "#,##0.00"),
        "Share": (0.062, "0.0%"), "Total": (1481400, "#,##0.00"),
        "Day": ("2026-03-31T00:00:00", "yyyy-mm-dd"),
        "Moment": ("2026-03-19T04:30:00", "yyyy-mm-dd hh:mm"),
    }  # fmt: skip
    found = {key: (cells[key].value, cells[key].number_format) for key in figures}
    for key in ("Day", "Moment"):
        found[key] = (found[key][0].isoformat(), found[key][1])
    assert found == figures
    assert cells["Serial"].value == "6222021234567890"
    assert cells["Phone"].value == "13812345678"
    assert cells["Story"].data_type != "f"


def test_what_is_masked_stays_masked_and_what_may_not_leave_stays(
    every_kind: None, alice: User, operations: User, tmp_path: Path
) -> None:
    one = thing(alice, operations)
    make(alice, "note", text="价格 800", thing=str(one.id), score="5", counts=True)
    told = by_head(file_of(tmp_path, alice, "thing", "csv"))
    assert told["Phone"] == "138 **** 5678"
    assert not {"Serial", "Price", "Total"} & set(told)
    assert "1234.50" not in (tmp_path / "list.csv").read_text("utf-8-sig")
    notes = file_of(tmp_path, alice, "note", "csv")
    assert "价格" not in notes.read_text("utf-8-sig")
    assert by_head(notes)["Thing"] == "泵"


def test_the_name_of_what_is_referred_to_stays_where_it_may_not_leave(
    own_database: None, alice: User, operations: User, tmp_path: Path
) -> None:
    text = EVERY_KIND.read_text("utf-8").replace("{read: own,", "{read: own, export: own,")
    publish(
        yaml_text.load(text.replace("thing: {price: {", "thing: {name: {export: false}, price: {"))
    )
    one = thing(alice, operations)
    make(alice, "note", text="便条", thing=str(one.id))
    assert by_head(file_of(tmp_path, alice, "note", "csv"))["Thing"] == f"#{one.id}"
    assert "泵" not in file_of(tmp_path, alice, "thing", "csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    "sort",
    ["amount_est", "-amount_est", "expected_sign_on,-amount_est", "customer,-title", "-owner",
     "demand_type,title", "-stage,amount_est", "", "-created_at"],
)  # fmt: skip
def test_the_order_is_the_order_of_the_pages(
    director: User, admin: User, client_of: ClientOf, tmp_path: Path, sort: str
) -> None:
    draw = random.Random(3)
    firms = [customer(director, name) for name in ("张江地产", "安居")]
    for number in range(24):
        may = {
            "amount_est": f"{draw.randint(1, 4)}000.00",
            "expected_sign_on": f"2026-12-0{draw.randint(1, 3)}",
            "demand_type": draw.choice(["flooring", "other"]),
        }
        values = {key: value for key, value in may.items() if draw.random() < 0.6}
        firm = str(draw.choice(firms).id)
        make(draw.choice([director, admin]), "project", name=f"{number}号", customer=firm,
             source="referral", **values)  # fmt: skip
    api, cursor, listed = client_of(director), None, []
    while True:
        answer = api.get(
            "/tables/project/records", sort=sort, limit=7, **({"cursor": cursor} if cursor else {})
        ).json()
        listed += [one["title"] for one in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    path = file_of(tmp_path, director, "project", "csv", "--sort", sort, "--columns", "title")
    assert [line[0] for line in lines(path)[1:]] == listed


def test_all_rows_are_of_one_moment(director: User, tmp_path: Path) -> None:
    """One statement reads them, however many there are."""
    for number in range(3):
        customer(director, f"客户{number}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        file_of(tmp_path, director, "customer", "csv")
    reads = [one["sql"] for one in asked.captured_queries if 'FROM "rec_customer"' in one["sql"]]
    assert len(reads) == 1
