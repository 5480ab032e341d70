"""A document was sent to the customer."""

from zhudan.blueprint.gates.sent import SentGate
from zhudan.documents.standing import Mark
from zhudan.flow.requirements.case import Asker, Case


def judge(item: SentGate, case: Case) -> Mark | None:
    return case.facts.document(item.document).sent


def how(item: SentGate, asker: Asker) -> dict[str, object]:
    return {
        "action": "tick",
        "document": item.document,
        "standing": "sent",
        "allowed": asker.may_tick,
    }
