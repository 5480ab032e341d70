"""Cursors: where a reader stopped, as an opaque text.

A cursor holds plain JSON values. It is not signed: whoever changes one only asks to continue
somewhere else in a list that is judged anew on every page.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from zhudan.kit.errors import Refusal

LIMIT = 50
MOST = 200
_LONGEST = 4000


class BadCursor(Refusal):
    status = 422
    code = "bad_cursor"
    title = {
        "zh-CN": "翻页位置无效，请从头开始",
        "en": "The page cursor is not valid; please start from the first page",
    }


def encode_cursor(values: Sequence[Any]) -> str:
    text = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(text: str) -> list[Any]:
    """The values `encode_cursor` was given; BadCursor for anything else."""
    if len(text) > _LONGEST:
        raise BadCursor
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        values = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError):
        raise BadCursor from None
    if not isinstance(values, list):
        raise BadCursor
    return values


def decode_id(text: str) -> int:
    """The id in a cursor that holds nothing else; BadCursor."""
    values = decode_cursor(text)
    if len(values) != 1 or type(values[0]) is not int or abs(values[0]) >= 2**63:
        raise BadCursor
    return values[0]
