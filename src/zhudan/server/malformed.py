"""Bodies and parameters that cannot be what a route asked for: 413 and 422."""

from collections.abc import Iterable, Mapping
from typing import Any

from zhudan.kit.errors import Label, Refusal


class TooLarge(Refusal):
    status = 413
    code = "too_large"
    title = {"zh-CN": "发送的内容太大", "en": "What was sent is too large"}


class TooDeep(Refusal):
    status = 422
    code = "too_deep"
    title = {"zh-CN": "内容嵌套太深", "en": "The content is nested too deeply"}


class BadJson(Refusal):
    status = 422
    code = "bad_json"
    title = {"zh-CN": "内容不是有效的 JSON", "en": "The body is not valid JSON"}


class BadText(Refusal):
    status = 422
    code = "bad_text"
    title = {
        "zh-CN": "内容中有无法保存的字符",
        "en": "There are characters in it that cannot be kept",
    }


_MISSING: Label = {"zh-CN": "这一项必须填写", "en": "This is required"}
_WRONG_TYPE: Label = {"zh-CN": "类型不正确", "en": "This is of the wrong type"}
_NOT_ALLOWED: Label = {"zh-CN": "不能填写这个值", "en": "This value is not allowed"}
_UNKNOWN: Label = {"zh-CN": "没有这一项", "en": "There is no such member"}
_TOO_LONG: Label = {"zh-CN": "内容太长", "en": "This is too long"}
_TOO_SHORT: Label = {"zh-CN": "内容太短", "en": "This is too short"}
_OUT_OF_RANGE: Label = {"zh-CN": "数值超出范围", "en": "This is out of range"}

# Pydantic's names for what is wrong, and ours. Whatever else ends in _type or _parsing is a
# wrong type, and the rest simply invalid.
_KNOWN: Mapping[str, tuple[str, Label]] = {
    "missing": ("required", _MISSING),
    "extra_forbidden": ("unknown", _UNKNOWN),
    "enum": ("not_allowed", _NOT_ALLOWED),
    "literal_error": ("not_allowed", _NOT_ALLOWED),
    "string_too_long": ("too_long", _TOO_LONG),
    "too_long": ("too_long", _TOO_LONG),
    "string_too_short": ("too_short", _TOO_SHORT),
    "too_short": ("too_short", _TOO_SHORT),
    "greater_than": ("out_of_range", _OUT_OF_RANGE),
    "greater_than_equal": ("out_of_range", _OUT_OF_RANGE),
    "less_than": ("out_of_range", _OUT_OF_RANGE),
    "less_than_equal": ("out_of_range", _OUT_OF_RANGE),
}


def field_errors(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Pydantic's errors as ours: {field, code, message}. Never quotes what was sent."""
    return [_field_error(error) for error in errors]


def _field_error(error: Mapping[str, Any]) -> dict[str, object]:
    # ninja puts the place ("body", "query") and, for bodies, the parameter's name in front.
    place, *path = error["loc"]
    if place in ("body", "form", "file") and len(path) > 1:
        path = path[1:]
    kind = str(error["type"])
    if kind in _KNOWN:
        code, message = _KNOWN[kind]
    elif kind.endswith(("_type", "_parsing", "_attributes_type")):
        code, message = "wrong_type", _WRONG_TYPE
    else:
        code, message = "invalid", _NOT_ALLOWED
    return {"field": ".".join(str(part) for part in path), "code": code, "message": message}
