"""HTTP of the journal: how a job is getting on."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhudan.journal.models import Job
from zhudan.kit.errors import NotFound

router = Router(tags=["jobs"])


class JobAnswer(Schema):
    """status: waiting, running, done or failed. error: {code, title} of a failed one."""

    id: str
    kind: str
    status: str
    progress: dict[str, Any]
    result: dict[str, Any] | None
    error: dict[str, Any] | None


@router.get("/jobs/{int:job_id}", response=JobAnswer, operation_id="get_job")
def get_job(request: HttpRequest, job_id: int) -> dict[str, Any]:
    """A job of mine, with its progress and its result."""
    job = Job.objects.filter(id=job_id, actor_id=request.auth.id).first()  # type: ignore[attr-defined]
    if job is None:
        raise NotFound
    failed = job.status == "failed"
    return {
        "id": str(job.id),
        "kind": job.kind,
        "status": job.status,
        "progress": job.progress,
        "result": None if failed else job.result,
        "error": {"code": job.error, **(job.result or {})} if failed else None,
    }
