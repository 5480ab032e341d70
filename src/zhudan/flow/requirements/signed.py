"""A document was signed by the customer."""

from zhudan.blueprint.gates.signed import SignedGate
from zhudan.documents.standing import Mark
from zhudan.flow.requirements.case import Asker, Case


def judge(item: SignedGate, case: Case) -> Mark | None:
    return case.facts.document(item.document).signed


def how(item: SignedGate, asker: Asker) -> dict[str, object]:
    return {
        "action": "tick",
        "document": item.document,
        "standing": "signed",
        "allowed": asker.may_tick,
    }
