"""A type of document that records carry."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from zhudan.blueprint.part import Key, Label, Part

Format = Literal["pdf", "word", "excel", "powerpoint", "image", "cad", "text"]
EXTENSIONS: Mapping[Format, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "word": (".doc", ".docx", ".wps"),
    "excel": (".xls", ".xlsx", ".et"),
    "powerpoint": (".ppt", ".pptx"),
    "image": (".jpg", ".jpeg", ".png", ".webp", ".heic"),
    "cad": (".dwg", ".dxf"),
    "text": (".txt", ".csv"),
}


class DocumentType(Part):
    """photo: pictures taken on the spot, shown as pictures."""

    key: Key
    label: Label
    accept: tuple[Format, ...] = Field(("pdf", "word", "excel", "image"), min_length=1)
    max_mb: int = Field(50, ge=1, le=500)
    photo: bool = False

    @property
    def extensions(self) -> tuple[str, ...]:
        return tuple(ext for kind in self.accept for ext in EXTENSIONS[kind])
