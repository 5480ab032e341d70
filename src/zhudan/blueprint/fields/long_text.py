"""Text of several lines."""

from typing import Literal

from pydantic import Field

from zhudan.blueprint.fields.kind import FieldKind, clean_text


class LongTextField(FieldKind):
    """canonical: str, lines parted by \\n, at most `max_length` characters."""

    kind: Literal["long_text"]
    max_length: int = Field(5000, ge=1, le=20_000)

    def canonical(self, raw: object) -> str | None:
        return clean_text(raw, self.max_length) or None
