"""One line of text."""

from typing import ClassVar, Literal

from pydantic import Field

from zhudan.blueprint.fields.kind import FieldKind, clean_text


class TextField(FieldKind):
    """canonical: str on one line, at most `max_length` characters."""

    may_be_unique: ClassVar[bool] = True
    may_be_title: ClassVar[bool] = True
    may_be_masked: ClassVar[bool] = True

    kind: Literal["text"]
    max_length: int = Field(200, ge=1, le=1000)

    def canonical(self, raw: object) -> str | None:
        return " ".join(clean_text(raw, self.max_length).split()) or None

    def mask(self, value: str | None) -> str | None:
        return None if value is None else f"{value[:1]}**"
