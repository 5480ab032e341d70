"""What a worker does by itself."""

from datetime import timedelta

from django.utils import timezone

from zhudan.journal import heartbeat, jobs
from zhudan.journal.models import Job
from zhudan.people.models import Session
from zhudan.server.jobs import HANDLERS, Rounds


def test_a_worker_says_that_it_lives_and_plans_each_day_once(db: None) -> None:
    now = timezone.now()
    first, second = Rounds("one"), Rounds("two")
    for moment in (now, now + timedelta(seconds=1)):
        first.each(moment)
        second.each(moment)
    assert heartbeat.is_recent(now)
    assert not heartbeat.is_recent(now + timedelta(minutes=5))
    assert Job.objects.filter(kind="sweep").count() == 1
    first.each(now + timedelta(days=1))
    assert Job.objects.filter(kind="sweep").count() == 2


def test_the_daily_sweep_forgets_ended_sessions(db: None) -> None:
    now = timezone.now()
    for key, ends in (("old", now - timedelta(days=1)), ("new", now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    jobs.enqueue("sweep", {})
    work = jobs.take(timezone.now())
    assert work is not None
    jobs.run(work, HANDLERS)
    job = Job.objects.get()
    assert job.status == "done", job.error
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
