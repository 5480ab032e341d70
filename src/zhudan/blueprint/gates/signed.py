"""A document was signed by the customer."""

from typing import Literal

from zhudan.blueprint.gates.kind import GateKind
from zhudan.blueprint.part import Key


class SignedGate(GateKind):
    kind: Literal["signed"]
    document: Key
