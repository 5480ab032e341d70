"""The shapes of what the routes of merging take and give."""

from typing import Literal

from pydantic import BaseModel

from zhudan.flow.answers import Body
from zhudan.records.answers import RecordAnswer


class MergeBody(Body):
    """version, other_version: as they were seen. take: fields whose value comes from the other."""

    other: str
    version: int
    other_version: int
    take: dict[str, Literal["this", "other"]] = {}


class MergedAnswer(BaseModel):
    """merge: to undo it by. moved: how many came along, by kind or by table.field."""

    record: RecordAnswer
    merge: str
    moved: dict[str, int]


class PartedAnswer(BaseModel):
    """left: what could not be put back, in sentences."""

    record: RecordAnswer
    other: RecordAnswer
    left: list[str]
