"""What holds for the whole organisation."""

from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from zhudan.blueprint.part import Key, Part

Progress = Literal[
    "record_moved",
    "key_action_done",
    "activity_logged",
    "document_added",
    "document_approved",
    "document_signed",
]


class Settings(Part):
    """progress: the events that count as progress. silent_days: without contact for so long, a
    customer is silent. ramp_up_stage: reaching it shows a newcomer to be independent."""

    zone: str = "Asia/Shanghai"
    currency: str = Field("CNY", pattern=r"^[A-Z]{3}$")
    progress: tuple[Progress, ...] = (
        "record_moved",
        "key_action_done",
        "activity_logged",
        "document_approved",
        "document_signed",
    )
    silent_days: int = Field(15, ge=1, le=365)
    ramp_up_stage: Key | None = None

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise PydanticCustomError("zone", "no such time zone")
        return zone

    @cached_property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)
