import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("document", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("columns", models.JSONField()),
                ("also", models.JSONField(default=dict)),
                ("policy", models.CharField(max_length=20)),
                ("note", models.TextField(blank=True)),
                ("moved", models.JSONField(default=dict)),
                ("base", models.PositiveIntegerField(null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Live",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="blueprint.revision",
                    ),
                ),
            ],
        ),
    ]
