"""The reports read the indexes alone: who stood where on a day, what became of a cohort."""

from django.db import migrations, models

_ENDED = models.Q(end_day__isnull=False)
_FIRST = models.Q(is_first_in_stage=True)


class Migration(migrations.Migration):
    dependencies = [("flow", "0004_merges")]

    operations = [
        migrations.RemoveIndex("visit", "flow_visit_report"),
        migrations.RemoveIndex("visit", "flow_visit_cohort"),
        migrations.AddIndex(
            "visit",
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
                condition=_ENDED,
            ),
        ),
        migrations.AddIndex(
            "visit",
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
                condition=_FIRST,
            ),
        ),
        migrations.AddIndex(
            "visit",
            models.Index(
                fields=["pipeline", "end_day", "stage", "outcome", "dwell_seconds", "record"],
                name="flow_visit_reason",
                condition=models.Q(reason__isnull=False),
            ),
        ),
    ]
