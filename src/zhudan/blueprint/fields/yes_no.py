"""Yes, no, or not said."""

from typing import ClassVar, Literal

from zhudan.blueprint.fields.kind import WRONG_TYPE, FieldKind, Storage
from zhudan.kit.conditions import Family


class YesNoField(FieldKind):
    """canonical: bool."""

    storage: ClassVar[tuple[tuple[str, Storage], ...]] = (("", "bool"),)
    family: ClassVar[Family] = "yes_no"

    kind: Literal["yes_no"]

    def canonical(self, raw: object) -> bool:
        if not isinstance(raw, bool):
            raise WRONG_TYPE
        return raw
