"""The tables of this room that are the same in every company.

The company's own tables, `rec_<table>`, are made from the blueprint: see `ddl.py`, `tables.py`.
"""

from django.conf import settings
from django.db import models


class Record(models.Model):
    """The thin registry: one row per record of any table, for tasks, files and events to
    point to. `title` is a copy, so that references are named with one query."""

    table = models.CharField(max_length=40)
    title = models.TextField()
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["table", "-deleted_at"],
                name="records_record_bin",
                condition=models.Q(deleted_at__isnull=False),
            ),
        )


class Participant(models.Model):
    """Somebody who is involved in a record that need not be his: an open task, an approval,
    a request for help. `cause` says which, so that each ends by itself."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    cause = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["record", "user", "cause"], name="records_participant_once"
            ),
        )
        indexes = (models.Index(fields=["user", "record"], name="records_participant_user"),)


class Counter(models.Model):
    """The last number given by an auto-number field in a period ("2026", "2026-07" or "")."""

    table = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    value = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["table", "field", "period"], name="records_counter_once"
            ),
        )


class Column(models.Model):
    """A physical column made for a field, kept for ever so that no publish loses a value.

    kept: what decides whether the column can hold a field (see `columns.signature`).
    definition: the field as last published in this column. published: a revision has used it;
    until then it may not be there yet. final: the company has declared the change away from
    this column final, so it is no longer written beside the new one.
    """

    table = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    name = models.CharField(max_length=50)
    kept = models.CharField(max_length=120)
    definition = models.JSONField()
    published = models.BooleanField(default=False)
    final = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["table", "name"], name="records_column_once"),
        )


class EngineStep(models.Model):
    """Which step of `engine_tables.STEPS` the company's tables have been through."""

    number = models.IntegerField(primary_key=True)
    done_at = models.DateTimeField()
