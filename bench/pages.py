"""The same pages asked of the running program, by somebody signed in."""

import json
from itertools import count
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.visitor import Reply, Visitor

PIPELINE = "project_sales"
LIST = "/tables/project/records?" + urlencode(
    {
        "filter": json.dumps({"field": "demand_type", "op": "=", "value": "flooring"}),
        "sort": "-expected_sign_on",
    }
)
_numbers = count(1)


class Page:
    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def prepare(self) -> None:
        """What is not measured before a call."""

    def answer(self) -> None:
        raise NotImplementedError

    def undo(self) -> None:
        """What is not measured after a call."""


def check(reply: Reply, status: int = 200) -> Reply:
    if reply.status != status:
        raise RuntimeError(f"{reply.status} instead of {status}: {reply.body[:500]!r}")
    return reply


class Get(Page):
    def __init__(self, visitor: Visitor, path: str) -> None:
        super().__init__(visitor)
        self.path = path

    def answer(self) -> None:
        check(self.visitor.get(self.path))


class Move(Page):
    """From the first stage to the second, and without being measured back again."""

    def __init__(self, visitor: Visitor, records: list[str]) -> None:
        super().__init__(visitor)
        self.records = records
        self.turn = 0
        self.record = ""
        self.version = 0
        self.reply: Reply | None = None

    def prepare(self) -> None:
        self.record = self.records[self.turn % len(self.records)]
        self.turn += 1
        self.version = check(self.visitor.get(f"/records/{self.record}")).json()["version"]

    def answer(self) -> None:
        self.reply = check(self._go({"to": "contact", "version": self.version}))

    def undo(self) -> None:
        assert self.reply is not None
        version = self.reply.json()["record"]["version"]
        check(self._go({"to": "lead", "version": version, "reason": "回到起点"}))

    def _go(self, body: dict[str, Any]) -> Reply:
        return self.visitor.post(f"/records/{self.record}/move", body, key=uuid4().hex)


class Create(Page):
    def __init__(self, visitor: Visitor, customers: list[int], random: Random) -> None:
        super().__init__(visitor)
        self.customers = customers
        self.random = random

    def answer(self) -> None:
        customer, number = self.random.choice(self.customers), next(_numbers)
        values = {
            "name": f"测速对照项目{number}号",
            "customer": str(customer),
            "contact": str(customer + 30_000),
            "source": "referral",
            "demand_type": "flooring",
            "usage": "1200.00",
            "usage_unit": "m2",
            "amount_est": "360000.00",
            "expected_sign_on": "2027-06-30",
            "address": "苏州市望湖路 8 号",
        }
        reply = self.visitor.post("/tables/project/records", {"values": values}, key=uuid4().hex)
        check(reply, 201)


def ready_to_move(visitor: Visitor, owner: str | None) -> list[str]:
    """Projects in the first stage whose gate is met, so that nothing keeps them there."""
    asked = ("address", "demand_type", "usage", "usage_unit", "amount_est", "expected_sign_on")
    conditions: list[dict[str, Any]] = [
        {"field": "stage", "op": "=", "value": "lead"},
        {"field": "status", "op": "=", "value": "open"},
        *({"field": name, "op": "not_empty"} for name in asked),
    ]
    if owner:
        conditions.append({"field": "owner", "op": "=", "value": owner})
    query = urlencode({"filter": json.dumps({"all": conditions}), "limit": 200})
    found = check(visitor.get(f"/tables/project/records?{query}")).json()["items"]
    return [str(one["id"]) for one in found if one["may"]["move"]]


def customers_of(visitor: Visitor) -> list[int]:
    """Customers the visitor sees, with the contact that belongs to each."""
    found = check(visitor.get("/tables/customer/records?limit=50")).json()["items"]
    return [int(one["id"]) for one in found if int(one["id"]) <= 30_000]


def behind_first_cards(visitor: Visitor, stage: str) -> str:
    """The path that continues a column of the board."""
    columns = check(visitor.get(f"/boards/{PIPELINE}")).json()["columns"]
    following = next(one["next"] for one in columns if one["stage"] == stage)
    return f"/boards/{PIPELINE}/{stage}?" + urlencode({"cursor": following})
