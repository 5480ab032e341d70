"""The table of figures, on the screen and in RESULTS.md."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from bench import timing
from bench.timing import Timing

RESULTS = Path(__file__).parent / "RESULTS.md"
RATIOS = {
    "board": 2,
    "column": 2,
    "list": 2,
    "search": 2,
    "move": 3,
    "create": 3,
    "stages": 1.5,
    "stages, all time": 1.5,
}
REPORTS = frozenset({"stages", "stages, all time"})
ALLOWANCE_MS = 5.0
REPORT_ALLOWANCE_MS = 20.0
MOST_QUERIES = 12
MOST_MEMORY_MB = 200
BOARD_SHARE = 1.1  # a salesperson's board to the director's


@dataclass(frozen=True)
class Line:
    """bare: by one client, also beside a line of several."""

    page: str
    role: str
    clients: int
    program: Timing
    bare: Timing

    @property
    def budget_ms(self) -> float:
        allowance = REPORT_ALLOWANCE_MS if self.page in REPORTS else ALLOWANCE_MS
        return RATIOS[self.page] * self.bare.median_ms + allowance


@dataclass
class Database:
    """Everything found out on one database. cold_seconds: of several starts."""

    name: str
    version: str
    rows: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    queries: dict[str, int] = field(default_factory=dict)
    memory_mb: dict[str, float] = field(default_factory=dict)
    cold_seconds: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def budgeted(self) -> bool:
        """The times are promised on PostgreSQL, for one client."""
        return self.name == "PostgreSQL"


def verdicts(database: Database) -> list[tuple[str, bool]]:
    """What was promised, and whether it holds."""
    found = [
        (
            f"{line.page}, {line.role}: {line.program.median_ms:.1f} ms of {line.budget_ms:.1f}",
            line.program.median_ms <= line.budget_ms,
        )
        for line in database.lines
        if database.budgeted and line.clients == 1
    ]
    boards = {
        line.role: line.program.median_ms
        for line in database.lines
        if line.page == "board" and line.clients == 1
    }
    if database.budgeted:
        share = boards["salesperson"] / boards["director"]
        found.append(
            (f"a salesperson's board takes {share:.2f} of the director's", share <= BOARD_SHARE)
        )
    most = max(database.queries.items(), key=lambda item: item[1])
    found.append((f"at most {most[1]} queries ({most[0]})", most[1] <= MOST_QUERIES))
    web = database.memory_mb["web"]
    found.append((f"web process: {web:.0f} MB of anonymous memory", web <= MOST_MEMORY_MB))
    return found


def table(lines: Sequence[Line], *, budgeted: bool) -> list[str]:
    head = "| page | who | clients | ms | bare SQL, ms | ratio | budget, ms | | calls/s |"
    rows = [head, "|---|---|--:|--:|--:|--:|--:|---|--:|"]
    for line in lines:
        promised = budgeted and line.clients == 1
        kept = line.program.median_ms <= line.budget_ms
        budget = f"{line.budget_ms:.1f}" if promised else ""
        mark = ("kept" if kept else "**missed**") if promised else ""
        ratio = line.program.median_ms / line.bare.median_ms
        rows.append(
            f"| {line.page} | {line.role} | {line.clients} | {line.program.median_ms:.1f} |"
            f" {line.bare.median_ms:.1f} | {ratio:.1f} | {budget} | {mark} |"
            f" {line.program.per_second:.0f} |"
        )
    return rows


def section(database: Database) -> list[str]:
    rows = ", ".join(f"{count:,} {name}" for name, count in database.rows.items())
    queries = ", ".join(f"{page} {count}" for page, count in database.queries.items())
    memory = ", ".join(f"{name} {mb:.0f}" for name, mb in database.memory_mb.items())
    cold = ", ".join(f"{one:.1f}" for one in database.cold_seconds)
    verdict = [f"- {'kept' if kept else '**missed**'}: {said}" for said, kept in verdicts(database)]
    return [
        f"## {database.name} {database.version}",
        "",
        *table(database.lines, budgeted=database.budgeted),
        "",
        *verdict,
        "",
        f"Queries a page makes at most: {queries}.",
        f"Anonymous memory after all calls, MB: {memory}.",
        f"Cold start of `zhudan serve` to the first 200 of /health/ready, seconds: {cold}.",
        f"Rows: {rows}. Filled and measured in {database.seconds:.0f} s.",
        "",
    ]


def write(databases: Sequence[Database]) -> None:
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "granian", "psycopg"))
    day = datetime.now().astimezone().date()
    text = [
        "# Figures of `make bench`",
        "",
        f"{day}, {_machine()}, Python {platform.python_version()}, {packages}.",
        "",
        "60,000 open and 100,000 closed projects of 120 salespeople in 8 regions, four visits each,"
        " under the shipped blueprint; what is searched is four characters of a name. Each figure"
        " is the median of 200 calls over connections"
        " that stay open, after a warm-up. Beside it the bare SQL of the same answer, from"
        " `bench/sql/`, through the database's driver in the same run. Budget on PostgreSQL for"
        f" one client: ratio × bare SQL + {ALLOWANCE_MS:.0f} ms, ratio 2 for reading and 3 for"
        f" writing; for a report 1.5 × bare SQL + {REPORT_ALLOWANCE_MS:.0f} ms, the median of"
        f" {timing.REPORT_CALLS} calls. Whoever measures sits on the same machine and takes part"
        " of it.",
        "",
    ]
    for database in databases:
        text += section(database)
    RESULTS.write_text("\n".join(text).rstrip() + "\n", "utf-8")


def _machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0].partition(":")[2].strip() if names else model
    return f"{os.cpu_count()} × {model}, {platform.system()}"


def server_version(url: str | None) -> str:
    if url is None:
        return sqlite3.sqlite_version
    with psycopg.connect(url) as connection:
        return str(connection.execute("SHOW server_version").fetchall()[0][0]).split()[0]
