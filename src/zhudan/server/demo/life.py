"""What the demo tells about a project: stays in stages, and what was done in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from zhudan.blueprint.gates import AnyGate
from zhudan.blueprint.gates.action import ActionGate
from zhudan.blueprint.gates.field import FieldGate


@dataclass(frozen=True)
class Team:
    """Who works on a region's projects, by user id. since: when an owner started, if known."""

    region: int
    owners: Sequence[int]
    manager: int
    technicians: Sequence[int]
    since: Mapping[int, date] = field(default_factory=dict)


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
    """A visit; left and outcome are None while it lasts.

    until: when it ended or is going to end. overridden: gate items unmet on the way out. due,
    done: by key of the stage's task, when it falls due, and what answered it.
    """

    stage: str
    entered: datetime
    left: datetime | None = None
    outcome: str | None = None
    reason: str | None = None
    until: datetime | None = None
    overridden: list[str] = field(default_factory=list)
    override_reason: str | None = None
    by: int = 0
    due: dict[str, datetime | None] = field(default_factory=dict)
    done: dict[str, Deed | None] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)


@dataclass
class Life:
    """One project from registration to now.

    large: None where nobody has said. orderly: nothing was let through until its quotation.
    """

    team: Team
    owner: int
    technician: int
    stays: list[Stay]
    outcome: str | None = None
    reason: str | None = None
    competitor: str | None = None
    note: str | None = None
    wake_on: date | None = None
    large: bool | None = None
    orderly: bool = False

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
