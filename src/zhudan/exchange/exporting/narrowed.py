"""What else than a filter narrows a list: a question that a neighbouring room can judge.

Which kinds there are, and who judges them, is joined in `server/narrowings.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from zhudan.blueprint.live import LiveBlueprint
from zhudan.kit.errors import Label
from zhudan.people.viewer import Viewer


@dataclass(frozen=True)
class Narrowed:
    """table: whose rows. within: which of them; the viewer's rights are judged besides. title:
    what they are, in words."""

    table: str
    within: Q
    title: Label


Narrowings = Mapping[str, Callable[[LiveBlueprint, Viewer, str], Narrowed]]
"""By kind, as `Asked` calls it; what cannot be judged for the viewer is refused."""

FIGURE = "figure"
