"""Makes a filled company larger, set by set: `python -m bench.grow PROJECTS`.

The projects it has are copied with their visits, until there are that many: as much as the
reports read, in minutes instead of hours. Tasks, documents and words of search are not copied,
so the other pages are not measured on it.
"""

import sys
from collections.abc import Sequence

import django

django.setup()

from django.db import connection  # noqa: E402

from bench.load import filling  # noqa: E402
from zhudan.blueprint import live as blueprint  # noqa: E402
from zhudan.blueprint.live import LiveBlueprint  # noqa: E402

TABLES = ("records_record", "rec_project", "flow_visit")
TABLE = "project"


def main() -> None:
    wanted = int(sys.argv[1])
    live = blueprint.current()
    unique = _unique(live)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), MAX(id) FROM rec_{TABLE}")
        there, last = cursor.fetchone()
        cursor.execute("SELECT MAX(id) FROM records_record")
        shift = cursor.fetchone()[0]
    with filling(TABLES), connection.cursor() as cursor:
        names = {table: _columns(cursor, table) for table in TABLES}
        for copy in range(1, -(-wanted // there)):
            left = wanted - copy * there
            chosen = "" if left >= there else f" AND {{id}} IN (SELECT id FROM rec_{TABLE} "
            chosen += "" if left >= there else f"WHERE id <= {last} ORDER BY id LIMIT {left})"
            for table in TABLES:
                _copy(cursor, table, names[table], copy * shift, last, chosen, unique)
    sys.stdout.write(f"{wanted:,} projects\n")


def _unique(live: LiveBlueprint) -> set[str]:
    """Columns whose copies need another value."""
    fields = live.document.table(TABLE).fields
    return {
        live.columns[TABLE][field.key]
        for field in fields
        if field.unique or field.kind == "auto_number"
    }


def _copy(
    cursor: object,
    table: str,
    columns: Sequence[str],
    shift: int,
    last: int,
    chosen: str,
    unique: set[str],
) -> None:
    """One more copy of the first rows of a table, their ids moved by `shift`."""
    of = "record_id" if table == "flow_visit" else "id"
    own = [name for name in columns if not (table == "flow_visit" and name == "id")]
    said = ", ".join(
        f"{name} + {shift}"
        if name == of
        else f"{name} || '-{shift}'"
        if name in unique
        else f'"{name}"'
        for name in own
    )
    which = f"{of} <= {last}" + (f" AND \"table\" = '{TABLE}'" if table == TABLES[0] else "")
    into = ", ".join(f'"{name}"' for name in own)
    cursor.execute(  # type: ignore[attr-defined]
        f"INSERT INTO {table} ({into}) SELECT {said} FROM {table}"
        f" WHERE {which}{chosen.format(id=of)}"
    )


def _columns(cursor: object, table: str) -> list[str]:
    found = connection.introspection.get_table_description(cursor, table)  # type: ignore[arg-type]
    return [column.name for column in found]


if __name__ == "__main__":
    main()
