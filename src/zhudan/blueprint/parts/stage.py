"""A stage of a pipeline."""

from typing import Literal

from pydantic import Field

from zhudan.blueprint.gates import AnyGate
from zhudan.blueprint.part import Aliases, Condition, Key, Label, Part
from zhudan.blueprint.parts.task import StageTask


class StickingPoint(Part):
    """Why records get stuck here, and on whom it waits."""

    key: Key
    label: Label
    side: Literal["ours", "customer", "outside"]


class Quote(Part):
    """Words to say to the customer, and when they serve."""

    text: Label
    label: Label


class Playbook(Part):
    """say: what to ask, to bring and to check, one line each."""

    say: tuple[Label, ...] = ()
    quote: Quote | None = None


class Stage(Part):
    """expected_days: longer than that is late. contact_days: a contact at least so often (None:
    not watched). applies_if: records for which it is false pass the stage by. aliases: what
    ledgers call it, or the day it began."""

    key: Key
    label: Label
    aliases: Aliases = ()
    expected_days: int = Field(ge=1, le=3650)
    contact_days: int | None = Field(None, ge=1, le=3650)
    applies_if: Condition | None = None
    gate: tuple[AnyGate, ...] = ()
    tasks: tuple[StageTask, ...] = ()
    sticking_points: tuple[StickingPoint, ...] = ()
    playbook: Playbook = Playbook()

    def gate_item(self, key: str) -> AnyGate:
        """Raises KeyError."""
        for item in self.gate:
            if item.key == key:
                return item
        raise KeyError(key)
