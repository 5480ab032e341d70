"""HTTP of health: whether the process lives, and whether it can do its work."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from zhudan.server import condition

router = Router(tags=["health"], auth=None)


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
    checks = condition.states()
    well = all(state == "ok" for state in checks.values())
    return Status(200 if well else 503, {"status": "ok" if well else "unwell", "checks": checks})
