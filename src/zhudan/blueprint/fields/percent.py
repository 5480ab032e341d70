"""A percentage; 6.2 means 6.2 %."""

from typing import Literal

from pydantic import Field

from zhudan.blueprint.fields.number import ExactNumber


class PercentField(ExactNumber):
    kind: Literal["percent"]
    scale: int = Field(1, ge=0, le=6)
