"""Jobs are done although workers die, and an outdated worker cannot write any more."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.browser import Api
from zhudan.journal import jobs
from zhudan.journal.models import Event, Job
from zhudan.kit.errors import Forbidden
from zhudan.people.models import User


def taken(now: datetime | None = None) -> jobs.Work:
    work = jobs.take(now or timezone.now())
    assert work is not None
    return work


def later(**much: float) -> datetime:
    return timezone.now() + timedelta(**much)


def test_a_job_is_done_and_its_result_kept(db: None) -> None:
    job = jobs.enqueue("add", {"numbers": [1, 2]})
    jobs.run(taken(), {"add": lambda work: {"sum": sum(work.payload["numbers"])}})
    job.refresh_from_db()
    assert (job.status, job.result) == ("done", {"sum": 3})
    assert jobs.take(timezone.now()) is None


def test_a_job_waits_for_its_time(db: None) -> None:
    jobs.enqueue("add", {}, run_at=later(hours=1))
    assert jobs.take(timezone.now()) is None
    assert jobs.take(later(hours=2)) is not None


def test_one_key_is_one_job(db: None) -> None:
    first = jobs.enqueue("sweep", {}, key="sweep:2026-11-23")
    assert jobs.enqueue("sweep", {}, key="sweep:2026-11-23").id == first.id
    assert Job.objects.count() == 1


def test_a_change_undone_takes_its_job_along(db: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue("add", {})
        raise RuntimeError
    assert not Job.objects.exists()


def test_a_failure_is_tried_again_later_and_in_the_end_given_up(db: None) -> None:
    def fail(work: jobs.Work) -> None:
        raise ValueError("no")

    job = jobs.enqueue("fail", {})
    waits = []
    for _ in range(jobs.MOST_ATTEMPTS):
        job.refresh_from_db()
        jobs.run(taken(job.run_at), {"fail": fail})
        before = timezone.now()
        job.refresh_from_db()
        waits.append(round((job.run_at - before).total_seconds()))
    assert waits[:4] == [10, 40, 160, 640]
    assert (job.status, job.error) == ("failed", "ValueError")
    assert jobs.take(later(days=1)) is None


def test_a_refusal_is_final_and_told_in_both_languages(alice: User) -> None:
    def refuse(work: jobs.Work) -> None:
        raise Forbidden

    job = jobs.enqueue("refuse", {}, actor=alice.id)
    jobs.run(taken(), {"refuse": refuse})
    answer = Api(alice).get(f"/jobs/{job.id}").json()
    assert answer["status"] == "failed"
    assert answer["error"]["code"] == "forbidden"
    assert set(answer["error"]["title"]) == {"zh-CN", "en"}


def test_the_job_of_a_dead_worker_is_taken_over_and_the_dead_one_cannot_finish(db: None) -> None:
    job = jobs.enqueue("add", {})
    first = taken()
    assert jobs.take(later(seconds=59)) is None
    second = taken(later(seconds=61))
    assert second.id == first.id
    with pytest.raises(jobs.Lost):
        first.progress(done=1)
    with pytest.raises(jobs.Lost), transaction.atomic():
        first.hold()
    assert not first.finish(status="done")
    assert second.finish(status="done")
    job.refresh_from_db()
    assert job.status == "done"


def test_a_worker_that_lives_keeps_its_lease(
    own_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "RENEW_SECONDS", 0.05)
    jobs.enqueue("slow", {})
    seen: list[Any] = []

    def slow(work: jobs.Work) -> None:
        first = Job.objects.get().leased_until
        threading.Event().wait(0.4)
        seen.extend([first, Job.objects.get().leased_until])

    jobs.run(taken(), {"slow": slow})
    assert seen[1] > seen[0]
    assert Job.objects.get().status == "done"


def test_a_job_that_kills_its_workers_is_given_up(db: None) -> None:
    job = jobs.enqueue("deadly", {})
    for attempt in range(jobs.MOST_ATTEMPTS):
        assert jobs.take(later(seconds=100 * (attempt + 1))) is not None  # and dies
    jobs.run(taken(later(seconds=10_000)), {"deadly": lambda work: None})
    job.refresh_from_db()
    assert job.status == "failed"


def test_four_workers_do_each_job_once(own_database: None) -> None:
    for number in range(40):
        jobs.enqueue("note", {"number": number})

    def note(work: jobs.Work) -> None:
        with transaction.atomic():
            work.hold()
            Event.objects.create(kind="noted", data=dict(work.payload))

    stop = threading.Event()

    def worker() -> None:
        jobs.work_until(stop, {"note": note}, before_each=lambda: None, each_round=lambda now: None)
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(600):
        if Job.objects.filter(status="done").count() == 40:
            break
        threading.Event().wait(0.05)
    stop.set()
    for thread in threads:
        thread.join()
    noted = sorted(event.data["number"] for event in Event.objects.filter(kind="noted"))
    assert noted == list(range(40))


def test_a_job_is_shown_to_whom_it_belongs(alice: User, bob: User) -> None:
    job = jobs.enqueue("add", {}, actor=alice.id)
    taken().progress(done=3, of=10)
    assert Api(alice).get(f"/jobs/{job.id}").json() == {
        "id": str(job.id),
        "kind": "add",
        "status": "running",
        "progress": {"done": 3, "of": 10},
        "result": None,
        "error": None,
    }
    assert Api(bob).get(f"/jobs/{job.id}").status_code == 404
    assert Api(None).get(f"/jobs/{job.id}").status_code == 401


def test_ended_jobs_are_forgotten_after_a_while(db: None) -> None:
    jobs.enqueue("add", {})
    jobs.enqueue("add", {}, run_at=later(days=90))
    jobs.run(taken(), {"add": lambda work: None})
    assert jobs.sweep(later(days=10), older_than=timedelta(days=30)) == 0
    assert jobs.sweep(later(days=31), older_than=timedelta(days=30)) == 1
    assert Job.objects.get().status == "waiting"
