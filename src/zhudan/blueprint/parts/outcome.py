"""A way for a record to leave its pipeline."""

from typing import Literal

from pydantic import Field

from zhudan.blueprint.part import Key, Label, Part

Wish = Literal["required", "optional"]


class Reason(Part):
    """side: on whom it was, as for a sticking point; None: on nobody in particular."""

    key: Key
    label: Label
    side: Literal["ours", "customer", "outside"] | None = None


class Asks(Part):
    """What is asked when closing; None: not asked."""

    reason: Wish | None = None
    competitor: Wish | None = None
    note: Wish | None = None


class Outcome(Part):
    """from_stages (written `from`): where it may be chosen; empty: anywhere. passes_gate: only
    when the stage's gate is met. wakes: asks for a date on which the record wakes up."""

    key: Key
    kind: Literal["won", "lost", "dropped"]
    label: Label
    from_stages: tuple[Key, ...] = Field((), alias="from")
    passes_gate: bool = False
    reasons: tuple[Reason, ...] = ()
    asks: Asks = Asks()
    wakes: bool = False

    def reason(self, key: str) -> Reason:
        """Raises KeyError."""
        for reason in self.reasons:
            if reason.key == key:
                return reason
        raise KeyError(key)
