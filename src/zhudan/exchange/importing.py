"""Bringing the rows of a file into tables: created, updated, or refused with reasons.

Whoever imports does so with his own rights.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count, islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhudan import journal
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange import fitting
from zhudan.exchange import mapping as mappings
from zhudan.exchange.chunk import Reading, Written
from zhudan.exchange.complaint import Complaint
from zhudan.exchange.engine import CHUNK, Engine
from zhudan.exchange.mapping import Mapping, MappingRefused
from zhudan.exchange.outcome import Outcome
from zhudan.exchange.sheet import Row, Sheet
from zhudan.kit import worktime
from zhudan.kit.errors import Conflict, Forbidden, NotFound
from zhudan.people.viewer import Viewer
from zhudan.records import access, computed, statistics

# Chunks after which the database looks at what has come in: a table four times its size is another.
_COUNTED = frozenset(4**power for power in range(10))


class BlueprintTurned(Conflict):
    code = "blueprint_turned"
    title = {
        "zh-CN": "导入期间发布了新的蓝图版本，已停在第 {row} 行之前；请再运行一次",
        "en": "A new blueprint was published meanwhile; stopped before row {row}. Run it again",
    }


@dataclass
class Step:
    """What a chunk came to. read: its rows. waiting: those that name a record of their own table
    which may be further down, with what is wrong with them unless it comes."""

    read: int = 0
    last_row: int = 0
    written: Written = field(default_factory=Written)
    refused: dict[int, list[Complaint]] = field(default_factory=dict)
    waiting: dict[int, list[Complaint]] = field(default_factory=dict)
    samples: list[dict[str, Any]] = field(default_factory=list)


Kept = Callable[[Step], None]


def run(
    table: str, sheet: Sheet, mapping: Mapping | None, *, viewer: Viewer, dry: bool = False
) -> Outcome:
    """Import all rows at once. mapping None: columns are matched by their names.

    dry: every row is judged and nothing is written. Raises Forbidden without the ability
    `import` (with stages, `migrate`), NotFound for the table, MappingRefused; rows never raise.
    """
    live = blueprint.current()
    if table not in live.document.tables_by_key:
        raise NotFound
    chosen = mapping or mappings.by_names(sheet.header, live.document.table(table))
    chosen = chosen.over(table)
    check(live, chosen, sheet, viewer)
    engine = Engine(live, sheet.header, chosen, viewer, dry=dry)
    outcome = begun(engine, sheet, chosen)
    rows: Iterable[Row] = sheet.rows
    before, last = 0, False
    while True:
        waiting: set[int] = set()
        for step in steps(engine, rows, last=last):
            take(outcome, step)
            waiting |= set(step.waiting)
        if not waiting:
            break
        # Rows that name a later row of the same file get another turn while that helps.
        last, before = len(waiting) == before, len(waiting)
        rows = [row for row in sheet.rows if row.number in waiting]
        outcome.read -= len(rows)
    if not dry:
        noted(outcome, table, viewer)
    return outcome


def check(live: LiveBlueprint, mapping: Mapping, sheet: Sheet, viewer: Viewer) -> None:
    """Raises Forbidden, MappingRefused."""
    placed = any(table.place or table.history for table in mapping.tables)
    if not {"import", *(["migrate"] if placed else [])} <= access.rights(live, viewer).abilities:
        raise Forbidden
    wrong = fitting.problems(mapping, sheet.header, live, viewer)
    if wrong:
        raise MappingRefused(wrong)


def begun(engine: Engine, sheet: Sheet, mapping: Mapping) -> Outcome:
    """The outcome of an import that has read nothing yet."""
    outcome = Outcome(dry=engine.dry)
    used = set(mappings.columns_used(mapping))
    outcome.left_out = [
        name
        for name in sheet.header
        if name not in used and name not in sheet.unnamed and name not in sheet.coloured
    ]
    for plan in engine.plans:
        outcome.figures(plan.table)
    return outcome


def steps(
    engine: Engine, rows: Iterable[Row], *, last: bool, kept: Kept | None = None
) -> Iterator[Step]:
    """Take the rows chunk by chunk, each in a transaction of its own, at the end of which `kept`
    writes down how far the import got. last: rows that wait for another are refused."""
    walk = iter(rows)
    for chunk in count(1):
        few = list(islice(walk, CHUNK))
        if not few:
            return
        if engine.dry:
            yield _step(engine, few, last)
            continue
        with transaction.atomic():
            if blueprint.hold().number != engine.live.number:
                raise BlueprintTurned(params={"row": few[0].number})
            with computed.together(engine.live, _today(engine.live)):
                step = _step(engine, few, last)
            if kept is not None:
                kept(step)
        if chunk in _COUNTED:
            statistics.look_at(plan.table for plan in engine.plans)
        yield step


def _step(engine: Engine, rows: Sequence[Row], last: bool) -> Step:
    step = Step(read=len(rows), last_row=rows[-1].number)
    readings = [engine.read(row) for row in rows]
    sound: list[Reading] = []
    for reading in readings:
        wrong = reading.complaints
        if reading.waits and not last and all(one.code == "not_there" for one in wrong):
            step.waiting[reading.number] = wrong
        elif wrong:
            step.refused[reading.number] = wrong
        else:
            sound.append(reading)
    step.written = engine.write(sound)
    step.refused |= step.written.refused
    step.samples = engine.samples.of(readings, step.written, set(step.waiting))
    return step


def take(outcome: Outcome, step: Step) -> None:
    """Count a chunk."""
    outcome.read += step.read
    for number in sorted(step.refused):
        outcome.refuse(step.refused[number])
    for table, (created, updated, unchanged) in step.written.figures.items():
        figures = outcome.figures(table)
        figures.created += created
        figures.updated += updated
        figures.unchanged += unchanged
    for reading in step.written.taken:
        outcome.notes.replaced += reading.notes.replaced
        outcome.notes.empty += reading.notes.empty
    outcome.sample(step.samples)


def noted(outcome: Outcome, table: str, viewer: Viewer) -> None:
    """Journal an import that has ended."""
    main = outcome.main
    with transaction.atomic():
        journal.record(
            "rows_imported",
            actor=viewer.id,
            table=table,
            data={
                "read": outcome.read,
                "created": main.created,
                "updated": main.updated,
                "unchanged": main.unchanged,
                "refused": outcome.refused,
            },
        )


def _today(live: LiveBlueprint) -> date:
    return worktime.day_of(timezone.now(), live.document.settings.timezone)
