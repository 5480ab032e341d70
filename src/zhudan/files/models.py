"""What is kept on disk, and for which record."""

from django.db import models

from zhudan.people.models import User


class File(models.Model):
    """One upload. Equal bytes are kept once, under their SHA-256.

    record_id: the record that gives the right to read it; None until the upload is used, when
    only its uploader may. field: the attachment field that holds it, if one does; without a
    record, what else the file serves (`import`), which keeps it from being swept away. A file
    belongs to one record for good: naming another's file in one's own record opens nothing.
    """

    digest = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    type = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )
    uploaded_at = models.DateTimeField()
    record_id = models.BigIntegerField(null=True, db_index=True)
    field = models.CharField(max_length=40, null=True)
