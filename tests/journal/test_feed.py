"""The feed misses nothing, even what commits late, and tells nothing twice."""

import threading
import time

import pytest
from django.db import connection, transaction

from zhudan import journal
from zhudan.journal import feed
from zhudan.kit.errors import Refusal


def kinds(after: str) -> tuple[list[str], str]:
    events, cursor = feed.read(after, 100)
    return [event.kind for event in events], cursor


def settled(after: str, count: int) -> tuple[list[str], str]:
    """Read until `count` are there: PostgreSQL also waits for writers of its other databases."""
    deadline = time.monotonic() + 60
    while True:
        seen, cursor = kinds(after)
        if len(seen) >= count or time.monotonic() > deadline:
            return seen, cursor
        time.sleep(0.1)


def test_events_come_in_order_and_once(own_database: None) -> None:
    start = feed.now()
    for kind in ("one", "two", "three"):
        journal.record(kind, actor=None)
    seen, end = settled(start, 3)
    assert seen == ["one", "two", "three"]
    first, middle = feed.read(start, 2)
    assert [event.kind for event in first] == ["one", "two"]
    assert kinds(middle) == (["three"], end)
    assert kinds(end) == ([], end)


def test_an_event_that_commits_late_is_not_passed_over(own_database: None) -> None:
    start = feed.now()
    written, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            journal.record("early id, late commit", actor=None)
            written.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    written.wait(10)
    if connection.vendor == "postgresql":  # SQLite's other writers wait anyway
        journal.record("late id, early commit", actor=None)
    seen, cursor = kinds(start)
    go_on.set()
    thread.join()
    if connection.vendor == "sqlite":
        journal.record("late id, early commit", actor=None)
    more, _ = settled(cursor, 2)
    assert seen == []  # the younger event waits for the older transaction
    assert sorted(more) == ["early id, late commit", "late id, early commit"]


def test_an_undone_change_leaves_no_event(own_database: None) -> None:
    start = feed.now()
    with pytest.raises(RuntimeError), transaction.atomic():
        journal.record("never", actor=None)
        raise RuntimeError
    assert kinds(start)[0] == []


@pytest.mark.parametrize("cursor", ["", "x", "W10", "WzEsInR3byJd", "WzEsLTFd", "W3RydWUsMV0"])
def test_a_cursor_of_somebody_elses_making_is_refused(db: None, cursor: str) -> None:
    with pytest.raises(Refusal) as refused:
        feed.read(cursor, 10)
    assert refused.value.code == "bad_cursor"
