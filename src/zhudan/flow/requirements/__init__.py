"""The kinds of gate item and how each is judged: one file a kind, as in `blueprint/gates`."""

from zhudan.flow.requirements import (
    action,
    activity,
    approved,
    condition,
    document,
    field,
    sent,
    signed,
)
from zhudan.flow.requirements.case import Requirement

KINDS: dict[str, Requirement] = {
    "field": Requirement(field.judge, field.how),
    "activity": Requirement(activity.judge, activity.how),
    "document": Requirement(document.judge, document.how),
    "action": Requirement(action.judge, action.how),
    "approved": Requirement(approved.judge, approved.how),
    "sent": Requirement(sent.judge, sent.how),
    "signed": Requirement(signed.judge, signed.how),
    "condition": Requirement(condition.judge, condition.how),
}
