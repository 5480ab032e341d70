"""Pages answered by bare SQL: the statements of `sql/` in order, and the little between them.

Each endpoint is made for one viewer on one connection and called again and again. A write
takes what the call before it prepared, and `undo` puts things back where they were.
"""

import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from bench.bare import Connection, Rows, Viewer, statements
from zhudan.records.words import words_of

STAGES = ["lead", "contact", "assessment", "quotation", "sample", "contract"]
_LABEL = json.dumps({"zh-CN": "约定现场勘查", "en": "Agree on a site survey"})
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_numbers = count(1)


class Endpoint:
    page: str

    def __init__(self, connection: Connection, viewer: Viewer) -> None:
        self.connection = connection
        self.viewer = viewer
        self.sql = {
            name: statement.replace("{sight}", viewer.sight).replace("{seen}", viewer.seen)
            for name, statement in statements(connection.database, self.page).items()
        }

    def ask(self, name: str, values: dict[str, Any]) -> Rows:
        return self.connection.ask(self.sql[name], values)

    def prepare(self) -> None:
        """What is not measured before a call."""

    def answer(self) -> None:
        raise NotImplementedError

    def undo(self) -> None:
        """What is not measured after a call."""


class Board(Endpoint):
    page = "board"

    def answer(self) -> None:
        reads = self.viewer.reads(self.connection)
        self.ask("heads", reads)
        self._around(self.ask("cards", reads | {"stages": STAGES}))

    def _around(self, cards: Rows) -> None:
        self.ask("facts", {"ids": [card[0] for card in cards]})
        unplanned = [card[0] for card in cards if card[6] is None and card[7] is None]
        if unplanned:
            self.ask("tasks", {"unplanned": unplanned})


class Column(Board):
    page = "column"

    def __init__(self, connection: Connection, viewer: Viewer) -> None:
        super().__init__(connection, viewer)
        first = {"stage": "quotation", "entered_at": datetime.now(UTC), "after": 0}
        self.after = first
        last = self.ask("cards", viewer.reads(connection) | first)[-2]
        self.after = {"stage": "quotation", "entered_at": last[5], "after": last[0]}

    def answer(self) -> None:
        reads = self.viewer.reads(self.connection)
        self._around(self.ask("cards", reads | self.after))


class List(Endpoint):
    page = "list"

    def answer(self) -> None:
        self.ask("rows", self.viewer.reads(self.connection))


class Stages(Endpoint):
    """The conversion table of the last closed month, and the month before beside it."""

    page = "stages"

    def answer(self) -> None:
        for first, last in self.periods():
            after = datetime.combine(last + timedelta(days=1), time(), _SHANGHAI)
            asked = {"first": first, "last": last, "midnight": after.astimezone(UTC)}
            reads = self.viewer.reads(self.connection) | asked
            for name in ("figures", "quantiles", "standing", "cohort", "reasons"):
                self.ask(name, reads)

    def periods(self) -> list[tuple[date, date]]:
        this = datetime.now(_SHANGHAI).date().replace(day=1)
        last = this - timedelta(days=1)
        before = last.replace(day=1) - timedelta(days=1)
        return [(last.replace(day=1), last), (before.replace(day=1), before)]


class AllStages(Stages):
    """Of all time, with nothing beside it."""

    def periods(self) -> list[tuple[date, date]]:
        return [(date(1, 1, 1), date(9999, 1, 1))]


class Search(Endpoint):
    page = "search"

    def __init__(self, connection: Connection, viewer: Viewer, text: str) -> None:
        super().__init__(connection, viewer)
        pairs = [text[at : at + 2] for at in range(len(text) - 1)]
        if connection.database == "postgresql":
            self.words = " & ".join(f"'{pair}'" for pair in pairs)
        else:
            self.words = " AND ".join(f'"{pair}"' for pair in pairs)

    def answer(self) -> None:
        found = [one for (one,) in self.ask("found", {"words": self.words})]
        reads = self.viewer.reads(self.connection) | {"found": found}
        for table in ("customers", "contacts", "projects", "parties"):
            self.ask(table, reads)


class Move(Endpoint):
    """From the first stage to the second, and without being measured back again."""

    page = "move"

    def __init__(self, connection: Connection, viewer: Viewer, records: list[int]) -> None:
        super().__init__(connection, viewer)
        self.records = records
        self.turn = 0
        self.record: dict[str, Any] = {}

    def answer(self) -> None:
        number = self.records[self.turn % len(self.records)]
        me = self.viewer.id
        key = {"me": me, "key": uuid4().hex, "digest": "0" * 64}
        with self.connection.writing():
            self.ask("key", key)
            if "hold" in self.sql:
                self.ask("hold", {})
            reads = self.viewer.reads(self.connection) | {"id": number, "me": me}
            self.ask("lock", reads)
            visits = self.ask("visits", reads)
            last = visits[-1]
            self.record = {
                **reads,
                "to": "contact",
                "from": "lead",
                "seq": len(visits) + 1,
                "entered_at": last[1],
                "first": all(visit[0] != "contact" for visit in visits),
                "owner": me,
                "region": self.viewer.region,
                "stay": sum(visit[4] or 0 for visit in visits if visit[0] == "lead"),
                "today": datetime.now(UTC).date(),
                "label": _LABEL,
                "version": 1,
            }
            self._write()
            self.ask("answer", key | {"body": json.dumps({"record": {}, "flow": {}})})
        self.ask("names", {"customer": 1, "contact": 30_001})

    def _write(self) -> None:
        record = self.record
        self.ask("facts", record)
        self.ask("close_tasks", record)
        self.ask("end_visit", record)
        self.ask("earlier_visits", record)
        record["visit"] = self.ask("begin_visit", record)[0][0]
        self.ask("place", record)
        moved = json.dumps({"from": "lead", "to": "contact", "days": 3, "direction": "forward"})
        self.ask("event", record | {"kind": "record_moved", "data": moved})
        self.ask("open_task", record)
        opened = json.dumps({"task": "arrange_survey"})
        self.ask("event", record | {"kind": "task_opened", "data": opened})

    def undo(self) -> None:
        self.turn += 1
        with self.connection.writing():
            for name in ("undo_task", "undo_visit", "undo_end", "undo_place"):
                self.ask(name, self.record)


class Create(Endpoint):
    page = "create"

    def __init__(
        self, connection: Connection, viewer: Viewer, customers: list[int], random: Random
    ) -> None:
        super().__init__(connection, viewer)
        self.customers = customers
        self.random = random

    def answer(self) -> None:
        me, number = self.viewer.id, next(_numbers)
        title = f"裸库对照项目{number}号"
        tokens: Any = sorted(words_of(title, name=True) | words_of("苏州市望湖路", name=True))
        if self.connection.database == "sqlite":
            tokens = " ".join(tokens)
        customer = self.random.choice(self.customers)
        key = {"me": me, "key": uuid4().hex, "digest": "0" * 64}
        now = datetime.now(UTC)
        with self.connection.writing():
            self.ask("key", key)
            if "hold" in self.sql:
                self.ask("hold", {})
            record = self.viewer.reads(self.connection) | {
                "me": me,
                "region": self.viewer.region,
                "customer": customer,
                "contact": customer + 30_000,
                "title": title,
                "tokens": tokens,
                "period": f"{now:%Y%m}",
                "today": now.date(),
                "sign_on": (now + timedelta(days=60)).date(),
                "label": _LABEL,
                "version": 1,
            }
            self.ask("customer", record)
            self.ask("contact", record)
            record["code"] = f"XM{now:%Y%m}-{self.ask('number', record)[0][0]:04d}"
            self._write(record)
            self.ask("answer", key | {"body": json.dumps({"id": str(record["id"])})})
        self.ask("names", record)

    def _write(self, record: dict[str, Any]) -> None:
        record["id"] = self.ask("registry", record)[0][0]
        for name in ("row", "search", "figures"):
            self.ask(name, record)
        record["visit"] = self.ask("visit", record)[0][0]
        self.ask("task", record)
        created = json.dumps({"values": {"name": record["title"], "source": "referral"}})
        self.ask("event", record | {"kind": "record_created", "data": created})
        opened = json.dumps({"task": "first_contact"})
        self.ask("event", record | {"kind": "task_opened", "data": opened})
