"""A condition over the record holds."""

from zhudan.blueprint.gates.condition import ConditionGate
from zhudan.documents.standing import Mark
from zhudan.flow.requirements.case import EXPLAIN, MET, Asker, Case
from zhudan.kit import conditions


def judge(item: ConditionGate, case: Case) -> Mark | None:
    holds = conditions.judge(item.condition, case.values, today=case.today, me=None, zone=case.zone)
    return MET if holds else None


def how(item: ConditionGate, asker: Asker) -> dict[str, object]:
    return EXPLAIN
