"""A key action was done."""

from zhudan.blueprint.gates.action import ActionGate
from zhudan.documents.standing import Mark
from zhudan.flow.requirements.case import Asker, Case


def judge(item: ActionGate, case: Case) -> Mark | None:
    return case.facts.actions.get(item.key)


def how(item: ActionGate, asker: Asker) -> dict[str, object]:
    return {"action": "act", "item": item.key, "needs": item.needs}
