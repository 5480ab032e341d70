"""By what records resemble each other; see `likeness.py`. Existing records are entered by a job,
which does nothing where no rule for duplicates is published."""

from typing import Any

from django.db import migrations

_TABLE = """CREATE TABLE records_likeness (
    mark bigint NOT NULL,
    record_id bigint NOT NULL REFERENCES records_record (id) ON DELETE CASCADE,
    PRIMARY KEY (mark, record_id)
)"""


def forward(apps: Any, schema_editor: Any) -> None:
    without = " WITHOUT ROWID" if schema_editor.connection.vendor == "sqlite" else ""
    schema_editor.execute(_TABLE + without, params=None)
    schema_editor.execute(
        "CREATE INDEX records_likeness_record ON records_likeness (record_id)", params=None
    )


def backward(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE records_likeness", params=None)


class Migration(migrations.Migration):
    dependencies = (("records", "0003_column_published"),)
    operations = (migrations.RunPython(forward, backward),)
