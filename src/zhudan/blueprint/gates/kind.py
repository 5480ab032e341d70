"""What every gate item has in common. How each is judged lives in flow, under the same name."""

from zhudan.blueprint.part import Condition, Key, Label, Part


class GateKind(Part):
    """One thing to be done before a record may leave a stage. `applies_if`: only then."""

    key: Key
    kind: str
    label: Label
    applies_if: Condition | None = None
