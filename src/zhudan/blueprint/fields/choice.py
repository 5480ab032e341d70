"""One of several options."""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field

from zhudan.blueprint.fields.kind import WRONG_TYPE, FieldKind, refuse
from zhudan.blueprint.part import Key, Label, Part, by_key
from zhudan.kit.conditions import Family, FieldType


class Option(Part):
    """retired: kept for the records that have it, no longer offered."""

    key: Key
    label: Label
    retired: bool = False


class WithOptions(FieldKind):
    """What one choice and several have in common."""

    options: tuple[Option, ...] = Field(min_length=1, max_length=500)

    @cached_property
    def options_by_key(self) -> Mapping[str, Option]:
        return by_key(self.options)

    def known(self, raw: object) -> str:
        if not isinstance(raw, str):
            raise WRONG_TYPE
        if raw not in self.options_by_key:
            raise refuse(
                "unknown_option", f"没有选项“{raw[:40]}”", f'There is no option "{raw[:40]}"'
            )
        return raw

    @property
    def condition_type(self) -> FieldType:
        return FieldType(self.family, options=frozenset(self.options_by_key))


class ChoiceField(WithOptions):
    """canonical: the option's key."""

    family: ClassVar[Family] = "choice"

    kind: Literal["choice"]

    def canonical(self, raw: object) -> str:
        return self.known(raw)
