"""Work outside the request: enqueued with its cause, done at least once, never lost.

A job is taken under a lease. Whoever takes it next, because the lease ran out, gets a higher
claim number, and every later step of the first worker is refused by that number. A handler
that must not act twice calls `hold()` inside its own transaction.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from zhudan.journal.models import Job
from zhudan.kit import language
from zhudan.kit.errors import Refusal

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 15.0
POLL_SECONDS = 0.5
MOST_ATTEMPTS = 5
FIRST_RETRY = timedelta(seconds=10)  # then 40 s, 160 s, 640 s

log = logging.getLogger("zhudan.jobs")


class Lost(Exception):
    """Another worker has taken the job over; this one must not write any more."""


class Work:
    """A taken job, as its handler sees it."""

    def __init__(self, job: Job) -> None:
        self.id = job.id
        self.kind = job.kind
        self.payload: Mapping[str, Any] = job.payload
        self.actor = job.actor_id
        self._claim = job.claim

    def hold(self) -> None:
        """Inside a transaction: keep the job ours until it ends. Raises Lost."""
        if not self._mine().select_for_update().exists():
            raise Lost

    def progress(self, **figures: Any) -> None:
        """What GET /jobs/{id} tells meanwhile. Raises Lost."""
        if not self._mine().update(progress=figures):
            raise Lost

    def renew(self) -> bool:
        return bool(self._mine().update(leased_until=timezone.now() + LEASE))

    def finish(self, **changes: Any) -> bool:
        return bool(self._mine().update(leased_until=None, **changes))

    def _mine(self) -> Any:
        return Job.objects.filter(id=self.id, claim=self._claim, status="running")


Handler = Callable[[Work], Mapping[str, Any] | None]


def enqueue(
    kind: str,
    payload: Mapping[str, Any],
    *,
    run_at: datetime | None = None,
    key: str | None = None,
    actor: int | None = None,
) -> Job:
    """Enqueue in the caller's transaction. With a key that was used before: that job, unchanged."""
    now = timezone.now()
    fresh: dict[str, Any] = {
        "kind": kind,
        "payload": dict(payload),
        "run_at": run_at or now,
        "actor_id": actor,
    }
    if key is None:
        return Job.objects.create(**fresh)
    return Job.objects.get_or_create(key=key, defaults=fresh)[0]


def take(now: datetime) -> Work | None:
    """Claim the job that has waited longest, or one whose worker has gone silent."""
    due = Job.objects.filter(
        Q(status="waiting", run_at__lte=now) | Q(status="running", leased_until__lt=now)
    ).order_by("run_at", "id")
    if not due.exists():  # so that idle polling takes no write lock on SQLite
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.claim += 1
        job.attempts += 1
        job.status = "running"
        job.leased_until = now + LEASE
        job.save(update_fields=["claim", "attempts", "status", "leased_until"])
    return Work(job)


def run(work: Work, handlers: Mapping[str, Handler]) -> None:
    """Do one taken job and write down how it ended; never raises but for KeyboardInterrupt."""
    try:
        if Job.objects.get(id=work.id).attempts > MOST_ATTEMPTS:
            raise RuntimeError("the job ended its worker too often")
        with _renewed(work):
            result = handlers[work.kind](work)
    except Lost:
        log.warning("job lost", extra={"job": work.id})
    except Refusal as refusal:
        work.finish(status="failed", error=refusal.code, result=_told(refusal), **_ended())
    except Exception as error:
        log.exception("job failed", extra={"job": work.id})
        _again_or_never(work, error)
    else:
        done = dict(result) if result is not None else None
        work.finish(status="done", result=done, error="", **_ended())


def _ended() -> dict[str, Any]:
    return {"finished_at": timezone.now()}


def _told(refusal: Refusal) -> dict[str, Any]:
    sentences = {}
    for spoken in language.LANGUAGES:
        with language.use(spoken):
            sentences[spoken] = refusal.sentence()
    return {"title": sentences, **refusal.extra}


def _again_or_never(work: Work, error: Exception) -> None:
    attempts = Job.objects.values_list("attempts", flat=True).get(id=work.id)
    name = type(error).__name__
    if attempts >= MOST_ATTEMPTS:
        work.finish(status="failed", error=name, **_ended())
    else:
        wait = FIRST_RETRY * 4 ** (attempts - 1)
        work.finish(status="waiting", error=name, run_at=timezone.now() + wait)


@contextlib.contextmanager
def _renewed(work: Work) -> Iterator[None]:
    ended = threading.Event()

    def renew() -> None:
        try:
            while not ended.wait(RENEW_SECONDS) and work.renew():
                pass
        finally:
            connection.close()

    thread = threading.Thread(target=renew, name=f"lease-{work.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def work_until(
    stop: threading.Event,
    handlers: Mapping[str, Handler],
    *,
    before_each: Callable[[], None],
    each_round: Callable[[datetime], None],
) -> None:
    """Take and do jobs until `stop` is set; the job under way is finished first.

    each_round: plans recurring jobs; called about every POLL_SECONDS when idle.
    """
    while not stop.is_set():
        try:
            before_each()
            each_round(timezone.now())
            taken = take(timezone.now())
            if taken is not None:
                run(taken, handlers)
        except Exception:  # the database is away or busy: the worker outlives that
            log.exception("worker round failed")
            connection.close()
            taken = None
        if taken is None:
            stop.wait(POLL_SECONDS)


def sweep(now: datetime, *, older_than: timedelta) -> int:
    """Delete jobs that ended before `older_than` ago; how many."""
    ended = Job.objects.filter(status__in=["done", "failed"], finished_at__lt=now - older_than)
    return ended.delete()[0]


def oldest_waiting_seconds(now: datetime) -> float:
    """How long the longest-waiting due job has waited; 0.0 when none does."""
    due = Job.objects.filter(status="waiting", run_at__lte=now).order_by("run_at")
    since = due.values_list("run_at", flat=True).first()
    return (now - since).total_seconds() if since else 0.0
