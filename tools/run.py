"""make run: the demo company, served. The second start installs and builds nothing."""

import os
import sys
from pathlib import Path

import environment
import web


def node_packages() -> Path | None:
    """Where Node from PyPI was put, when this machine has none of its own."""
    if web.system_node():
        return None
    packages = environment.TOOLS / "node"
    if not packages.exists():
        environment.run(
            *(environment.uv(), "pip", "install", "--quiet", "--python", environment.PYTHON),
            *("--target", packages, web.NODE),
        )
    return packages


def build_web() -> None:
    """The browser part, unless it is built from these sources already."""
    if not web.is_current():
        environment.say("Building the browser part …")
        web.build(node_packages())


def prepare(*, developing: bool = False) -> dict[str, str]:
    """Environment, browser part and demo company; the settings the program runs under."""
    environment.ensure(developing=developing)
    build_web()
    data = environment.ROOT / "var" / "demo"
    settings = {**os.environ, "ZHUDAN_DATA": str(data)}
    # The environment is ours, so compiled modules may stay in it: a start takes 1 s, not 4.
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    accounts = data / "accounts.txt"
    # Written last by `zhudan demo`: without it the company was never finished.
    if accounts.exists():
        environment.say(accounts.read_text())
    else:
        environment.say("Making the demo company …")
        environment.run(zhudan(), "demo", "--reset", env=settings)
    return settings


def zhudan() -> str:
    return str(environment.VENV / "bin" / "zhudan")


def main() -> None:
    settings = prepare()
    command = [zhudan(), "serve", "--port", os.environ.get("PORT") or "8000"]
    if os.environ.get("LAN") not in (None, "", "0"):
        command.append("--lan")
    os.chdir(environment.ROOT)
    sys.stdout.flush()
    os.execve(command[0], command, settings)


if __name__ == "__main__":
    main()
