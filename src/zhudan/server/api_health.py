"""Whether the process lives, and whether it can do its work."""

import shutil
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.responses import Status

from zhudan.blueprint import live
from zhudan.journal import heartbeat, jobs
from zhudan.server import preparation

router = Router(tags=["health"], auth=None)

LATE_JOB_SECONDS = 300
LEAST_FREE_BYTES = 200 * 1_048_576


class Alive(Schema):
    status: str


class Ready(Schema):
    """checks: each part's state, "ok" or what is wrong, in machine words."""

    status: str
    checks: dict[str, str]


@router.get("/health", response=Alive, operation_id="get_health")
def get_health(request: HttpRequest) -> dict[str, str]:
    """200 while the process lives; asks nobody."""
    return {"status": "ok"}


@router.get("/health/ready", response={200: Ready, 503: Ready}, operation_id="get_readiness")
def get_ready(request: HttpRequest) -> Status[dict[str, Any]]:
    """200 when database, migrations, blueprint, worker, queue and disk are well; else 503."""
    checks = {"database": _database()}
    if checks["database"] == "ok":
        checks |= {
            "migrations": _migrations(),
            "blueprint": _blueprint(),
            "worker": "ok" if heartbeat.is_recent(timezone.now()) else "silent",
            "queue": _queue(),
        }
    checks["disk"] = _disk()
    well = all(state == "ok" for state in checks.values())
    return Status(200 if well else 503, {"status": "ok" if well else "unwell", "checks": checks})


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "away"
    return "ok"


def _migrations() -> str:
    return "waiting" if preparation.is_needed() else "ok"


def _blueprint() -> str:
    try:
        live.current()
    except live.NoBlueprint:
        return "none"
    return "ok"


def _queue() -> str:
    waited = jobs.oldest_waiting_seconds(timezone.now())
    return "late" if waited > LATE_JOB_SECONDS else "ok"


def _disk() -> str:
    return "full" if shutil.disk_usage(settings.DATA).free < LEAST_FREE_BYTES else "ok"
