"""How the flow says no."""

from collections.abc import Mapping, Sequence

from zhudan.kit.errors import Conflict, Forbidden, Invalid, Label, Refusal


class UnknownStage(Refusal):
    status = 422
    code = "unknown_stage"
    title = {"zh-CN": "这个流程没有这个阶段", "en": "This pipeline has no such stage"}


class UnknownOutcome(Refusal):
    status = 422
    code = "unknown_outcome"
    title = {"zh-CN": "这个流程没有这种结果", "en": "This pipeline has no such outcome"}


class NotOnPath(Conflict):
    code = "not_on_path"
    title = {
        "zh-CN": "这条记录不经过“{stage}”阶段",
        "en": "This record does not go through “{stage}”",
    }


class AlreadyThere(Conflict):
    code = "already_there"
    title = {"zh-CN": "已经在“{stage}”阶段", "en": "It is in “{stage}” already"}


class Closed(Conflict):
    code = "closed"
    title = {
        "zh-CN": "这条记录已经结束，重新打开后才能推进",
        "en": "This record is closed; reopen it first",
    }


class NotClosed(Conflict):
    code = "not_closed"
    title = {"zh-CN": "这条记录还在进行中", "en": "This record is still open"}


class NotFromHere(Conflict):
    """extra: from, the stages the outcome may be chosen in."""

    code = "not_from_here"
    title = {
        "zh-CN": "在“{stage}”阶段还不能选择“{outcome}”",
        "en": "“{outcome}” cannot be chosen in “{stage}”",
    }


class HasHistory(Conflict):
    code = "has_history"
    title = {
        "zh-CN": "这条记录已经有流程经历，不会重复带入",
        "en": "This record has a history in a pipeline already; it is not brought in twice",
    }


class SkipNotAllowed(Forbidden):
    code = "skip_not_allowed"
    title = {
        "zh-CN": "你没有跳过阶段的权限，请逐个阶段推进",
        "en": "You may not skip stages; move on one stage at a time",
    }


class OverrideNotAllowed(Forbidden):
    code = "override_not_allowed"
    title = {
        "zh-CN": "你没有放行的权限，请补齐缺少的内容",
        "en": "You may not override a gate; supply what is missing",
    }


class GateClosed(Conflict):
    """extra: to, unmet (a list of {kind, key, stage, label, how}), done, total, may_override."""

    code = "gate_closed"
    title = {
        "zh-CN": "还差 {missing} 项才能推进",
        "en": "{missing} more to supply before it can move on",
    }

    def __init__(
        self,
        to: str,
        unmet: Sequence[Mapping[str, object]],
        *,
        total: int,
        may_override: bool,
    ) -> None:
        super().__init__(
            params={"missing": len(unmet)},
            extra={
                "to": to,
                "unmet": list(unmet),
                "done": total - len(unmet),
                "total": total,
                "may_override": may_override,
            },
        )


def required(field: str, message: Label) -> Invalid:
    """What must be said and was not; its code is `<field>_required`."""
    errors = [{"field": field, "code": "required", "message": message}]
    return Invalid(code=f"{field}_required", title=message, extra={"errors": errors})
