"""The harness itself: what a test does in its own database nobody else sees."""

import threading

import pytest
from django.db import connection

from zhudan import journal
from zhudan.blueprint import live
from zhudan.journal.models import Event
from zhudan.people.models import User


@pytest.mark.parametrize("_time", [1, 2])
def test_what_threads_commit_is_seen_and_gone_afterwards(
    own_database: None, alice: User, _time: int
) -> None:
    def write() -> None:
        journal.record("tried", actor=alice.id)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.filter(kind="tried").count() == 4


def test_the_shared_database_holds_the_company_and_the_shipped_blueprint(bob: User) -> None:
    assert bob.email == "bob@example.com"
    assert live.current().number == 1
    assert not Event.objects.filter(kind="tried").exists()
