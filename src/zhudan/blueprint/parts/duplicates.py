"""A rule for noticing that a record is there already."""

from typing import Literal

from pydantic import Field

from zhudan.blueprint.part import Key, Part

Match = Literal["company", "similar", "phone", "same"]
Level = Literal["block", "warn"]


class DuplicateRule(Part):
    """match: company, equal but for the legal form, brackets, width and case; similar, a name
    nearly equal or sounding alike; phone, the same number; same, all `fields` together equal.
    Under company, similar and phone each of `fields` counts by itself, and a number in one of
    them meets the same number in another. level: block asks for a reason; warn only tells."""

    key: Key
    fields: tuple[Key, ...] = Field(min_length=1, max_length=5)
    match: Match
    level: Level = "warn"
