"""A document was approved."""

from typing import Literal

from zhudan.blueprint.gates.kind import GateKind
from zhudan.blueprint.part import Key


class ApprovedGate(GateKind):
    kind: Literal["approved"]
    document: Key
