"""The kinds of gate item, one file each, listed by hand."""

from typing import Annotated

from pydantic import Discriminator

from zhudan.blueprint.gates.action import ActionGate
from zhudan.blueprint.gates.activity import ActivityGate
from zhudan.blueprint.gates.approved import ApprovedGate
from zhudan.blueprint.gates.condition import ConditionGate
from zhudan.blueprint.gates.document import DocumentGate
from zhudan.blueprint.gates.field import FieldGate
from zhudan.blueprint.gates.kind import GateKind
from zhudan.blueprint.gates.sent import SentGate
from zhudan.blueprint.gates.signed import SignedGate

KINDS: dict[str, type[GateKind]] = {
    "field": FieldGate,
    "activity": ActivityGate,
    "document": DocumentGate,
    "action": ActionGate,
    "approved": ApprovedGate,
    "sent": SentGate,
    "signed": SignedGate,
    "condition": ConditionGate,
}

# the same list once more for the type checker and for OpenAPI; a test holds the two together
AnyGate = Annotated[
    FieldGate
    | ActivityGate
    | DocumentGate
    | ActionGate
    | ApprovedGate
    | SentGate
    | SignedGate
    | ConditionGate,
    Discriminator("kind"),
]

__all__ = ["KINDS", "AnyGate", "GateKind"]
