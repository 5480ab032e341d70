"""Numbers, exact at a fixed scale; money and percent are numbers of their own kind."""

import re
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from zhudan.blueprint.fields.kind import (
    MAX_DIGITS,
    WRONG_TYPE,
    FieldError,
    FieldKind,
    Storage,
    refuse,
)
from zhudan.blueprint.part import Label
from zhudan.kit.conditions import Family, FieldType

_WRITTEN = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)


class ExactNumber(FieldKind):
    """canonical: Decimal with exactly `scale` places; stored as an integer of that scale."""

    storage: ClassVar[tuple[tuple[str, Storage], ...]] = (("", "bigint"),)
    family: ClassVar[Family] = "number"

    scale: int = 0
    min: Decimal | None = None
    max: Decimal | None = None

    def canonical(self, raw: object) -> Decimal:
        number = self.exact(_read(raw))
        if self.min is not None and number < self.min:
            raise refuse("too_small", f"不能小于 {self.min}", f"Must be at least {self.min}")
        if self.max is not None and number > self.max:
            raise refuse("too_large", f"不能大于 {self.max}", f"Must be at most {self.max}")
        return number

    def exact(self, number: Decimal) -> Decimal:
        """`number` at the field's scale; refused when that would lose a digit."""
        scaled = number.scaleb(self.scale)
        if abs(scaled) >= 10**MAX_DIGITS:
            raise too_many_digits()
        if scaled != scaled.to_integral_value():
            raise refuse(
                "too_precise",
                f"最多 {self.scale} 位小数",
                f"At most {self.scale} decimal places",
            )
        return self.from_db(int(scaled))

    def to_json(self, value: Decimal | None) -> str | None:
        return None if value is None else format(value, "f")

    def to_db(self, value: Decimal | None) -> tuple[int | None]:
        return (None if value is None else int(value.scaleb(self.scale)),)

    def from_db(self, *stored: int | None) -> Decimal:
        whole = stored[0]
        return None if whole is None else Decimal(whole).scaleb(-self.scale)  # type: ignore[return-value]

    @property
    def condition_type(self) -> FieldType:
        return FieldType("number", scale=self.scale)


class NumberField(ExactNumber):
    """unit: what is counted, shown behind the number."""

    may_be_unique: ClassVar[bool] = True

    kind: Literal["number"]
    scale: int = Field(0, ge=0, le=6)
    unit: Label | None = None


def too_many_digits() -> FieldError:
    return refuse("too_many_digits", f"最多 {MAX_DIGITS} 位数字", f"At most {MAX_DIGITS} digits")


def _read(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise WRONG_TYPE
    # a float's shortest reading is what was written: 0.1 arrives as 0.1, or is refused
    text = format(raw, "f") if isinstance(raw, Decimal) else str(raw).strip()
    if len(text) > 40 or not _WRITTEN.fullmatch(text):
        raise refuse("not_a_number", "请填写数字", "This must be a number")
    return Decimal(text)
