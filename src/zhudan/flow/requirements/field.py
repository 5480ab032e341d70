"""A field is filled."""

from zhudan.blueprint.gates.field import FieldGate
from zhudan.documents.standing import Mark
from zhudan.flow.requirements.case import EXPLAIN, MET, Asker, Case


def judge(item: FieldGate, case: Case) -> Mark | None:
    return None if case.values.get(item.field) in (None, "", []) else MET


def how(item: FieldGate, asker: Asker) -> dict[str, object]:
    if asker.rights.field(asker.table, item.field) != "edit":
        return EXPLAIN
    return {"action": "field", "field": item.field}
