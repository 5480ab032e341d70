"""A key action was done, by somebody, at some time."""

from typing import Literal

from zhudan.blueprint.gates.kind import GateKind


class ActionGate(GateKind):
    """needs: what has to be handed in with it."""

    kind: Literal["action"]
    needs: Literal["none", "note", "file", "photo", "note_or_file"] = "none"
