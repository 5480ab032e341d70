"""What was asked to leave the house as a file, and what came in as one."""

from django.db import models

from zhudan.files.models import File
from zhudan.journal.models import Job
from zhudan.people.models import User


class Export(models.Model):
    """A list that somebody has had written to a file, kept for a week.

    asked: the list as he saw it, see exporting/asked.py; and, once the file is there, how far
    his rights reached for it, see exporting/reach.py. rows, size (bytes) and name are known then.
    """

    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    table = models.CharField(max_length=40)
    format = models.CharField(max_length=4)  # xlsx csv
    asked = models.JSONField()
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    rows = models.IntegerField(null=True)
    size = models.BigIntegerField(null=True)
    name = models.CharField(max_length=255, default="")

    class Meta:
        indexes = (models.Index(fields=["by", "-id"], name="exchange_export_by"),)


class Import(models.Model):
    """A file on its way into tables.

    sheet None: a text file. header_row 0: none. header: the columns' names folded, by which a
    later file with the same is recognised. facts: what is known of the columns, see wizard/facts.
    preview, result: see Outcome.raw. reached: the last line of the file that is written, turn:
    how often the file has been walked; together with what they stand for they are committed.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PREVIEWING = "previewing"
        PREVIEWED = "previewed"
        RUNNING = "running"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"
        FAILED = "failed"

    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=State.DRAFT, choices=State.choices)
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    sheets = models.JSONField(default=list)
    sheet = models.TextField(null=True)
    header_row = models.IntegerField()
    header_found = models.BooleanField(default=True)
    header = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    rows = models.IntegerField(default=0)
    table = models.CharField(max_length=40)
    mapping = models.JSONField(default=dict)
    remembered = models.BooleanField(default=False)
    job_id = models.BigIntegerField(null=True)
    preview = models.JSONField(null=True)
    result = models.JSONField(null=True)
    reached = models.IntegerField(default=0)
    turn = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["by", "-id"], name="exchange_import_by"),
            models.Index(fields=["table", "header", "-id"], name="exchange_import_header"),
        )


class Touched(models.Model):
    """A record that an import created or changed. version: as the import left it. seen: the last
    event of the journal then; a later one about the record means that somebody has been there.
    before: the values it had, of those the import changed; None: the import created it."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="+", db_index=False)
    record_id = models.BigIntegerField()
    table = models.CharField(max_length=40)
    version = models.IntegerField()
    seen = models.BigIntegerField()
    before = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=["imported", "-id"], name="exchange_touched_import"),)


class RefusedRow(models.Model):
    """A row that was refused, or waits for a later one. complaints: Complaint.raw of each. turn:
    in which walk of the file it gets another chance; None: none."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="+", db_index=False)
    row = models.IntegerField()
    complaints = models.JSONField()
    turn = models.IntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["imported", "row"], name="exchange_refused_once"),
        )
