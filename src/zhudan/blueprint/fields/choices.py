"""Any of several options."""

import json
from typing import ClassVar, Literal

from zhudan.blueprint.fields.choice import WithOptions
from zhudan.blueprint.fields.kind import WRONG_TYPE
from zhudan.kit.conditions import Family


class ChoicesField(WithOptions):
    """canonical: list of option keys in the options' order, each once; stored as JSON."""

    family: ClassVar[Family] = "choices"

    kind: Literal["choices"]

    def canonical(self, raw: object) -> list[str] | None:
        if not isinstance(raw, list | tuple) or len(raw) > len(self.options) * 2:
            raise WRONG_TYPE
        chosen = {self.known(one) for one in raw}
        return [option for option in self.options_by_key_in_order() if option in chosen] or None

    def options_by_key_in_order(self) -> list[str]:
        return list(dict.fromkeys(option.key for option in self.options))

    def to_db(self, value: list[str] | None) -> tuple[str | None]:
        return (None if value is None else json.dumps(value),)

    def from_db(self, *stored: str | None) -> list[str] | None:
        return None if stored[0] is None else list(json.loads(stored[0]))
