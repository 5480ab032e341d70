"""How the cost of the conversion table grows with the company.

    python -m bench.growth FOLDER [--postgresql URL] [--sizes 10000,100000,1000000]

FOLDER: a company that `python -m bench --keep` left, on PostgreSQL with its URL, else on SQLite;
it is made larger in place, so give it a copy. Prints lines for RESULTS.md.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from bench import endpoints
from bench.bare import Connection, Viewer
from bench.pages import Get
from bench.program import Program, settings
from bench.timing import measure
from bench.visitor import Visitor

REPORTS = {
    "month": ("/insight/stages", endpoints.Stages),
    "all time": ("/insight/stages?from=&to=", endpoints.AllStages),
}
CALLS = 5


def main() -> None:
    parser = argparse.ArgumentParser("bench.growth")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--postgresql")
    parser.add_argument("--sizes", default="1000000")
    options = parser.parse_args()
    accounts = json.loads((options.folder / "company.json").read_text())["accounts"]
    environment = settings(options.folder / "data", options.postgresql)
    where = options.postgresql or str(options.folder / "data" / "zhudan.sqlite3")
    sys.stdout.write("| projects | visits | report | ms | bare SQL, ms | ratio |\n")
    sys.stdout.write("|--:|--:|---|--:|--:|--:|\n")
    for size in options.sizes.split(","):
        subprocess.run(
            [sys.executable, "-m", "bench.grow", size],
            env=environment | {"DJANGO_SETTINGS_MODULE": "zhudan.server.settings"},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with Program(environment, options.folder / "serve.log") as program:
            for line in _lines(program, where, accounts):
                sys.stdout.write(line + "\n")
                sys.stdout.flush()


def _lines(program: Program, where: str, accounts: dict[str, dict[str, str]]) -> list[str]:
    login = accounts["logins"]["director"]
    visitor = Visitor(program.port)
    visitor.sign_in(login, str(accounts["password"]))
    connection = Connection(where)
    viewer = Viewer(connection, "director", login)
    projects, visits = (
        connection.ask(f"SELECT COUNT(*) FROM {table}", {})[0][0]
        for table in ("rec_project", "flow_visit")
    )
    found = []
    for name, (path, bare) in REPORTS.items():
        timing, alone = measure(
            [Get(visitor, path)], [bare(connection, viewer)], calls=CALLS, warm_up=1
        )
        found.append(
            f"| {projects:,} | {visits:,} | {name} | {timing.median_ms:.0f} |"
            f" {alone.median_ms:.0f} | {timing.median_ms / alone.median_ms:.2f} |"
        )
    connection.close()
    return found


if __name__ == "__main__":
    main()
