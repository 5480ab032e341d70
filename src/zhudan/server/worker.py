"""`zhudan worker`: does jobs until it is told to stop."""

import os
import signal
import socket
import threading

from zhudan.journal import jobs
from zhudan.server.jobs import HANDLERS, Rounds


def main(arguments: list[str]) -> int:
    """Runs until SIGTERM, SIGINT, or until the `serve` that started it is gone."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if os.environ.get("ZHUDAN_SUPERVISED"):
        threading.Thread(target=_stop_with, args=(os.getppid(), stop), daemon=True).start()
    rounds = Rounds(f"{socket.gethostname()}:{os.getpid()}")
    jobs.work_until(stop, HANDLERS, before_each=rounds.before_job, each_round=rounds.each)
    return 0


def _stop_with(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent and not stop.wait(1):
        pass
    stop.set()
