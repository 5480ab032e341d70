"""An activity was entered since the record came into its stage; notes do not count."""

from zhudan.blueprint.gates.activity import ActivityGate
from zhudan.documents.standing import Mark
from zhudan.flow.requirements.case import Asker, Case


def judge(item: ActivityGate, case: Case) -> Mark | None:
    for kind in item.kinds:
        mark = case.facts.activities.get(kind)
        if mark and mark.at and (not case.facts.entered_at or mark.at >= case.facts.entered_at):
            return mark
    return None


def how(item: ActivityGate, asker: Asker) -> dict[str, object]:
    return {"action": "activity", "kinds": list(item.kinds)}
