"""A document was sent to the customer."""

from typing import Literal

from zhudan.blueprint.gates.kind import GateKind
from zhudan.blueprint.part import Key


class SentGate(GateKind):
    kind: Literal["sent"]
    document: Key
