"""Writers on SQLite wait for each other and none is turned away."""

import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from zhudan import journal
from zhudan.journal.models import Event
from zhudan.server.sqlite import base

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="how SQLite is used; PostgreSQL has locks of its own"
)


def in_threads(count: int, work: object) -> None:
    def then_close() -> None:
        try:
            work()  # type: ignore[operator]
        finally:
            connection.close()

    threads = [threading.Thread(target=then_close) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_eight_writers_who_read_before_they_write_all_succeed(own_database: None) -> None:
    def count_on() -> None:
        for _ in range(10):
            with transaction.atomic():
                before = Event.objects.filter(kind="counted").count()
                journal.record("counted", actor=None, data={"number": before})

    in_threads(8, count_on)
    events = Event.objects.filter(kind="counted").order_by("id")
    numbers = [event.data["number"] for event in events]
    assert numbers == list(range(80))


def test_the_turn_is_given_back_before_on_commit_calls(own_database: None) -> None:
    seen: list[bool] = []

    def another_writes() -> None:
        in_threads(1, lambda: seen.append(bool(journal.record("after", actor=None))))

    with transaction.atomic():
        journal.record("first", actor=None)
        transaction.on_commit(another_writes)
    assert seen == [True]


@pytest.mark.parametrize("ending", ["error", "rollback"])
def test_a_broken_transaction_gives_its_turn_back(own_database: None, ending: str) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        if ending == "rollback":
            transaction.set_rollback(True)
        raise RuntimeError
    in_threads(1, lambda: journal.record("next", actor=None))
    assert Event.objects.filter(kind="next").exists()


def test_who_waits_too_long_is_told_so(own_database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "WAIT_SECONDS", 0.1)
    refused: list[Exception] = []

    def write() -> None:
        try:
            with transaction.atomic():
                pass
        except OperationalError as error:
            refused.append(error)

    with transaction.atomic():
        in_threads(1, write)
    assert [str(error) for error in refused] == ["database is locked"]


def test_readers_do_not_wait_for_a_writer(own_database: None) -> None:
    took: list[float] = []

    def read() -> None:
        begun = time.monotonic()
        Event.objects.count()
        took.append(time.monotonic() - begun)

    with transaction.atomic():
        journal.record("under way", actor=None)
        in_threads(1, read)
    assert took[0] < 5


def test_what_is_acknowledged_is_on_disk(own_database: None) -> None:
    assert "PRAGMA synchronous = FULL" in base.PRAGMAS
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
    assert Path(f"{connection.settings_dict['NAME']}-wal").exists()
