"""Visits know the day they began, whether they were a stage's first, and when another followed."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations, models

_CHUNK = 2000
_TELL = """
    UPDATE flow_visit SET entered_day = %s, followed_on = %s, is_first_in_stage = %s
    WHERE id = %s"""


def fill(apps: Any, schema_editor: Any) -> None:
    Visit = apps.get_model("flow", "Visit")
    Revision = apps.get_model("blueprint", "Revision")
    newest = Revision.objects.order_by("-number").first()
    settings = json.loads(newest.document).get("settings", {}) if newest else {}
    zone = ZoneInfo(settings.get("timezone", "Asia/Shanghai"))
    visits = Visit.objects.order_by("record_id", "seq").values_list(
        "record_id", "id", "stage", "entered_at"
    )
    told: list[tuple[Any, ...]] = []
    with schema_editor.connection.cursor() as cursor:
        for _, of_one in groupby(visits.iterator(_CHUNK), key=itemgetter(0)):
            told += _of_record(list(of_one), zone)
            if len(told) >= _CHUNK:
                cursor.executemany(_TELL, told)
                told = []
        cursor.executemany(_TELL, told)


def _of_record(visits: list[tuple[Any, ...]], zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    later: dict[str, date] = {}
    firsts = {stage: visit_id for _, visit_id, stage, _ in reversed(visits)}
    for _, visit_id, stage, entered_at in reversed(visits):
        day = entered_at.astimezone(zone).date()
        yield day, later.get(stage), firsts[stage] == visit_id, visit_id
        later[stage] = day


class Migration(migrations.Migration):
    dependencies = [
        ("flow", "0001_initial"),
        ("blueprint", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex("visit", "flow_visit_report"),
        migrations.RemoveField("visit", "is_last_in_stage"),
        migrations.AddField("visit", "entered_day", models.DateField(null=True)),
        migrations.AddField("visit", "followed_on", models.DateField(null=True)),
        migrations.AddField("visit", "is_first_in_stage", models.BooleanField(default=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
