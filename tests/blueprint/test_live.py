"""The live blueprint: read once a request, held during a write, switched by a publish."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests.blueprint.documents import small, spoiled
from zhudan.blueprint import live, revisions
from zhudan.blueprint.check.structure import read
from zhudan.blueprint.models import Live, Revision

OTHER = read(spoiled("name", "Other"))


@pytest.fixture(autouse=True)
def unseen(database: None) -> Iterator[None]:
    live.begin_request()
    yield
    live.begin_request()


def store(document: Any = None, **options: Any) -> Revision:
    return revisions.store(
        document or read(small()), columns={}, policy="not_reached", actor=None, **options
    )


def test_without_a_revision_there_is_a_refusal_that_says_so(own_database: None) -> None:
    Live.objects.all().delete()
    live.begin_request()
    with pytest.raises(live.NoBlueprint) as refused:
        live.current()
    assert (refused.value.status, refused.value.code) == (503, "no_blueprint")


def test_a_revision_comes_back_as_it_was_stored() -> None:
    stored = revisions.store(
        read(small()),
        columns={"deal": {"due": "f_due"}},
        also={"deal": {"due": ["f_due_2"]}},
        policy="new",
        actor=None,
        note="first",
    )
    now = live.current()
    assert (now.number, now.document, now.digest) == (stored.number, read(small()), stored.digest)
    assert now.columns == {"deal": {"due": "f_due"}}
    assert now.also == {"deal": {"due": ["f_due_2"]}}
    assert live.at(stored.number) is now
    with pytest.raises(KeyError):
        live.at(10**6)


def test_a_request_keeps_the_blueprint_it_began_with_but_a_write_sees_the_newest() -> None:
    first = store()
    seen = live.current()
    second = store(OTHER)
    # as another process would have switched it: this request has not looked again
    Live.objects.update(revision=first)
    live.begin_request()
    assert live.current() is seen
    Live.objects.update(revision=second)
    assert live.current() is seen
    with transaction.atomic():
        assert live.hold().number == second.number
    assert live.current().number == second.number


def test_reading_again_costs_one_query(django_assert_num_queries: Any) -> None:
    store()
    live.current()
    live.begin_request()
    with django_assert_num_queries(1):
        live.current()
        live.current()


def test_revisions_are_numbered_and_say_what_they_came_from() -> None:
    first = store()
    second = store(OTHER, note="second")
    assert (second.number, second.base) == (first.number + 1, first.number)
    assert [one.number for one in revisions.log()][:2] == [second.number, first.number]
    history = revisions.history(live.current())
    assert history[-1].number == second.number
    assert history[-1].gates["sales"]["quote"] == ("filled", "sent", "big")


def test_holding_needs_a_transaction(own_database: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        live.hold()


def test_a_publish_waits_for_writes_under_way(own_database: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite the transaction itself keeps publishers out")
    first = store()
    published = threading.Event()

    def publish() -> None:
        try:
            store(OTHER)
        finally:
            published.set()
            connection.close()

    thread = threading.Thread(target=publish)
    with transaction.atomic():
        assert live.hold().number == first.number
        thread.start()
        assert not published.wait(0.4)
        assert live.hold().number == first.number
    thread.join(10)
    assert published.is_set()
    live.begin_request()
    assert live.current().number == first.number + 1
