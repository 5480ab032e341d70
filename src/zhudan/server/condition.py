"""How the parts are that work depends on: for /health/ready and `zhudan check`."""

import shutil
from collections.abc import Mapping

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from zhudan.blueprint import live
from zhudan.journal import heartbeat, jobs
from zhudan.people import calendar
from zhudan.server import preparation

LATE_JOB_SECONDS = 300
LEAST_FREE_BYTES = 200 * 1_048_576


def states() -> Mapping[str, str]:
    """Each part's state: "ok", or one machine word for what is wrong."""
    found = {"database": database(), "disk": disk()}
    if found["database"] == "ok":
        found["migrations"] = "waiting" if preparation.is_needed() else "ok"
    if found.get("migrations") == "ok":
        found |= {"blueprint": _blueprint(), "worker": _worker(), "queue": _queue()}
    return found


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "away"
    return "ok"


def disk() -> str:
    return "full" if shutil.disk_usage(settings.DATA).free < LEAST_FREE_BYTES else "ok"


def holidays() -> str:
    """ "missing" in the last two months before a year whose days off nobody has entered."""
    today = timezone.localdate()
    needed = today.year + (today.month >= 11)
    known = calendar.last_known_year()
    return "ok" if known is not None and known >= needed else "missing"


def _blueprint() -> str:
    try:
        live.current()
    except live.NoBlueprint:
        return "none"
    return "ok"


def _worker() -> str:
    return "ok" if heartbeat.is_recent(timezone.now()) else "silent"


def _queue() -> str:
    waited = jobs.oldest_waiting_seconds(timezone.now())
    return "late" if waited > LATE_JOB_SECONDS else "ok"
