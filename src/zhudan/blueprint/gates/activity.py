"""An activity was logged during the visit; notes do not count."""

from typing import Literal

from pydantic import Field

from zhudan.blueprint.gates.kind import GateKind

Contact = Literal["call", "visit", "wechat", "meeting"]


class ActivityGate(GateKind):
    """kinds: which activities count; by default any contact."""

    kind: Literal["activity"]
    kinds: tuple[Contact, ...] = Field(("call", "visit", "wechat", "meeting"), min_length=1)
