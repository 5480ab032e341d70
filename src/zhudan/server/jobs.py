"""The kinds of jobs and who does them; what recurs, and when."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.utils import timezone

from zhudan.blueprint import live
from zhudan.exchange.exporting import exports
from zhudan.exchange.wizard import drafts, running, undoing
from zhudan.files import store
from zhudan.journal import heartbeat, jobs, once
from zhudan.people import directory
from zhudan.people import sessions as sessions_of_people
from zhudan.records import likeness, search
from zhudan.server.narrowings import NARROWINGS

KEPT = timedelta(days=30)


def sweep(work: jobs.Work) -> Mapping[str, Any]:
    """Once a day: forget what has run out of use."""
    now = timezone.now()
    answers = once.sweep(now)
    ended = jobs.sweep(now, older_than=KEPT)
    sessions = sessions_of_people.sweep(now)
    heartbeat.sweep(now)
    drafts.sweep(now)
    files = store.sweep(now)
    exported = exports.sweep(now)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
    return {
        "answers": answers,
        "jobs": ended,
        "sessions": sessions,
        "files": files,
        "exports": exported,
    }


HANDLERS: Mapping[str, jobs.Handler] = {
    "sweep": sweep,
    "search_again": search.enter_again,
    "likeness_again": likeness.enter_again,
    exports.KIND: partial(exports.run, narrowings=NARROWINGS),
    running.PREVIEW: running.preview,
    running.RUN: running.run,
    undoing.UNDO: undoing.undo,
}
DAILY = ("sweep",)


class Rounds:
    """What a worker does besides jobs: says that it lives, and plans the day's jobs."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._beat_at: datetime | None = None
        self._planned: str = ""

    def before_job(self) -> None:
        directory.begin_request()
        live.begin_request()

    def each(self, now: datetime) -> None:
        if self._beat_at is None or now - self._beat_at >= heartbeat.EVERY:
            heartbeat.beat(self._worker, now)
            self._beat_at = now
        today = timezone.localdate(now).isoformat()
        if today != self._planned:
            for kind in DAILY:
                jobs.enqueue(kind, {}, key=f"{kind}:{today}")
            self._planned = today
