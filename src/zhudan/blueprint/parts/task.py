"""A task that opens when a record enters a stage."""

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from zhudan.blueprint.part import Key, Label, Part

# the word that assigns a task to the record's owner; no role may be called so
OWNER = "owner"


class Assignment(Part):
    """role: `owner`, or a role's key. within (written `in`): region takes the nearest holder of
    the role whose region contains the record's."""

    role: Key
    within: Literal["region"] | None = Field(None, alias="in")


class Due(Part):
    """Either days or hours, counted on `clock` from the task's opening, or from the moment the
    document of type `after_document` is first there (until then the task has no due time)."""

    days: int | None = Field(None, ge=0, le=3650)
    hours: int | None = Field(None, ge=1, le=10_000)
    clock: Literal["calendar", "workday_24h", "working_hours"] = "calendar"
    after_document: Key | None = None

    @model_validator(mode="after")
    def _one_length(self) -> "Due":
        if (self.days is None) == (self.hours is None):
            raise PydanticCustomError("due", "a due time has either days or hours")
        return self


class StageTask(Part):
    """closes_with: the gate item of the same stage that closes the task when it is met."""

    key: Key
    label: Label
    assign: Assignment = Assignment(role=OWNER)
    due: Due | None = None
    invite: tuple[Key, ...] = ()
    closes_with: Key | None = None
