"""Documents of a record, their versions, and what a manager has ticked about them."""

from django.db import models
from django.db.models import Q

from zhudan.files.models import File
from zhudan.people.models import User
from zhudan.records.models import Record

STANDINGS = ("approved", "sent", "signed")


class Document(models.Model):
    """One document of a type of the blueprint. Of a photo type a record has many."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    type = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["record", "type"], name="documents_of_record"),)


class Version(models.Model):
    """record and type repeat the document's, so that the standing of many records is read
    through one index."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    type = models.CharField(max_length=40)
    document = models.ForeignKey(Document, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    note = models.TextField(null=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="documents_version_once"),
        )
        indexes = (models.Index(fields=["record", "type"], name="documents_version_record"),)


class Tick(models.Model):
    """A manager's word that a document is approved, sent or signed.

    version: the latest version at that moment, which is what the word is about.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    document_type = models.CharField(max_length=40)
    standing = models.CharField(max_length=10)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    note = models.TextField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = (
            models.Index(
                fields=["record", "document_type"],
                name="documents_tick_standing",
                condition=Q(withdrawn_at=None),
            ),
        )
