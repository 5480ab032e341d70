"""The search table: a tsvector with GIN on PostgreSQL, FTS5 on SQLite; see `search.py`."""

from typing import Any

from django.db import migrations

FORWARD = {
    "postgresql": (
        """CREATE TABLE records_search (
            record_id bigint PRIMARY KEY REFERENCES records_record (id) ON DELETE CASCADE,
            tokens tsvector NOT NULL
        )""",
        "CREATE INDEX records_search_tokens ON records_search USING gin (tokens)",
    ),
    "sqlite": (
        """CREATE VIRTUAL TABLE records_search USING fts5 (
            tokens, tokenize = "unicode61 remove_diacritics 0", prefix = '2 3 4'
        )""",
    ),
}


def forward(apps: Any, schema_editor: Any) -> None:
    for statement in FORWARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def backward(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE records_search", params=None)


class Migration(migrations.Migration):
    dependencies = (("records", "0001_initial"),)
    operations = (migrations.RunPython(forward, backward),)
