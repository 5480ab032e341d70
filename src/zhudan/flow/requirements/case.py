"""What a requirement is judged by, and what it is told about who asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.rights import Rights
from zhudan.documents.standing import NOTHING, Mark, Standing


@dataclass(frozen=True)
class Facts:
    """What happened around a record, beside its own values.

    entered_at: when the current visit began. activities: the latest of each kind, notes left
    out, with the time it was entered. actions: the latest of each key action, by item.
    """

    entered_at: datetime | None = None
    activities: Mapping[str, Mark] = field(default_factory=dict)
    actions: Mapping[str, Mark] = field(default_factory=dict)
    documents: Mapping[str, Standing] = field(default_factory=dict)

    def document(self, type_: str) -> Standing:
        return self.documents.get(type_, NOTHING)


@dataclass(frozen=True)
class Case:
    """values: canonical, engine fields included. today: in the organisation's zone."""

    values: Mapping[str, object]
    facts: Facts
    today: date
    zone: ZoneInfo


@dataclass(frozen=True)
class Asker:
    """Who asks how an item can be supplied. may_tick: on this record."""

    document: Blueprint
    rights: Rights
    table: str
    may_tick: bool


@dataclass(frozen=True)
class Requirement:
    """judge: who met the item and when, None while unmet. how: what the browser offers."""

    judge: Callable[[Any, Case], Mark | None]
    how: Callable[[Any, Asker], dict[str, object]]


MET = Mark()  # met, by nobody in particular
EXPLAIN: dict[str, object] = {"action": "explain"}  # nothing this asker could supply here
