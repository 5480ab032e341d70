"""A condition over the record holds."""

from typing import Literal

from pydantic import Field

from zhudan.blueprint.gates.kind import GateKind
from zhudan.blueprint.part import Condition


class ConditionGate(GateKind):
    """condition: written `if`."""

    kind: Literal["condition"]
    condition: Condition = Field(alias="if")
