"""Lifting documents of older formats to today's, when they are read; they are never rewritten.

A step is a function from the plain data of format N to that of format N + 1. Format 1 is the
first, so there is no step yet.
"""

from collections.abc import Callable, Mapping
from typing import Any

from zhudan.blueprint.document import FORMAT
from zhudan.kit.errors import Refusal

Step = Callable[[dict[str, Any]], dict[str, Any]]
STEPS: Mapping[int, Step] = {}


class UnknownFormat(Refusal):
    status = 422
    code = "unknown_format"
    title = {
        "zh-CN": "这份蓝图的格式是 {format}，本系统能读到格式 {newest}",
        "en": "This blueprint has format {format}; formats up to {newest} can be read",
    }


def upgrade(
    raw: Mapping[str, Any], *, steps: Mapping[int, Step] = STEPS, newest: int = FORMAT
) -> dict[str, Any]:
    """`raw` in today's format; `raw` itself stays as it is. Raises UnknownFormat."""
    lifted = dict(raw)
    number = lifted.get("format", newest)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= newest:
        raise UnknownFormat(params={"format": str(number)[:20], "newest": newest})
    for step in range(number, newest):
        lifted = steps[step](lifted) | {"format": step + 1}
    return lifted | {"format": newest}
