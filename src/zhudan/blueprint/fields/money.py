"""An amount of money in the organisation's currency."""

from typing import Literal

from zhudan.blueprint.fields.number import ExactNumber


class MoneyField(ExactNumber):
    """canonical: Decimal with two places, as everywhere in the engine."""

    kind: Literal["money"]
    scale: Literal[2] = 2
