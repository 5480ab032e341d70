"""What the demo tells about a project: stays in stages, and what was done in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from zhudan.blueprint.gates import AnyGate
from zhudan.blueprint.gates.action import ActionGate
from zhudan.blueprint.gates.field import FieldGate


@dataclass(frozen=True)
class Team:
    """Who works on a region's projects, by user id."""

    region: int
    owners: Sequence[int]
    manager: int
    technicians: Sequence[int]


@dataclass
class Deed:
    """Something done: what is activity, field, document, action or a standing (approved, …).

    key: the activity's kind, the field, the document type or the gate item.
    """

    at: datetime
    what: str
    key: str
    by: int
    note: str | None = None
    plan: str | None = None
    plan_on: date | None = None

    def answers(self, item: AnyGate) -> bool:
        """Whether this is what a gate item asks for."""
        if isinstance(item, FieldGate):
            return self.what == "field" and self.key == item.field
        if isinstance(item, ActionGate):
            return self.what == "action" and self.key == item.key
        return self.what == item.kind and self.key == getattr(item, "document", self.key)


@dataclass
class Stay:
    """A visit; left and outcome are None while it lasts."""

    stage: str
    entered: datetime
    left: datetime | None = None
    outcome: str | None = None
    reason: str | None = None
    overridden: str | None = None
    override_reason: str | None = None
    by: int = 0
    deeds: list[Deed] = field(default_factory=list)


@dataclass
class Life:
    """One project from registration to now."""

    team: Team
    owner: int
    technician: int
    stays: list[Stay]
    outcome: str | None = None
    reason: str | None = None
    competitor: str | None = None
    note: str | None = None
    wake_on: date | None = None

    @property
    def registered(self) -> datetime:
        return self.stays[0].entered

    def name_person(self, who: str) -> None:
        """Who the customer's person is, once the project has one."""
        for deed in self.deeds:
            deed.note = deed.note.replace("{who}", who) if deed.note else None

    @property
    def deeds(self) -> Iterator[Deed]:
        for stay in self.stays:
            yield from stay.deeds
