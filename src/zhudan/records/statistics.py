"""What the database knows of a table it plans for."""

from collections.abc import Iterable

from django.db import connection

from zhudan.records.engine_tables import on_postgresql, table_name


def look_at(tables: Iterable[str]) -> None:
    """Let PostgreSQL count what is in tables that are being filled. Until it has, it walks
    through a whole index for every record that refers to another; by itself it looks a minute
    later. SQLite plans by its indexes alone."""
    if on_postgresql():
        with connection.cursor() as cursor:
            for table in sorted(set(tables)):
                cursor.execute(f'ANALYZE "{table_name(table)}"')
