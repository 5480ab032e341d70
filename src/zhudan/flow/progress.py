"""Which events count as progress: what the blueprint's settings name, and nothing else."""

from datetime import datetime

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.settings import Progress


def at(live: LiveBlueprint, event: Progress, now: datetime) -> dict[str, datetime]:
    """The column to write beside the event: `progress_at`, or nothing."""
    return {"progress_at": now} if event in live.document.settings.progress else {}
