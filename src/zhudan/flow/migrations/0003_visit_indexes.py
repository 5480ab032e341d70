from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("flow", "0002_closed_months_keep_their_figures")]

    operations = [
        migrations.AlterField("visit", "entered_day", models.DateField()),
        migrations.AlterField("visit", "is_first_in_stage", models.BooleanField()),
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
                ],
                name="flow_visit_report",
                condition=models.Q(("left_at__isnull", False)),
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
                    "owner_id",
                    "region_id",
                ],
                name="flow_visit_cohort",
                condition=models.Q(("is_first_in_stage", True)),
            ),
        ),
    ]
