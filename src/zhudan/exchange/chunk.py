"""A few hundred rows on their way into the tables: read, resolved, written together.

A refused row takes nothing with it, in none of its tables. Most are refused before anything is
written; where a write refuses one that had made records already, the chunk is undone and done
again without it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhudan.exchange.complaint import Complaint
from zhudan.exchange.keyed import KeyTwice
from zhudan.exchange.planning import Plan
from zhudan.exchange.rows import Notes, Prepared
from zhudan.records.tables import Row as Record


@dataclass
class Reading:
    """A row of the file, read for every table. waits: it names a record that may be further
    down."""

    number: int
    parts: dict[str, Prepared]
    complaints: list[Complaint]
    waits: bool
    notes: Notes


@dataclass
class Group:
    """The rows of a chunk that are about one record of a table, the first of which says what it
    is. owner: whose it will be, if a row says so. record_id: set where it is here already, else
    once it is made."""

    plan: Plan
    rows: list[Reading]
    values: dict[str, Any]
    prepared: Prepared
    owner: int | None = None
    record_id: int | None = None
    here: Record | None = None
    name: str | None = None


@dataclass
class Written:
    """What a chunk did. updated: with the values that were replaced, as the journal tells them.
    marks: by what the new records resemble others -> the first row of each. leaning: row -> the
    earlier row whose record it would have made again."""

    created: list[Record] = field(default_factory=list)
    updated: list[tuple[Record, dict[str, Any]]] = field(default_factory=list)
    figures: dict[str, list[int]] = field(default_factory=dict)  # created, updated, unchanged
    taken: list[Reading] = field(default_factory=list)
    actions: dict[int, str] = field(default_factory=dict)  # row -> what its main record got
    titles: dict[int, list[dict[str, str]]] = field(default_factory=dict)
    refused: dict[int, list[Complaint]] = field(default_factory=dict)
    keys: set[tuple[str, str]] = field(default_factory=set)
    imagined: list[tuple[str, dict[str, Any], int]] = field(default_factory=list)
    marks: dict[int, int] = field(default_factory=dict)
    leaning: dict[int, int] = field(default_factory=dict)

    def count(self, table: str, place: int) -> None:
        self.figures.setdefault(table, [0, 0, 0])[place] += 1

    def refuse(self, rows: Iterable[Reading], complaints: Sequence[Complaint]) -> None:
        """complaints: with the number of any row; each row gets them as its own."""
        for row in rows:
            self.refused.setdefault(row.number, []).extend(
                Complaint(row.number, one.column, one.code, one.reason) for one in complaints
            )


def standing(written: Written) -> dict[int, list[Complaint]]:
    """The refused rows but those that repeat a row which is refused itself."""
    return {
        row: complaints
        for row, complaints in written.refused.items()
        if written.leaning.get(row) not in written.refused
    }


def told(values: dict[str, Any]) -> dict[str, Any]:
    """What a row says. An empty cell says nothing about what the record holds already."""
    return {key: value for key, value in values.items() if value is not None}


def merge(group: Group, values: dict[str, Any], owner: int | None) -> None:
    """A later row about the same record of a linked table fills what is empty."""
    for key, value in values.items():
        if group.values.get(key) is None and value is not None:
            group.values[key] = value
    if group.owner is None:
        group.owner = owner


def once(plan: Plan, name: str | None, seen: set[tuple[str, str]]) -> None:
    """Two rows about one record contradict each other, unless others link to it. KeyTwice."""
    if name is not None and not plan.linked and (plan.table, name) in seen:
        raise KeyTwice
