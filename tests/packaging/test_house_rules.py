"""Rules of the house that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import zhudan

SOURCES = Path(zhudan.__file__).parent
# Rooms that speak HTTP somewhere else than in api.py, each for a reason its docstring gives.
HTTP_TOO = {
    "kit/answer.py",
    "people/login.py",
    "people/signed_in.py",
    "journal/once.py",
    "files/upload.py",
}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _files() -> list[Path]:
    return sorted(SOURCES.rglob("*.py"))


def _named(path: Path) -> str:
    return path.relative_to(SOURCES).as_posix()


def test_only_api_py_knows_http() -> None:
    offenders = [
        _named(path)
        for path in _files()
        if not _named(path).startswith("server/")
        and path.name not in ("api.py", "answers.py")  # routes, and the shapes of their answers
        and _named(path) not in HTTP_TOO
        and any(name.startswith(("django.http", "ninja")) for name in _imports(path))
    ]
    assert offenders == []


def test_nobody_sends_signals() -> None:
    offenders = [
        _named(path)
        for path in _files()
        if any(
            name.startswith(("django.dispatch", "django.db.models.signals"))
            for name in _imports(path)
        )
    ]
    assert offenders == []


@pytest.mark.parametrize("vague", ["utils", "helpers", "manager", "service", "base", "misc"])
def test_no_file_has_a_vague_name(vague: str) -> None:
    # sqlite/base.py is where Django looks for a database backend.
    named = [path for path in _files() if path.stem == vague and path.parent.name != "sqlite"]
    assert named == []


def test_no_path_of_a_workplace_is_in_the_project() -> None:
    root = SOURCES.parents[1]
    folders = [SOURCES, root / "tools", root / "bench", root / "docs"]
    told = [
        path
        for folder in folders
        if folder.exists()
        for path in folder.rglob("*")
        if path.suffix in (".py", ".md", ".yaml", ".json")
        and any(place in path.read_text("utf-8") for place in ("/work/", "../shared"))
    ]
    assert told == []


def test_the_lock_file_names_no_other_index_than_pypi() -> None:
    lock = (SOURCES.parents[1] / "uv.lock").read_text("utf-8")
    assert 'registry = "https://pypi.org/simple"' in lock
    for other in ("find-links", "file://", "path = ", "http://"):
        assert other not in lock
