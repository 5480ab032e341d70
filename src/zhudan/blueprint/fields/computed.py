"""Fields whose value is computed: they store and compare like the kind of their result."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from zhudan.blueprint.fields.date import DateField
from zhudan.blueprint.fields.datetime import DatetimeField
from zhudan.blueprint.fields.kind import FieldKind, Storage
from zhudan.blueprint.fields.money import MoneyField
from zhudan.blueprint.fields.number import NumberField
from zhudan.blueprint.fields.percent import PercentField
from zhudan.blueprint.fields.text import TextField
from zhudan.kit.conditions import FieldType

Result = Literal["number", "money", "percent", "text", "date", "datetime"]
_STORED: dict[str, type[FieldKind]] = {
    "number": NumberField,
    "money": MoneyField,
    "percent": PercentField,
    "text": TextField,
    "date": DateField,
    "datetime": DatetimeField,
}
_SCALES = {"number": 0, "money": 2, "percent": 1}


class ComputedField(FieldKind):
    """result: the kind of the value. scale: places of a number (default 0) or percent (1)."""

    read_only: ClassVar[bool] = True

    result: Result
    scale: int | None = Field(None, ge=0, le=6)

    @property
    def places(self) -> int:
        fixed = _SCALES.get(self.result, 0)
        return fixed if self.scale is None or self.result == "money" else self.scale

    @property
    def stored(self) -> FieldKind:
        """A plain field of the result's kind, which knows how the value is kept and shown."""
        options: dict[str, Any] = {"key": self.key, "kind": self.result, "label": self.label}
        if self.result in ("number", "percent"):
            options["scale"] = self.places
        if self.result == "text":
            options["max_length"] = 1000
        return _STORED[self.result](**options)

    @property
    def columns(self) -> tuple[tuple[str, Storage], ...]:
        return _STORED[self.result].storage

    def to_json(self, value: Any) -> Any:
        return self.stored.to_json(value)

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return self.stored.to_db(value)

    def from_db(self, *stored: Any) -> Any:
        return self.stored.from_db(*stored)

    @property
    def condition_type(self) -> FieldType:
        return self.stored.condition_type
