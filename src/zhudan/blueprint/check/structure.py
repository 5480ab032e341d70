"""Reading plain data as a blueprint, every structural mistake told with its place."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from zhudan.blueprint import fields, gates
from zhudan.blueprint.check.problem import BlueprintInvalid, Problem
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.upgrade import upgrade
from zhudan.kit.errors import Label

MOST = 100

# Pydantic's error types, in words an operations specialist understands
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少“{name}”", '"{name}" is missing'),
    "extra_forbidden": ("这里不认识“{name}”，是否写错了？", '"{name}" is not known here; a typo?'),
    "string_type": ("这里要写文字，不是“{input}”", 'A text is expected, not "{input}"'),
    "string_pattern_mismatch": (
        "“{input}”的写法不对：标识只能用小写字母、数字和下划线，以字母开头，最长 40 位",
        '"{input}" is not well written: keys have small letters, digits and underscores, begin '
        "with a letter, and have at most 40 characters",
    ),
    "string_too_short": ("这里不能为空", "This must not be empty"),
    "string_too_long": ("这里太长了，最多 {max_length} 个字", "At most {max_length} characters"),
    "too_short": ("这里至少要有 {min_length} 项", "At least {min_length} entries are needed"),
    "too_long": ("这里最多 {max_length} 项", "At most {max_length} entries are allowed"),
    "int_type": ("这里要写整数，不是“{input}”", 'A whole number is expected, not "{input}"'),
    "int_parsing": ("这里要写整数，不是“{input}”", 'A whole number is expected, not "{input}"'),
    "int_from_float": ("这里要写整数，不是“{input}”", 'A whole number is expected, not "{input}"'),
    "decimal_type": ("这里要写数字，不是“{input}”", 'A number is expected, not "{input}"'),
    "decimal_parsing": ("这里要写数字，不是“{input}”", 'A number is expected, not "{input}"'),
    "bool_type": ("这里要写 true 或 false", "true or false is expected"),
    "bool_parsing": ("这里要写 true 或 false", "true or false is expected"),
    "greater_than_equal": ("不能小于 {ge}", "Must be at least {ge}"),
    "less_than_equal": ("不能大于 {le}", "Must be at most {le}"),
    "literal_error": ("“{input}”不可用，只能是 {expected}", '"{input}" must be one of {expected}'),
    "tuple_type": ("这里要写一个列表", "A list is expected"),
    "dict_type": ("这里要写一组“名称: 值”", "A group of name: value is expected"),
    "model_type": ("这里要写一组“名称: 值”", "A group of name: value is expected"),
    "model_attributes_type": ("这里要写一组“名称: 值”", "A group of name: value is expected"),
    "union_tag_not_found": ("缺少 kind（种类）", "kind is missing"),
    "union_tag_invalid": (
        "没有种类“{tag}”，可用的有：{known}",
        'There is no kind "{tag}"; there are: {known}',
    ),
    "label_language": (
        "名称要写一段文字，或分别写 zh-CN 和 en",
        "A label is one text, or one each for zh-CN and en",
    ),
    "label_text": ("名称不能为空，最长 2000 字", "A label has 1 to 2000 characters"),
    "bad_character": (
        "含有无法保存的控制字符",
        "It holds characters that cannot be kept",
    ),
    "condition": ("条件写得不对：{zh}", "The condition is not valid: {en}"),
    "zone": ("没有时区“{input}”，例如 Asia/Shanghai", 'No time zone "{input}"; try Asia/Shanghai'),
    "due": ("期限要写 days 或 hours 其中一个", "A due time has either days or hours"),
    "number_pattern": (
        "编号格式里要有且只有一个 {{seq}}，可再用 {{yyyy}} {{yy}} {{mm}} {{dd}}",
        "The pattern needs exactly one {{seq}}; {{yyyy}} {{yy}} {{mm}} {{dd}} may stand beside it",
    ),
}
_UNKNOWN = ("这里的内容不对（{message}）", "This is not valid ({message})")


def read(raw: object) -> Blueprint:
    """The blueprint of plain data in any known format; raises BlueprintInvalid (with all
    structural mistakes) or UnknownFormat. What is said here is checked by check() further."""
    if not isinstance(raw, Mapping):
        raise BlueprintInvalid(
            [Problem("", {"zh-CN": "蓝图是空的", "en": "There is no blueprint in this text"})]
        )
    lifted = upgrade(raw)
    try:
        return Blueprint.model_validate(lifted)
    except ValidationError as error:
        raise BlueprintInvalid(_problems(error, lifted)) from None


def _problems(error: ValidationError, raw: Mapping[str, Any]) -> list[Problem]:
    told = error.errors(include_url=False)
    places = [detail["loc"] for detail in told]
    return [
        Problem(place(detail["loc"], raw), _sentence(detail))
        for detail in told[:MOST]
        # a list is called too short merely because what stands in it is wrong
        if detail["type"] != "too_short" or not _inside(detail["loc"], places)
    ]


def _inside(loc: tuple[int | str, ...], places: list[tuple[int | str, ...]]) -> bool:
    return any(len(other) > len(loc) and other[: len(loc)] == loc for other in places)


def place(loc: tuple[int | str, ...], raw: object) -> str:
    """A path by keys out of Pydantic's path by numbers, which also names union members."""
    words: list[str] = []
    here: object = raw
    for step in loc:
        if isinstance(step, int) and isinstance(here, list | tuple) and step < len(here):
            here = here[step]
            key = here.get("key") if isinstance(here, Mapping) else None
            words.append(key if isinstance(key, str) else str(step + 1))
        elif isinstance(here, Mapping) and step not in here and here.get("kind") == step:
            continue
        elif step != "[key]":
            here = here.get(step) if isinstance(here, Mapping) else None
            words.append(str(step))
    return ".".join(words)


def _sentence(detail: ErrorDetails) -> Label:
    zh, en = _SENTENCES.get(detail["type"], _UNKNOWN)
    context = detail.get("ctx", {})
    loc = detail["loc"]
    facts = {
        "name": str(loc[-1]) if loc else "",
        "input": str(detail.get("input"))[:40],
        "message": detail["msg"],
        "known": " ".join(gates.KINDS if "gate" in loc else fields.KINDS),
        **context,
    }
    return {"zh-CN": zh.format(**facts), "en": en.format(**facts)}
