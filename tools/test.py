"""make test: everything that must hold before a change is taken.

Two lanes run side by side, Python and browser code; the tests in a real browser come last, for
they need the built browser part. Each step's words are shown when it ends.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import environment
import outside
import run
import web

BIN = environment.VENV / "bin"
WHEEL = "tests/packaging/test_wheel.py"
PYTHON_FOLDERS = ("src", "tests", "tools", "bench", "hatch_build.py")


@dataclass
class Step:
    name: str
    command: list[str]
    settings: dict[str, str] = field(default_factory=dict)
    folder: Path = environment.ROOT


def checks() -> list[Step]:
    here = [name for name in PYTHON_FOLDERS if (environment.ROOT / name).exists()]
    return [
        Step("lint", [str(BIN / "ruff"), "check", "--quiet", *here]),
        Step("format", [str(BIN / "ruff"), "format", "--check", "--quiet", *here]),
        Step("types", [str(BIN / "mypy")]),
        Step("imports", [str(BIN / "lint-imports"), "--no-cache"]),
        Step(
            "migrations",
            [str(BIN / "django-admin"), "makemigrations", "--check", "--dry-run"],
            {"DJANGO_SETTINGS_MODULE": "zhudan.server.settings", "PYTHONPATH": "src"},
        ),
    ]


def pytest(name: str, database: str | None, *arguments: str, workers: int = 2) -> Step:
    """database: a PostgreSQL URL, or None for SQLite."""
    command = [str(BIN / "pytest"), "-n", str(workers), *arguments]
    settings = {"DATABASE_URL": database} if database else {}
    return Step(name, command, settings)


def browser_code() -> list[Step]:
    packages = run.node_packages()
    web.install(packages)

    def npm(name: str, script: str) -> Step:
        command = web.npm("run", "--silent", script, node_packages=packages)
        return Step(name, command, folder=web.SOURCES)

    return [npm("web types", "typecheck"), npm("web tests", "test"), npm("web size", "size")]


def go(steps: list[Step]) -> list[str]:
    """Run one after the other; the names of those that failed."""
    failed = []
    for step in steps:
        begun = time.monotonic()
        settings = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | step.settings
        done = subprocess.run(
            step.command,
            cwd=step.folder,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        mark = "ok" if done.returncode == 0 else "FAILED"
        head = f"── {step.name}: {mark}, {time.monotonic() - begun:.0f} s"
        environment.say(f"{head}\n{done.stdout.rstrip()}".rstrip())
        if done.returncode:
            failed.append(step.name)
    return failed


def main() -> None:
    begun = time.monotonic()
    environment.ensure(developing=True)
    run.build_web()
    chromium = outside.chromium()
    with outside.postgresql() as database, ThreadPoolExecutor(2) as lanes:
        unit = ("tests", "--ignore=tests/e2e", f"--ignore={WHEEL}")
        python = [*checks(), pytest("tests on SQLite", None, *unit)]
        if database:
            python.append(pytest("tests on PostgreSQL", database, *unit))
        other = [*browser_code(), pytest("wheel", None, WHEEL, workers=0)]
        lanes_running = [lanes.submit(go, python), lanes.submit(go, other)]
        failed = [name for lane in lanes_running for name in lane.result()]
        if chromium and (environment.ROOT / "tests" / "e2e").exists():
            last = pytest("tests in the browser", None, "tests/e2e")
            last.settings["ZHUDAN_CHROMIUM"] = chromium
            failed += go([last])
    environment.say(f"\n{time.monotonic() - begun:.0f} s in all")
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
