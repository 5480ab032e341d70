"""A value computed from other fields of the same record."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from zhudan.blueprint.fields.computed import ComputedField
from zhudan.blueprint.fields.kind import MAX_DIGITS
from zhudan.blueprint.fields.number import too_many_digits
from zhudan.kit import arithmetic


class FormulaField(ComputedField):
    """expression: see kit/arithmetic.py. Fractions beyond the scale are rounded half up."""

    kind: Literal["formula"]
    expression: str = Field(min_length=1, max_length=arithmetic.MAX_LENGTH)

    @cached_property
    def tree(self) -> arithmetic.Expression:
        """Raises ExpressionRefused when the expression cannot be read (check reports it)."""
        return arithmetic.parse(self.expression)

    @cached_property
    def reads(self) -> frozenset[str]:
        return arithmetic.names(self.tree)

    def compute(self, values: Mapping[str, Any]) -> Any:
        """The canonical value over the record's canonical values; FieldError when a number has
        more digits than can be kept."""
        value = arithmetic.evaluate(self.tree, values)
        if isinstance(value, Decimal):
            if value.adjusted() > MAX_DIGITS:
                raise too_many_digits()
            value = value.quantize(Decimal(1).scaleb(-self.places), rounding=ROUND_HALF_UP)
        elif isinstance(value, str):
            value = value[:1000]
        fits = value is None or isinstance(value, date) == (self.result == "date")
        return self.stored.parse(value) if fits else None
