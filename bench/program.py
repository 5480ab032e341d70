"""`zhudan serve` as a real process: started, waited for, measured, killed."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

READY_SECONDS = 60.0
POLL_SECONDS = 0.01
_ZHUDAN = (sys.executable, "-m", "zhudan.server.cli")


def settings(data: Path, database_url: str | None) -> dict[str, str]:
    """The environment of a company whose files lie in `data`."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith(("ZHUDAN_", "DJANGO_"))
    }
    own = {"ZHUDAN_DATA": str(data), "ZHUDAN_CONFIG": os.devnull}
    return inherited | own | ({"DATABASE_URL": database_url} if database_url else {})


def command(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `zhudan ARGUMENTS` to its end."""
    return subprocess.run(
        [*_ZHUDAN, *arguments],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Program:
    """log: where what it says is kept."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.environment = dict(environment)
        self.port = free_port()
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Program":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> float:
        """Start it; returns the seconds until /health/ready first answered 200."""
        begun = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*_ZHUDAN, "serve", "--port", str(self.port)],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self.wait_ready()
        except RuntimeError:
            self.stop()
            raise
        return time.monotonic() - begun

    def wait_ready(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"zhudan serve ended by itself:\n{self.said()}")
            if time.monotonic() > until:
                raise RuntimeError(f"zhudan serve is not ready:\n{self.said()}")
            time.sleep(POLL_SECONDS)

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/api/v1/health/ready")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def said(self) -> str:
        return self.log.read_text("utf-8", errors="replace")[-4000:]

    def processes(self) -> dict[str, int]:
        """serve, web and worker -> process id; web and worker only where they run."""
        assert self._process is not None
        serve = self._process.pid
        found = {"serve": serve}
        listed = subprocess.run(
            ["ps", "-axo", "pid=,ppid=,command="], capture_output=True, text=True, check=True
        )
        for line in listed.stdout.splitlines():
            pid, parent, what = line.split(None, 2)
            if int(parent) != serve or "resource_tracker" in what:
                continue
            found["worker" if what.endswith("worker") else "web"] = int(pid)
        return found

    def kill(self, *names: str) -> None:
        """kill -9. `serve` starts web and worker again by itself; with `serve` all are killed."""
        assert self._process is not None
        if "serve" in names:  # all at once, before one of them starts another again
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            return
        running = self.processes()
        for pid in [running[name] for name in names if name in running]:
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def anonymous_bytes(self) -> dict[str, int]:
        """Anonymous memory of each process (Linux only)."""
        return {name: _anonymous(pid) for name, pid in self.processes().items()}


def _anonymous(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1]) * 1024
    return 0
