"""`zhudan serve` as a company runs it: real processes, killed and ended."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

PATIENCE_SECONDS = 90.0
pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="processes are the same on both; shown once"
)


class Served:
    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        settings = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        settings |= {"ZHUDAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "zhudan.server.settings"}
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "zhudan.server.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=folder, env=settings)

    def get(self, path: str) -> tuple[int, Any]:
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        server.request("GET", path)
        answer = server.getresponse()
        return answer.status, answer.read()

    def is_ready(self) -> bool:
        try:
            status, body = self.get("/api/v1/health/ready")
        except (OSError, http.client.HTTPException):
            return False
        return status == 200 and json.loads(body)["status"] == "ok"

    def children(self) -> dict[str, int]:
        """Process ids by what they do."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        ).stdout
        found = {}
        for line in listed.splitlines():
            pid, parent, command = line.split(None, 2)
            if int(parent) == self.process.pid and "resource_tracker" not in command:
                found["worker" if command.endswith("worker") else "web"] = int(pid)
        return found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.terminate()
            running.process.wait(PATIENCE_SECONDS)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_starts_empty_survives_kills_and_leaves_nothing_behind(served: Served) -> None:
    until(served.is_ready)
    status, body = served.get("/api/v1/session")
    assert status == 200
    assert json.loads(body)["setup_needed"] is True
    before = served.children()
    assert set(before) == {"web", "worker"}

    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    until(lambda: {"web", "worker"} == set(served.children()) and served.is_ready())
    after = served.children()
    assert not set(before.values()) & set(after.values())

    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(PATIENCE_SECONDS) == 0
    until(lambda: not any(map(alive, after.values())))


def test_processes_end_with_the_one_that_started_them(served: Served) -> None:
    until(served.is_ready)
    children = served.children()
    served.process.kill()
    served.process.wait()
    until(lambda: not any(map(alive, children.values())))
    with socket.socket() as probe:  # the port is free for the next start
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", served.port))


def test_a_port_in_use_is_said_so(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = ["serve", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(
            [sys.executable, "-m", "zhudan.server.cli", *command],
            env={**os.environ, "ZHUDAN_DATA": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "in use" in done.stderr
