"""What happened, what is to be done, and what was answered already."""

from typing import Any

from django.db import models
from django.db.models.functions import Now


class CurrentTransaction(models.Func):
    """PostgreSQL's 64-bit transaction id; SQLite writes one at a time and needs none."""

    output_field = models.BigIntegerField()

    def as_postgresql(self, *_: Any, **__: Any) -> tuple[str, tuple[str | int, ...]]:
        return "(pg_current_xact_id()::text::bigint)", ()

    def as_sqlite(self, *_: Any, **__: Any) -> tuple[str, tuple[str | int, ...]]:
        return "NULL", ()


class Event(models.Model):
    """One thing that happened, written in the transaction of its cause and never changed.

    Owner and region are kept as before and after, so that the feed can tell those who lost
    sight of a record. No foreign keys: an event outlives what it speaks of.
    """

    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    record_id = models.BigIntegerField(null=True)
    table = models.CharField(max_length=40, null=True)
    version = models.IntegerField(null=True)
    data = models.JSONField(default=dict)
    owner_before = models.BigIntegerField(null=True)
    owner_after = models.BigIntegerField(null=True)
    region_before = models.BigIntegerField(null=True)
    region_after = models.BigIntegerField(null=True)
    gone = models.BooleanField(default=False)
    xid = models.BigIntegerField(null=True, db_default=CurrentTransaction())

    class Meta:
        indexes = (
            models.Index(fields=["record_id", "-id"], name="journal_event_record"),
            models.Index(fields=["kind", "id"], name="journal_event_kind"),
            models.Index(fields=["xid", "id"], name="journal_event_feed"),
            models.Index(fields=["at", "id"], name="journal_event_day"),
            models.Index(fields=["actor_id", "at", "id"], name="journal_event_actor"),
        )


class Job(models.Model):
    """Work to do outside the request.

    claim: grows with every taking; a worker whose claim is no longer the row's has lost it.
    leased_until: until then nobody else takes it; the worker renews while it works.
    """

    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True, null=True)
    actor_id = models.BigIntegerField(null=True)
    status = models.CharField(max_length=10, default="waiting")  # waiting running done failed
    run_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    claim = models.IntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    progress = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.CharField(max_length=500, default="")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["run_at"],
                name="journal_job_open",
                condition=models.Q(status__in=["waiting", "running"]),
            ),
        )


class Answer(models.Model):
    """What a request with an Idempotency-Key was answered, kept with its change for 30 days.

    body: JSON that the route returned; where content_type is set, the finished text instead.
    """

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status = models.SmallIntegerField(null=True)
    body = models.JSONField(null=True)
    content_type = models.CharField(max_length=100, default="", db_default="")
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user_id", "key"], name="journal_answer_once"),
        )


class Heartbeat(models.Model):
    """When a worker last said that it lives."""

    worker = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField()
