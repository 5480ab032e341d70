"""Medians of many calls, by one client or by several at once."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

CALLS = 200
WARM_UP = 20


class Called(Protocol):
    def prepare(self) -> None: ...
    def answer(self) -> None: ...
    def undo(self) -> None: ...


@dataclass(frozen=True)
class Timing:
    """median_ms: of each call by itself. per_second: calls of all clients together, while
    nobody prepares or undoes."""

    median_ms: float
    per_second: float


def measure(clients: Sequence[Called], calls: int = CALLS, warm_up: int = WARM_UP) -> Timing:
    """`calls` in all after `warm_up`, divided among the clients, who begin together."""
    each, warm = calls // len(clients), max(1, warm_up // len(clients))
    ready = threading.Barrier(len(clients))
    spent: list[list[float]] = [[] for _ in clients]
    broken: list[BaseException] = []

    def run(place: int) -> None:
        try:
            for _ in range(warm):
                _timed(clients[place])
            ready.wait()
            spent[place] = [_timed(clients[place]) for _ in range(each)]
        except BaseException as error:
            broken.append(error)
            ready.abort()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise next(e for e in broken if not isinstance(e, threading.BrokenBarrierError))
    rates = [len(own) / sum(own) for own in spent]
    return Timing(median(one for own in spent for one in own) * 1000, sum(rates))


def _timed(client: Called) -> float:
    client.prepare()
    begun = time.perf_counter()
    client.answer()
    seconds = time.perf_counter() - begun
    client.undo()
    return seconds
