"""A person with an account."""

from typing import ClassVar, Literal

from zhudan.blueprint.fields.reference import Pointer
from zhudan.kit.conditions import Family


class UserField(Pointer):
    family: ClassVar[Family] = "user"

    kind: Literal["user"]
