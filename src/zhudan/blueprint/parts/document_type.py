"""A type of document that records carry."""

from typing import Literal

from pydantic import Field

from zhudan.blueprint.part import Key, Label, Part
from zhudan.files import kinds

Format = Literal["pdf", "word", "excel", "powerpoint", "image", "cad", "text"]


class DocumentType(Part):
    """photo: pictures taken on the spot, shown as pictures."""

    key: Key
    label: Label
    accept: tuple[Format, ...] = Field(("pdf", "word", "excel", "image"), min_length=1)
    max_mb: int = Field(50, ge=1, le=200)
    photo: bool = False

    @property
    def extensions(self) -> tuple[str, ...]:
        return tuple(kinds.endings(self.accept))
