"""What a list that is exported may be narrowed to besides its filter, and who judges it."""

from django.utils import timezone

from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange.exporting.narrowed import FIGURE, Narrowed, Narrowings
from zhudan.insight import drill, token
from zhudan.people.viewer import Viewer


def of_figure(live: LiveBlueprint, viewer: Viewer, told: str) -> Narrowed:
    """The records behind a figure of the reports, as `/insight/records` lists them."""
    opened = drill.opened(live, viewer, token.read(told), now=timezone.now())
    return Narrowed(opened.table, opened.within, opened.title())


NARROWINGS: Narrowings = {FIGURE: of_figure}
