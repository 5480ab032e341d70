"""A record's way through its pipeline: visits, tasks, activities and key actions."""

from django.db import models
from django.db.models import F, Q

from zhudan.files.models import File
from zhudan.people.models import User
from zhudan.records.models import Record


class Visit(models.Model):
    """One stay of a record in a stage. The visits of a record leave no gap and no overlap.

    outcome: None while open, else how it ended. reason: a sticking point's key, or words.
    overridden: keys of the gate items that were unmet when somebody let the record go on.
    is_first_in_stage: no earlier visit to the same stage began. followed_on: the day a later one
    began, None while there is none; so a report knows which visit to a stage was the last as its
    period ended, whatever happens later, and reads stay_seconds (this and all earlier visits to
    the stage together) from that one. owner, region, revision and end_day are those of the
    moment it ended. Days are in the organisation's zone. brought_in: stated by an import, not
    lived through here.
    """

    class Outcome(models.TextChoices):
        ADVANCED = "advanced"
        RETURNED = "returned"
        SKIPPED = "skipped"
        WON = "won"
        LOST = "lost"
        DROPPED = "dropped"
        RELOCATED = "relocated"

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    pipeline = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, null=True, choices=Outcome.choices)
    reason = models.TextField(null=True)
    overridden = models.JSONField(default=list)
    entered_day = models.DateField()
    is_first_in_stage = models.BooleanField()
    followed_on = models.DateField(null=True)
    dwell_seconds = models.BigIntegerField(null=True)
    stay_seconds = models.BigIntegerField(null=True)
    end_day = models.DateField(null=True)
    owner_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    revision = models.IntegerField()
    brought_in = models.BooleanField(default=False)
    moved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["record", "seq"], name="flow_visit_seq"),
            models.UniqueConstraint(
                fields=["record"], condition=Q(left_at=None), name="flow_visit_one_open"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("entered_at")),
                name="flow_visit_forward_in_time",
            ),
        )
        indexes = (
            # Every column the stage report reads, so that it never visits the table; as keys,
            # not INCLUDE, because SQLite knows only keys, and reads what a condition names.
            models.Index(
                fields=[
                    "pipeline",
                    "end_day",
                    "stage",
                    "outcome",
                    "followed_on",
                    "dwell_seconds",
                    "stay_seconds",
                    "owner_id",
                    "region_id",
                    "record",
                    "entered_day",
                ],
                name="flow_visit_report",
                condition=Q(end_day__isnull=False),
            ),
            # Who entered a stage first in a period, and whether he came further since.
            models.Index(
                fields=[
                    "pipeline",
                    "entered_day",
                    "stage",
                    "record",
                    "seq",
                    "outcome",
                    "owner_id",
                    "region_id",
                    "is_first_in_stage",
                ],
                name="flow_visit_cohort",
                condition=Q(is_first_in_stage=True),
            ),
            # The few that ended with a reason: its words are no key of an index.
            models.Index(
                fields=["pipeline", "end_day", "stage", "outcome", "dwell_seconds", "record"],
                name="flow_visit_reason",
                condition=Q(reason__isnull=False),
            ),
        )


class Task(models.Model):
    """Something a named person is to do for a record in a stage.

    label: the text of its day, by language. role: for whom the blueprint asked. gate_item:
    the key of the item of the stage's gate that closes it.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        CANCELLED = "cancelled"

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="+", db_index=False)
    pipeline = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    label = models.JSONField()
    role = models.CharField(max_length=40)
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    gate_item = models.CharField(max_length=40, null=True)
    status = models.CharField(max_length=10, default=Status.OPEN, choices=Status.choices)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["assignee", "due_at", "id"],
                name="flow_task_mine",
                condition=Q(status="open"),
            ),
            models.Index(fields=["assignee", "-done_at"], name="flow_task_history"),
            models.Index(fields=["record", "status"], name="flow_task_record"),
        )


class Activity(models.Model):
    """Something said or done with the customer; a note is neither contact nor progress.

    at: when it happened, as stated. created_at: when it was entered.
    """

    class Kind(models.TextChoices):
        CALL = "call"
        VISIT = "visit"
        WECHAT = "wechat"
        MEETING = "meeting"
        NOTE = "note"

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    note = models.TextField()
    person = models.CharField(max_length=100, null=True)
    plan = models.CharField(max_length=200, null=True)
    plan_on = models.DateField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                fields=["record", "kind", "by", "created_at"], name="flow_activity_latest"
            ),
            models.Index(fields=["by", "created_at"], name="flow_activity_of_person"),
        )


class KeyAction(models.Model):
    """A key action of a gate, done. item: the gate item's key; the latest word counts."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="+", db_index=False)
    item = models.CharField(max_length=40)
    at = models.DateTimeField()
    note = models.TextField(null=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["record", "item"], name="flow_action_latest"),)


class Merge(models.Model):
    """Two records of one table that became one, and what is needed to part them again.

    into: the record that stays; other went into the bin. moved: {what: ids} of all that hung on
    the other. changed: {field: [before, after]} of the record that stays, as the journal tells
    values; engine: the same of its engine columns.
    """

    table = models.CharField(max_length=40)
    into = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    moved = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    engine = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["into"], name="flow_merge_into"),
            models.Index(fields=["other"], name="flow_merge_other"),
        )
