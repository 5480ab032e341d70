"""Files attached to the record itself (documents with types and versions are another thing)."""

import json
from typing import ClassVar, Literal

from pydantic import Field

from zhudan.blueprint.fields.kind import WRONG_TYPE, FieldKind, refuse
from zhudan.blueprint.fields.reference import read_id
from zhudan.kit.conditions import Family


class AttachmentField(FieldKind):
    """canonical: list of file ids in the order given; stored as JSON."""

    family: ClassVar[Family] = "files"

    kind: Literal["attachment"]
    max_files: int = Field(20, ge=1, le=100)

    def canonical(self, raw: object) -> list[int] | None:
        if not isinstance(raw, list | tuple):
            raise WRONG_TYPE
        if len(raw) > self.max_files:
            raise refuse(
                "too_many_files", f"最多 {self.max_files} 个文件", f"At most {self.max_files} files"
            )
        return list(dict.fromkeys(read_id(one) for one in raw)) or None

    def to_json(self, value: list[int] | None) -> list[str]:
        return [str(one) for one in value or ()]

    def to_db(self, value: list[int] | None) -> tuple[str | None]:
        return (None if value is None else json.dumps(value),)

    def from_db(self, *stored: str | None) -> list[int] | None:
        return None if stored[0] is None else list(json.loads(stored[0]))
