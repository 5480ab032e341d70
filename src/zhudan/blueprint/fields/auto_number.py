"""A number the system gives, as XM2026-0042."""

import re
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from zhudan.blueprint.fields.kind import FieldKind

_PLACE = re.compile(r"\{(yyyy|yy|mm|dd|seq(?::(\d))?)\}")


class AutoNumberField(FieldKind):
    """pattern: text with {yyyy} {yy} {mm} {dd} and one {seq} or {seq:digits}. Counting begins
    anew with each day, month or year that the pattern names."""

    read_only: ClassVar[bool] = True
    may_be_title: ClassVar[bool] = True

    kind: Literal["auto_number"]
    pattern: str = Field("{seq:6}", max_length=60)

    @field_validator("pattern")
    @classmethod
    def _one_sequence(cls, pattern: str) -> str:
        sequences = [place for place in _PLACE.findall(pattern) if place[0].startswith("seq")]
        if len(sequences) != 1 or re.search(r"[{}]", _PLACE.sub("", pattern)):
            raise PydanticCustomError("number_pattern", "the pattern needs one {{seq}}")
        return pattern

    def period(self, day: date) -> str:
        """Within which numbers count up: "" for ever, or the day's year, month or day."""
        names = {name for name, _ in _PLACE.findall(self.pattern)}
        if "dd" in names:
            return f"{day:%Y%m%d}"
        if "mm" in names:
            return f"{day:%Y%m}"
        return f"{day:%Y}" if names & {"yyyy", "yy"} else ""

    def write(self, day: date, number: int) -> str:
        """The value for the `number`th record of its period."""

        def fill(place: re.Match[str]) -> str:
            if place[1].startswith("seq"):
                return f"{number:0{int(place[2] or 1)}d}"
            parts = {"yyyy": f"{day:%Y}", "yy": f"{day:%y}", "mm": f"{day:%m}", "dd": f"{day:%d}"}
            return parts[place[1]]

        return _PLACE.sub(fill, self.pattern)
