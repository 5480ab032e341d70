"""Refusals: every way the product says no, as a class with a status and a stable code.

A refusal raised inside a transaction undoes it. The message is written in the reader's
language when the answer is made, so a refusal carries its parameters, not its sentence.
"""

from collections.abc import Mapping, Sequence

from zhudan.kit.language import pick

Label = Mapping[str, str]


class Refusal(Exception):
    """Base of all refusals.

    status: HTTP status. code: stable machine name. title: sentence in each language, with
    {placeholders} filled from `params`. extra: further members of the problem document.
    """

    status = 400
    code = "refused"
    title: Label = {"zh-CN": "请求被拒绝", "en": "The request was refused"}

    def __init__(
        self,
        *,
        code: str | None = None,
        title: Label | None = None,
        status: int | None = None,
        params: Mapping[str, object] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code or self.code
        self.title = title or self.title
        self.status = status or self.status
        self.params = dict(params or {})
        self.extra = dict(extra or {})
        super().__init__(self.code)

    def sentence(self) -> str:
        """What happened, in the current language; parameters may themselves be labels."""
        told = {
            name: pick(value) if isinstance(value, Mapping) else value
            for name, value in self.params.items()
        }
        return pick(self.title).format(**told)


class Anonymous(Refusal):
    status = 401
    code = "anonymous"
    title = {"zh-CN": "请先登录", "en": "Please sign in"}


class Forbidden(Refusal):
    status = 403
    code = "forbidden"
    title = {"zh-CN": "你没有权限这样做", "en": "You do not have the right to do this"}


class NotFound(Refusal):
    """Also the answer for what the viewer may not know to exist."""

    status = 404
    code = "not_found"
    title = {"zh-CN": "没有找到", "en": "Not found"}


class Conflict(Refusal):
    status = 409
    code = "conflict"
    title = {"zh-CN": "与现有内容冲突", "en": "This conflicts with what is there"}


class Stale(Conflict):
    """The caller saw an older version. extra: current {version, changed_by, changed_at}."""

    code = "stale"
    title = {
        "zh-CN": "刚刚有人改过这条记录，请用最新的内容再试",
        "en": "Somebody has just changed this record; please try again with the latest",
    }


class Invalid(Refusal):
    """Malformed input. extra: errors, a list of {field, code, message}."""

    status = 422
    code = "invalid"
    title = {"zh-CN": "有内容填写不正确", "en": "Some of the input is not valid"}

    @classmethod
    def field(cls, field: str, code: str, message: Label) -> "Invalid":
        return cls.fields([(field, code, message)])

    @classmethod
    def fields(cls, errors: Sequence[tuple[str, str, Label]]) -> "Invalid":
        return cls(
            extra={
                "errors": [
                    {"field": field, "code": code, "message": message}
                    for field, code, message in errors
                ]
            }
        )
