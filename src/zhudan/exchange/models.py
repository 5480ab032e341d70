"""What was asked to leave the house as a file."""

from django.db import models

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
