"""A region of the organisation."""

from typing import Literal

from zhudan.blueprint.fields.reference import Pointer


class RegionField(Pointer):
    kind: Literal["region"]
