"""A field is filled."""

from typing import Literal

from zhudan.blueprint.gates.kind import GateKind
from zhudan.blueprint.part import Key


class FieldGate(GateKind):
    kind: Literal["field"]
    field: Key
