"""Whether a worker is alive: each says so every few seconds."""

from datetime import datetime, timedelta

from zhudan.journal.models import Heartbeat

EVERY = timedelta(seconds=15)
SILENT_AFTER = timedelta(seconds=60)


def beat(worker: str, now: datetime) -> None:
    Heartbeat.objects.update_or_create(worker=worker, defaults={"at": now})


def is_recent(now: datetime) -> bool:
    return Heartbeat.objects.filter(at__gt=now - SILENT_AFTER).exists()


def sweep(now: datetime) -> None:
    """Forget workers that ended more than a day ago."""
    Heartbeat.objects.filter(at__lt=now - timedelta(days=1)).delete()
