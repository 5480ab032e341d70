"""A pipeline: the stages a table's records go through, and the ways out."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhudan.blueprint.part import Key, Label, Part, by_key
from zhudan.blueprint.parts.outcome import Outcome
from zhudan.blueprint.parts.stage import Stage

# a field of the pipeline's table, or `reference.field` one step away
Path = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$", strict=True),
]


class Card(Part):
    """subtitle: the field shown below a card's title, a reference as the name it points to."""

    subtitle: Key | None = None


class Intake(Part):
    """The short form that registers a record together with those it refers to.

    fields: what is asked, in order; `customer.name` is the field `name` of the record that the
    reference `customer` will point to. reuse: reference -> the field of its table by which an
    existing record is taken instead of a new one. carry: `contact.customer: customer` gives the
    new contact this record's customer. fill: own field -> the path its value is taken from.
    """

    fields: tuple[Path, ...] = Field(min_length=1)
    reuse: dict[Key, Key] = {}
    carry: dict[Path, Key] = {}
    fill: dict[Key, Path] = {}


class Pipeline(Part):
    """order: fixed (forward to the next stage) or free (to any). amount: the money field copied
    to the record's amount. due: the date field behind "closing this month". large: from this
    amount on a record counts as large."""

    key: Key
    label: Label
    table: Key
    order: Literal["fixed", "free"] = "fixed"
    amount: Key | None = None
    due: Key | None = None
    large: Decimal | None = Field(None, ge=0)
    card: Card = Card()
    intake: Intake | None = None
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=50)
    outcomes: tuple[Outcome, ...] = ()

    @cached_property
    def stages_by_key(self) -> Mapping[str, Stage]:
        return by_key(self.stages)

    @cached_property
    def outcomes_by_key(self) -> Mapping[str, Outcome]:
        return by_key(self.outcomes)

    @cached_property
    def stage_keys(self) -> tuple[str, ...]:
        return tuple(stage.key for stage in self.stages)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: place for place, key in enumerate(self.stage_keys)}

    def stage(self, key: str) -> Stage:
        """Raises KeyError."""
        return self.stages_by_key[key]

    def outcome(self, key: str) -> Outcome:
        """Raises KeyError."""
        return self.outcomes_by_key[key]

    def place(self, stage: str) -> int:
        """The stage's position, from 0. Raises KeyError."""
        return self._places[stage]
