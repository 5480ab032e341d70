"""The bare SQL of the same answers: what a hand-written endpoint would have to ask.

The statements lie in `sql/<database>/<page>.sql`, each after a line `-- its name`. Values are
written `:name`; a list is `= ANY(:name)` on PostgreSQL and `IN :name` on SQLite. `{sight}`
stands for the rights of the viewer, from `sight.sql`.
"""

import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg

_SQL = Path(__file__).parent / "sql"
_NAME = re.compile(r"(?<![:\w]):([a-z_]+)")

Rows = list[tuple[Any, ...]]

# One writer at a time is SQLite's rule; whoever knows it lets his threads wait in order.
_writing = threading.Lock()


def statements(database: str, page: str) -> Mapping[str, str]:
    """Name -> statement of one file."""
    text = (_SQL / database / f"{page}.sql").read_text("utf-8")
    found: dict[str, str] = {}
    for part in re.split(r"^-- (?=[a-z_]+$)", text, flags=re.MULTILINE)[1:]:
        name, _, statement = part.partition("\n")
        found[name] = statement.strip()
    return found


class Connection:
    """A connection to the measured database, PostgreSQL by URL or SQLite by path.

    Every statement stands alone but inside `writing()`.
    """

    def __init__(self, where: str) -> None:
        self.database = "postgresql" if where.startswith("postgres") else "sqlite"
        self._connection: Any
        if self.database == "postgresql":
            self._connection = psycopg.connect(where, autocommit=True)
        else:
            self._connection = sqlite3.connect(
                where, isolation_level=None, timeout=30, check_same_thread=False
            )
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA cache_size = -8000")
        self._prepared: dict[str, str] = {}

    def ask(self, statement: str, values: Mapping[str, Any]) -> Rows:
        """All rows; none for a statement that has no rows to give."""
        if self.database == "postgresql":
            cursor = self._connection.execute(self._written(statement), values)
            return cursor.fetchall() if cursor.description else []
        plain = {name: _plain(one) for name, one in values.items() if not isinstance(one, list)}
        lists = {name: one for name, one in values.items() if isinstance(one, list)}
        return list(self._connection.execute(_expanded(statement, lists), plain))

    def _written(self, statement: str) -> str:
        if statement not in self._prepared:
            escaped = statement.replace("%", "%%")
            self._prepared[statement] = _NAME.sub(r"%(\1)s", escaped)
        return self._prepared[statement]

    @contextmanager
    def writing(self) -> Iterator[None]:
        if self.database == "postgresql":
            with self._connection.transaction():
                yield
            return
        with _writing:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def _expanded(statement: str, lists: Mapping[str, Sequence[int | str]]) -> str:
    for name, one in lists.items():
        listed = ", ".join(repr(item) for item in one)
        statement = re.sub(rf"IN :{name}\b", f"IN ({listed})", statement)
    return statement


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix("+00:00")
    return value.isoformat() if isinstance(value, date) else value


_AMONG_SEEN = "v.record_id IN (SELECT p.id FROM rec_project p WHERE p.deleted_at IS NULL AND "


class Viewer:
    """Somebody's rights, as the statements take them."""

    def __init__(self, connection: Connection, role: str, login: str) -> None:
        self.role = role
        sight = statements(connection.database, "sight")
        self.sight = sight[role]
        # of visits: who sees all leaves out the few in the bin
        self.seen = sight["few_hidden"] if role == "director" else _AMONG_SEEN + self.sight + ")"
        found = connection.ask(
            "SELECT id, region_id FROM people_user WHERE email = :login", {"login": login}
        )
        self.id, self.region = found[0]
        team = connection.ask(
            "SELECT id FROM people_user WHERE id = :me OR supervisor_id = :me", {"me": self.id}
        )
        self.values = {"me": self.id, "team": [one for (one,) in team], "regions": [self.region]}
        self._involved = sight["involved"]

    def reads(self, connection: Connection) -> dict[str, Any]:
        """What a statement with `{sight}` is given; asks for the records he is involved in."""
        involved: list[int] = []
        if self.role != "director":
            involved = [one for (one,) in connection.ask(self._involved, self.values)]
        return {**self.values, "involved": involved}
