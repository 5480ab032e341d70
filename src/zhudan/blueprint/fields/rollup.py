"""A figure over the records that refer to this one."""

from typing import Literal

from pydantic import Field

from zhudan.blueprint.fields.computed import ComputedField
from zhudan.blueprint.part import Condition, Key


class RollupField(ComputedField):
    """source: the table (written `from`) whose reference field `by` points here. field: what is
    summed or compared, empty for count; a field of `source` or an engine field. where: which
    records count. A sum or count over nothing is 0, a min or max over nothing is empty."""

    kind: Literal["rollup"]
    source: Key = Field(alias="from")
    by: Key
    function: Literal["count", "sum", "min", "max"]
    field: Key | None = None
    where: Condition | None = None
