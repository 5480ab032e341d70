"""A document was approved."""

from zhudan.blueprint.gates.approved import ApprovedGate
from zhudan.documents.standing import Mark
from zhudan.flow.requirements.case import Asker, Case


def judge(item: ApprovedGate, case: Case) -> Mark | None:
    return case.facts.document(item.document).approved


def how(item: ApprovedGate, asker: Asker) -> dict[str, object]:
    return {
        "action": "tick",
        "document": item.document,
        "standing": "approved",
        "allowed": asker.may_tick,
    }
