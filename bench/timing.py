"""Medians of many calls, by one client or by several at once."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

CALLS = 200
WARM_UP = 20
REPORT_CALLS = 12


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


def measure(*kinds: Sequence[Called], calls: int = CALLS, warm_up: int = WARM_UP) -> list[Timing]:
    """A timing for each kind: `calls` in all after `warm_up`, divided among its clients.

    Single clients take turns call by call, so that whatever else the machine does falls on all
    alike; several clients of one kind work at the same time, kind after kind.
    """
    if all(len(clients) == 1 for clients in kinds):
        return _in_turn([clients[0] for clients in kinds], calls, warm_up)
    return [_together(clients, calls, warm_up) for clients in kinds]


def _in_turn(clients: Sequence[Called], calls: int, warm_up: int) -> list[Timing]:
    spent: list[list[float]] = [[] for _ in clients]
    for number in range(-warm_up, calls):
        for client, own in zip(clients, spent, strict=True):
            seconds = _timed(client)
            if number >= 0:
                own.append(seconds)
    return [_timing([own]) for own in spent]


def _together(clients: Sequence[Called], calls: int, warm_up: int) -> Timing:
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
    return _timing(spent)


def _timing(spent: Sequence[Sequence[float]]) -> Timing:
    rates = [len(own) / sum(own) for own in spent]
    return Timing(median(one for own in spent for one in own) * 1000, sum(rates))


def _timed(client: Called) -> float:
    client.prepare()
    begun = time.perf_counter()
    client.answer()
    seconds = time.perf_counter() - begun
    client.undo()
    return seconds
