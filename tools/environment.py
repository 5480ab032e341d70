"""The Python environment of this clone: uv in .tools, the locked packages in .venv.

Only the standard library is used, because this runs before anything is installed. A stamp of
the lock file makes every later call cost a few milliseconds.
"""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".zhudan"
UV = "uv>=0.13,<0.14"


def say(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path, **options: object) -> None:
    """Run a command of ours; its own words explain a failure, so no traceback is added."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(done.returncode)


def ensure(*, developing: bool) -> None:
    """Make .venv hold what uv.lock says; with `developing` the tools of `make test` too."""
    kinds = ["run", "develop"]
    wanted = kinds[developing:]
    sources = (ROOT / "uv.lock").read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    digest = hashlib.sha256(sources + str(ROOT).encode()).hexdigest()
    if PYTHON.exists() and STAMP.exists():
        stamped, _, kind = STAMP.read_text().partition(" ")
        if stamped == digest and kind in wanted:
            return
    say("Installing the Python packages …")
    command: list[str | Path] = [uv(), "sync", "--frozen", "--inexact", "--quiet"]
    if not PYTHON.exists():
        command += ["--python", sys.executable]
    if not developing:
        command.append("--no-dev")
    environment = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    run(*command, env={**environment, "UV_PYTHON_DOWNLOADS": "never"})
    STAMP.write_text(f"{digest} {wanted[0]}")


def uv() -> Path:
    """Our own uv: the lock file needs one that reads its format."""
    program = TOOLS / "bin" / "uv"
    if program.exists():
        return program
    bundled = importlib.util.find_spec("ensurepip") is not None
    venv.create(TOOLS, with_pip=bundled, clear=True, symlinks=True)
    # Debian keeps ensurepip in a package of its own; the wheel of pip runs without being installed.
    pip: list[str | Path] = ["-m", "pip"] if bundled else [_pip_wheel() / "pip"]
    run(TOOLS / "bin" / "python", *pip, "install", "--quiet", UV)
    return program


def _pip_wheel() -> Path:
    request = urllib.request.Request(
        "https://pypi.org/simple/pip/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    with urllib.request.urlopen(request) as answer:
        files = json.load(answer)["files"]
    wheels = [f for f in files if f["filename"].endswith("-py3-none-any.whl") and not f["yanked"]]
    newest = max(wheels, key=lambda file: str(file["upload-time"]))
    with urllib.request.urlopen(newest["url"]) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != newest["hashes"]["sha256"]:
        sys.exit("pip could not be fetched from PyPI unharmed; please try again")
    wheel = TOOLS / str(newest["filename"])
    wheel.write_bytes(content)
    return wheel
