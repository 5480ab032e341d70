"""What the tests need from the machine: PostgreSQL and Chromium, found, started or installed.

With CI set, what is missing ends the run; otherwise its tests are left out and the summary says so.
"""

import os
import platform
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from environment import say

CI = os.environ.get("CI", "").lower() not in ("", "0", "false")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def _missing(what: str, instruction: str) -> None:
    if CI:
        sys.exit(f"{what} is missing: {instruction}")
    say(f"{what} is missing, its tests are left out: {instruction}")


def _debian_install(*packages: str) -> bool:
    """Install with apt where the script may: root on Debian or Ubuntu."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {', '.join(packages)} …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    update = ["apt-get", "update", "-qq"]
    log = subprocess.DEVNULL
    subprocess.run(update, env=quiet, stdout=log, check=False)
    return subprocess.run(install, env=quiet, stdout=log, check=False).returncode == 0


def chromium() -> str | None:
    """The browser's path. It is never downloaded by itself: it comes from the system."""
    found = os.environ.get("ZHUDAN_CHROMIUM") or _chromium_here()
    if found is None and _debian_install("chromium", "fonts-noto-cjk"):
        found = _chromium_here()
    if found is None:
        _missing(
            "Chromium",
            "install it (Debian: apt-get install chromium fonts-noto-cjk; macOS: Google Chrome) "
            "or set ZHUDAN_CHROMIUM to its path",
        )
    return found


def _chromium_here() -> str | None:
    for name in _CHROMIUM:
        path = shutil.which(name)
        if path:
            return path
    return str(_MAC_CHROME) if _MAC_CHROME.exists() else None


@contextmanager
def postgresql() -> Iterator[str | None]:
    """A DATABASE_URL: the one given, the server on 127.0.0.1, else a throw-away one."""
    given = os.environ.get("ZHUDAN_TEST_POSTGRESQL")
    local = "postgresql://postgres@127.0.0.1:5432/postgres"
    if given or _answers(local):
        yield given or local
        return
    programs = _server_programs()
    if programs is None and _debian_install("postgresql"):
        programs = _server_programs()
    if programs is None:
        _missing(
            "PostgreSQL",
            "install it (Debian: apt-get install postgresql; macOS: brew install postgresql@17) "
            "or set ZHUDAN_TEST_POSTGRESQL to a URL whose user may create databases",
        )
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="zhudan-pg-") as folder:
        yield from _throw_away(programs, Path(folder))


def _answers(url: str) -> bool:
    """Whether the server lets us in there; asked with the driver the product uses."""
    from environment import PYTHON

    ask = f"import psycopg; psycopg.connect({url!r}, connect_timeout=3).close()"
    done = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, check=False)
    return done.returncode == 0


def _server_programs() -> Path | None:
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for prefix in (Path("/opt/homebrew/opt"), Path("/usr/local/opt")):
        folders += sorted(prefix.glob("postgresql@*/bin"), reverse=True)
    return next((f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


def _throw_away(programs: Path, folder: Path) -> Iterator[str]:
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = "postgres" if "postgres" in names else "nobody"
        shutil.chown(folder, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
    if platform.system() == "Linux":
        quick += " -c dynamic_shared_memory_type=mmap"  # /dev/shm may be tiny in a container
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {quick}"

    def call(*command: str | Path, check: bool = True) -> None:
        parts = [str(part) for part in command]
        subprocess.run(parts, user=user, cwd=folder, check=check, stdout=subprocess.DEVNULL)

    call(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
    call(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        call(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop", check=False)
