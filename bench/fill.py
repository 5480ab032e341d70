"""Makes the company that is measured: `python -m bench.fill WHERE`, in the settings' database.

Always the same from one seed, its dates moving with the day. Rows are written past the
commands that write them in life, so everything those would write is written here, but for the
journal. WHERE gets a JSON file saying who can sign in.
"""

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import django

django.setup()

from bench.facts import Facts  # noqa: E402
from bench.load import filling  # noqa: E402
from bench.rows import Records, TableRows, refill_rollups  # noqa: E402
from bench.staff import PASSWORD, Staff, hire  # noqa: E402
from bench.story import Life, lives  # noqa: E402
from bench.values import Inventor  # noqa: E402
from zhudan.blueprint import live as blueprint  # noqa: E402
from zhudan.blueprint.fields import FieldKind  # noqa: E402
from zhudan.blueprint.live import LiveBlueprint  # noqa: E402
from zhudan.blueprint.parts.pipeline import Pipeline  # noqa: E402
from zhudan.records import likeness, tables  # noqa: E402
from zhudan.server import preparation  # noqa: E402

SEED = 20_261_123
OPEN, CLOSED = 60_000, 100_000
CUSTOMERS = 30_000
PIPELINE = "project_sales"
_MARKED = 5_000


class Company:
    """The tables being filled."""

    def __init__(self, live: LiveBlueprint, staff: Staff, now: datetime) -> None:
        self.live = live
        self.staff = staff
        self.now = now
        self.random = Random(SEED)
        zone = live.document.settings.timezone
        self.pipeline: Pipeline = live.document.pipeline(PIPELINE)
        people = [seller.id for seller in staff.sellers]
        regions = [seller.region_id for seller in staff.sellers]
        first_ids = {"customer": 1, "contact": CUSTOMERS + 1}
        inventor = Inventor(self.random, people, regions, first_ids)
        self.inventor = inventor
        self.gated = {
            item.field
            for stage in self.pipeline.stages
            for item in stage.gate
            if item.kind == "field"
        }
        self.records = Records()
        self.tables = {
            table: TableRows(live, table, self.records, inventor, zone)
            for table in ("customer", "contact", self.pipeline.table)
        }
        self.facts = Facts(self.random, self.pipeline, staff, zone)
        self.sinks = [
            *self.records.sinks,
            *(table.sink for table in self.tables.values()),
            *self.facts.sinks.values(),
        ]

    def fill(self, open_: int, closed: int) -> None:
        sellers = self.staff.sellers
        for table in ("customer", "contact"):
            for number in range(CUSTOMERS):
                self.inventor.referred = number
                at = self.now - timedelta(minutes=self.random.randrange(900_000))
                self.tables[table].add(number, sellers[number % len(sellers)], at)
        for life in lives(
            self.random, self.pipeline, sellers, open_=open_, closed=closed, now=self.now
        ):
            place = sellers.index(life.seller)
            mine = range(place, CUSTOMERS, len(sellers))
            self.inventor.referred = self.random.choice(mine)
            self.facts.tell(life, self._project(life))
        for rows in self.tables.values():
            rows.finish()
        for sink in self.sinks:
            sink.flush()

    def _project(self, life: Life) -> int:
        contact_at = self.facts.contact_at(life)
        return self.tables[self.pipeline.table].add(
            life.number,
            life.seller,
            life.stays[0].entered_at,
            empty=frozenset(self._unfilled(life)),
            amount=self.pipeline.amount,
            pipeline=self.pipeline.key,
            stage=self.pipeline.stages[life.now.stage].key,
            status=life.outcome.kind if life.outcome else "open",
            outcome=life.outcome.key if life.outcome else None,
            stage_entered_at=life.now.entered_at,
            closed_at=life.now.left_at,
            contact_at=contact_at,
            progress_at=life.now.entered_at,
            plan="再次联系客户" if contact_at else None,
            plan_on=(contact_at + timedelta(days=5)).date() if contact_at else None,
            updated_at=life.now.left_at or life.now.entered_at,
            version=len(life.stays),
        )

    def _unfilled(self, life: Life) -> list[str]:
        """Fields that a gate still asks for, and some that nobody asks for."""
        asked = {
            item.field: stage
            for stage in range(life.now.stage, len(self.pipeline.stages))
            for item in self.pipeline.stages[stage].gate
            if item.kind == "field"
            and stage >= life.reached
            and not (stage == life.now.stage and item.key in life.met)
        }
        fields = self.tables[self.pipeline.table].table.fields
        return [field.key for field in fields if field.key in asked or self._spared(field)]

    def _spared(self, field: FieldKind) -> bool:
        return not field.required and field.key not in self.gated and self.random.random() < 0.5


def mark_likeness(live: LiveBlueprint) -> None:
    """Enter what new records are compared with."""
    for table in live.document.tables:
        if table.duplicates:
            rows = tables.model(live, table.key).objects.order_by("id").iterator(_MARKED)
            while some := list(islice(rows, _MARKED)):
                likeness.put_all(live, some)


def main() -> None:
    begun = time.monotonic()
    where, share = Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    preparation.prepare()
    staff = hire()
    live = blueprint.current()
    now = datetime.now(UTC).replace(tzinfo=None)
    company = Company(live, staff, now)
    with filling([sink.table for sink in company.sinks]):
        company.fill(int(OPEN * share), int(CLOSED * share))
    refill_rollups(live, company.tables)
    mark_likeness(live)
    rows = {sink.table: sink.written for sink in company.sinks}
    accounts = {"password": PASSWORD, "logins": staff.measured}
    told = {"accounts": accounts, "rows": rows, "seconds": round(time.monotonic() - begun, 1)}
    where.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
