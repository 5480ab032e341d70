"""A reference to a record of another table (or of the same); user and region refer likewise."""

import re
from collections.abc import Mapping
from typing import ClassVar, Literal

from zhudan.blueprint.fields.kind import WRONG_TYPE, FieldKind, Storage
from zhudan.blueprint.part import Key
from zhudan.kit.conditions import Family


class Pointer(FieldKind):
    """canonical: the id, an int; whether it exists and may be seen is asked by records."""

    storage: ClassVar[tuple[tuple[str, Storage], ...]] = (("", "bigint"),)
    family: ClassVar[Family] = "reference"

    def canonical(self, raw: object) -> int:
        return read_id(raw)

    def to_json(self, value: int | None) -> str | None:
        return None if value is None else str(value)


def read_id(raw: object) -> int:
    """An id as a number, as text, or as the object the API answers with."""
    if isinstance(raw, Mapping):
        raw = raw.get("id")
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise WRONG_TYPE
    if not re.fullmatch(r"[1-9]\d{0,17}", str(raw), re.ASCII):
        raise WRONG_TYPE
    return int(raw)


class ReferenceField(Pointer):
    """on_delete: what binning the record referred to does: refuse it, or empty this field."""

    kind: Literal["reference"]
    table: Key
    on_delete: Literal["restrict", "clear"] = "restrict"
