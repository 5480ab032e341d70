"""`zhudan serve`: the web process and the worker, watched and started again when one dies."""

import argparse
import contextlib
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import segno
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

THREADS = 8
RESTART_SECONDS = 1.0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("zhudan serve", description="Web and worker.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--lan", action="store_true", help="open to the local network")
    parser.add_argument("--no-worker", action="store_true", help="`zhudan worker` runs elsewhere")
    options = parser.parse_args(arguments)
    host = "0.0.0.0" if options.lan else options.host
    if not _is_free(host, options.port):
        sys.exit(f"Port {options.port} is in use: choose another with --port")
    os.environ["ZHUDAN_SUPERVISED"] = "1"
    _allow_hosts(host)
    _announce(host, options.port, lan=options.lan)
    stopping = threading.Event()
    # The same on Linux and macOS: forking would carry the watching thread's locks along.
    multiprocessing.set_start_method("spawn")
    with contextlib.nullcontext() if options.no_worker else _worker(stopping):
        _serve(host, options.port, stopping)
    return 0


def _serve(host: str, port: int, stopping: threading.Event) -> None:
    """Until we are interrupted; granian itself gives up when its process dies twice quickly."""
    while not stopping.is_set():
        server = Server(
            "zhudan.server.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=THREADS,
            blocking_threads_idle_timeout=600,
            websockets=False,
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            respawn_interval=0.1,
            workers_kill_timeout=20,
            http1_settings=HTTP1Settings(header_read_timeout=30_000),
        )
        with contextlib.suppress(SystemExit):
            server.serve()
        if server.interrupt_signal:
            stopping.set()
        else:
            time.sleep(RESTART_SECONDS)


@contextlib.contextmanager
def _worker(stopping: threading.Event) -> Iterator[None]:
    ended = threading.Event()

    def keep_running() -> None:
        while not ended.is_set():
            process = subprocess.Popen([sys.executable, "-m", "zhudan.server.cli", "worker"])
            while process.poll() is None and not ended.wait(0.2):
                pass
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait()
            elif not stopping.is_set():
                ended.wait(RESTART_SECONDS)

    thread = threading.Thread(target=keep_running, name="worker-watch")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _allow_hosts(host: str) -> None:
    """Names the page may be opened under, where the company has not said: ours, no others."""
    if host in ("127.0.0.1", "localhost", "::1") or os.environ.get("ZHUDAN_HOSTS"):
        return
    names = ["localhost", "127.0.0.1", "[::1]", host, socket.gethostname(), _lan_address()]
    os.environ["ZHUDAN_HOSTS"] = ",".join(names)


def _lan_address() -> str:
    """This machine's address on the network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _announce(host: str, port: int, *, lan: bool) -> None:
    shown = _lan_address() if host == "0.0.0.0" else host
    address = f"http://{shown}:{port}"
    sys.stdout.write(f"\n  筑单 Zhudan   {address}\n\n")
    if lan:
        segno.make(address).terminal(compact=True)
    sys.stdout.flush()
