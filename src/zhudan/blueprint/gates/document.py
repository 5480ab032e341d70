"""A document of a type is on the record, in at least one version."""

from typing import Literal

from zhudan.blueprint.gates.kind import GateKind
from zhudan.blueprint.part import Key


class DocumentGate(GateKind):
    kind: Literal["document"]
    document: Key
