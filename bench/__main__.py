"""`make bench`: fill, serve, measure, compare, on both databases.

    python -m bench --postgresql URL [--only sqlite|postgresql] [--share 0.1] [--keep FOLDER]

Both companies are made at the same time, then measured one after the other. With --keep they
stay in FOLDER and are not made again; with a share other than 1 nothing is written.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from bench import endpoints, pages, report
from bench.bare import Connection, Viewer
from bench.program import Program, settings
from bench.report import Database, Line
from bench.timing import REPORT_CALLS, Called, Timing, measure
from bench.visitor import Visitor

SEARCHED = "泓川冷链"  # part of a name, as people type it
COLD_STARTS = 3
STAGE = "quotation"


class Company:
    """A filled database, and how to reach it from inside and outside."""

    def __init__(self, name: str, folder: Path, url: str | None) -> None:
        self.name = name
        self.folder = folder
        self.url = url
        self.data = folder / "data"
        self.told = folder / "company.json"
        self.environment = settings(self.data, url)

    @property
    def where(self) -> str:
        return self.url or str(self.data / "zhudan.sqlite3")

    def fill(self, share: float) -> subprocess.Popen[bytes]:
        self.data.mkdir(parents=True)
        return self._run("bench.fill", str(self.told), str(share))

    def count_queries(self, accounts: dict[str, Any]) -> dict[str, int]:
        given, found = self.folder / "accounts.json", self.folder / "queries.json"
        given.write_text(json.dumps(accounts | {"search": SEARCHED}))
        if self._run("bench.queries", str(given), str(found)).wait():
            sys.exit("the queries could not be counted")
        counted: dict[str, int] = json.loads(found.read_text())
        return counted

    def _run(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "zhudan.server.settings"}
        return subprocess.Popen([sys.executable, "-m", *arguments], env=environment)


def main() -> None:
    parser = argparse.ArgumentParser("bench")
    parser.add_argument("--postgresql", help="URL of a server that may make databases")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with _folder(options.keep) as folder, _databases(folder, options) as companies:
        begun = time.monotonic()
        filling = [
            (company, company.fill(options.share))
            for company in companies
            if not company.told.exists()
        ]
        for company, process in filling:
            if process.wait():
                sys.exit(f"{company.name} could not be filled")
        _say(f"Filled in {time.monotonic() - begun:.0f} s")
        found = [_measured(company) for company in companies]
    if options.share == 1.0 and not options.only:
        report.write(found)


def _measured(company: Company) -> Database:
    begun = time.monotonic()
    told = json.loads(company.told.read_text())
    database = Database(company.name, report.server_version(company.url), told["rows"])
    program = Program(company.environment, company.folder / "serve.log")
    for place in range(COLD_STARTS):
        database.cold_seconds.append(program.start())
        if place + 1 < COLD_STARTS:
            program.stop()
    try:
        for role, login in told["accounts"]["logins"].items():
            database.lines += _of_one(company, program, role, login, told["accounts"]["password"])
        database.memory_mb = {
            name: size / 2**20 for name, size in program.anonymous_bytes().items()
        }
    finally:
        program.stop()
    database.queries = company.count_queries(told["accounts"])
    database.seconds = told["seconds"] + time.monotonic() - begun
    _say("\n".join(report.section(database)))
    return database


def _of_one(
    company: Company, program: Program, role: str, login: str, password: str
) -> Iterator[Line]:
    """The lines of one person: every page, by one client beside bare SQL, and by eight."""
    visitor = Visitor(program.port)
    session = visitor.sign_in(login, password)
    owner = session["user"]["id"] if role == "salesperson" else None
    movable = pages.ready_to_move(visitor, owner)
    customers = pages.customers_of(visitor)
    bare: dict[str, Timing] = {}
    for clients in (1, 8):
        # A client moves projects of his own, and bare SQL others than the program.
        program_moves, bare_moves = _dealt(movable, clients)
        for page in report.RATIOS:
            if page in report.REPORTS and clients > 1:
                continue
            asking = [
                _page(page, visitor.again(), program_moves[place], customers)
                for place in range(clients)
            ]
            if clients == 1:
                connection = Connection(company.where)
                viewer = Viewer(connection, role, login)
                beside = _endpoint(page, connection, viewer, bare_moves[0], customers)
                timing, alone = measure(asking, [beside], **_calls(page))
                bare[page] = alone
                connection.close()
            else:
                (timing,) = measure(asking)
            line = Line(page, role, clients, timing, bare[page])
            _say(report.table([line], budgeted=company.url is not None)[-1])
            yield line


def _calls(page: str) -> dict[str, int]:
    """A report reads everything there is, so it is asked less often."""
    return {"calls": REPORT_CALLS, "warm_up": 1} if page in report.REPORTS else {}


def _dealt(movable: list[str], clients: int) -> tuple[list[list[str]], list[list[str]]]:
    half = len(movable) // 2
    return (
        [movable[place:half:clients] for place in range(clients)],
        [movable[half + place :: clients] for place in range(clients)],
    )


def _page(page: str, visitor: Visitor, movable: list[str], customers: list[int]) -> Called:
    if page == "move":
        return pages.Move(visitor, movable)
    if page == "create":
        return pages.Create(visitor, customers, Random(1))
    paths = {
        "board": lambda: f"/boards/{pages.PIPELINE}",
        "column": lambda: pages.behind_first_cards(visitor, STAGE),
        "list": lambda: pages.LIST,
        "search": lambda: f"/search?q={quote(SEARCHED)}",
        "stages": lambda: "/insight/stages",
        "stages, all time": lambda: "/insight/stages?from=&to=",
    }
    return pages.Get(visitor, paths[page]())


def _endpoint(
    page: str, connection: Connection, viewer: Viewer, movable: list[str], customers: list[int]
) -> Called:
    if page == "move":
        return endpoints.Move(connection, viewer, [int(one) for one in movable])
    if page == "create":
        return endpoints.Create(connection, viewer, customers, Random(1))
    if page == "search":
        return endpoints.Search(connection, viewer, SEARCHED)
    plain: dict[str, type[endpoints.Endpoint]] = {
        "board": endpoints.Board,
        "column": endpoints.Column,
        "list": endpoints.List,
        "stages": endpoints.Stages,
        "stages, all time": endpoints.AllStages,
    }
    return plain[page](connection, viewer)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="zhudan-bench-") as folder:
        yield Path(folder)


@contextmanager
def _databases(folder: Path, options: argparse.Namespace) -> Iterator[list[Company]]:
    companies = []
    name = "zhudan_bench" if options.keep else f"zhudan_bench_{os.getpid()}"
    if options.only != "sqlite":
        url = urlunsplit(urlsplit(options.postgresql)._replace(path=f"/{name}"))
        companies.append(Company("PostgreSQL", folder / "postgresql", url))
        if not companies[0].told.exists():
            _maintain(options.postgresql, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            _maintain(options.postgresql, f'CREATE DATABASE "{name}"')
    if options.only != "postgresql":
        companies.append(Company("SQLite", folder / "sqlite", None))
    try:
        yield companies
    finally:
        if options.only != "sqlite" and not options.keep:
            _maintain(options.postgresql, f'DROP DATABASE "{name}" WITH (FORCE)')


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _maintain(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


if __name__ == "__main__":
    main()
