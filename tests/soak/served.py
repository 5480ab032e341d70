"""A company of its own, served by real processes: database, data folder, `zhudan serve`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from bench import program
from bench.bare import Connection
from bench.program import Program
from bench.visitor import Visitor

from tests.company import PASSWORD

_HIRE = """
import django
django.setup()
from tests import company
from zhudan.server import preparation
preparation.prepare()
company.make()
"""


class Served:
    """A running company. `ask` reads its database past the product, for proofs."""

    def __init__(self, running: Program, environment: dict[str, str], data: Path) -> None:
        self.program = running
        self.environment = environment
        url = environment.get("DATABASE_URL")
        self._connection = Connection(url or str(data / "zhudan.sqlite3"))
        self.postgresql = url is not None

    def visitor(self, name: str) -> Visitor:
        """Somebody of tests/company.py, signed in."""
        visitor = Visitor(self.program.port)
        visitor.sign_in(f"{name.lower()}@example.com", PASSWORD)
        return visitor

    def zhudan(self, *arguments: str) -> str:
        """Run a command to its good end; returns what it said."""
        done = program.command(self.environment, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        return self._connection.ask(statement, values)

    def close(self) -> None:
        self._connection.close()


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """On the kind of database the tests run on."""
    with _database(os.environ.get("DATABASE_URL")) as url:
        environment = program.settings(folder / "data", url)
        subprocess.run(
            [sys.executable, "-c", _HIRE],
            env=environment | {"DJANGO_SETTINGS_MODULE": "zhudan.server.settings"},
            check=True,
        )
        with Program(environment, folder / "serve.log") as running:
            served = Served(running, environment, folder / "data")
            try:
                yield served
            finally:
                served.close()


@contextmanager
def _database(server: str | None) -> Iterator[str | None]:
    """A fresh database on the server; None for SQLite, which needs only the data folder."""
    if server is None:
        yield None
        return
    name = f"zhudan_soak_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
