"""Revisions of the blueprint, numbered and immutable, and the pointer to the live one."""

from django.conf import settings
from django.db import models


class Revision(models.Model):
    """One published blueprint.

    document: canonical JSON text of its day, never rewritten. columns: {table: {field: physical
    column}}. also: {table: {field: [columns written besides]}}, kept while a change of type is
    not final. policy: for records under way (new, not_reached, next_move). moved: {pipeline:
    {removed stage: stage its records went to}}. base: the revision the change started from.
    """

    number = models.PositiveIntegerField(primary_key=True)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    columns = models.JSONField()
    also = models.JSONField(default=dict)
    policy = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    moved = models.JSONField(default=dict)
    base = models.PositiveIntegerField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField()


class Live(models.Model):
    """The one row that says which revision holds."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
