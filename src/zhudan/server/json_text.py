"""JSON as it comes in, refused at the door where it would trouble a room inside, and goes out."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from zhudan.server.malformed import BadJson, BadText, TooDeep

DEEPEST = 64  # a condition of the greatest allowed depth, inside a blueprint, needs about 40


class Read(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        raw = request.body
        try:
            value = json.loads(raw, parse_constant=_no_constant)
        except RecursionError:
            raise TooDeep from None
        except ValueError:
            raise BadJson from None
        if raw.count(b"[") + raw.count(b"{") > DEEPEST and _depth(value) > DEEPEST:
            raise TooDeep
        if b"\\u" in raw:
            _check_characters(value)
        return value


class Written(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return to_json(data)


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are not JSON, though Python reads them


def _depth(value: Any) -> int:
    """Levels of nesting, counted without recursion and only as far as is needed to refuse."""
    level = 0
    layer: list[Any] = [value]
    while layer and level <= DEEPEST:
        level += 1
        below: list[Any] = []
        for item in layer:
            if isinstance(item, dict):
                below.extend(part for part in item.values() if isinstance(part, dict | list))
            elif isinstance(item, list):
                below.extend(part for part in item if isinstance(part, dict | list))
        layer = below
    return level


def _check_characters(value: Any) -> None:
    """Half a surrogate pair cannot be encoded; a NUL cannot be stored by PostgreSQL."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadText from None
    if "\\u0000" in text:
        raise BadText
