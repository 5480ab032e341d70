"""The feed: what changed, for those who may see it; what left their sight, as gone."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import Api
from tests.records.making import customer
from zhudan.people.models import User
from zhudan.records import writes

ClientOf = Callable[[User | None], Api]

pytestmark = pytest.mark.usefixtures("own_database")  # the feed tells what is committed


class Reader:
    def __init__(self, api: Api) -> None:
        self.api = api
        self.after = api.get("/changes").json()["next"]

    def look(self) -> list[dict[str, Any]]:
        answer = self.api.get("/changes", after=self.after).json()
        self.after = answer["next"]
        return list(answer["items"])

    def news(self) -> list[dict[str, Any]]:
        """Waits: on PostgreSQL an event is told once no transaction older than it is running,
        and other tests of this machine run some."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            found = self.look()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError("nothing was told")


def test_everybody_hears_of_what_he_may_see(
    alice: User, bob: User, manager: User, charlie: User, client_of: ClientOf
) -> None:
    readers = {user.name: Reader(client_of(user)) for user in (alice, bob, manager, charlie)}
    row = customer(alice)
    told = [{"table": "customer", "id": str(row.id), "version": 1, "gone": False}]
    assert readers["Alice"].news() == told
    assert readers["Max"].news() == told
    assert [reader.look() for reader in readers.values()] == [[]] * 4


def test_a_record_that_leaves_is_told_as_gone(
    alice: User, manager: User, charlie: User, client_of: ClientOf
) -> None:
    row = customer(alice)
    readers = {user.name: Reader(client_of(user)) for user in (alice, manager, charlie)}
    body = {"owner": str(charlie.id), "version": 1}
    assert client_of(manager).post(f"/records/{row.id}/assign", body).status_code == 200
    gone = {name: [one["gone"] for one in reader.news()] for name, reader in readers.items()}
    assert gone == {"Alice": [True], "Max": [True], "Charlie": [False]}
    assert client_of(charlie).delete(f"/records/{row.id}").status_code == 204
    assert [one["gone"] for one in readers["Charlie"].news()] == [True]
    assert readers["Alice"].look() == []


def test_many_changes_of_one_record_are_told_once(alice: User, client_of: ClientOf) -> None:
    reader = Reader(client_of(alice))
    row = customer(alice)
    for version in (1, 2, 3):
        body = {"version": version, "values": {"remark": f"remark {version}"}}
        assert client_of(alice).patch(f"/records/{row.id}", body).status_code == 200
    version = 0
    while version < 4:
        news = reader.news()
        assert [one["id"] for one in news] == [str(row.id)]
        assert news[0]["version"] > version
        version = news[0]["version"]
    assert version == 4


def test_whoever_is_involved_hears_of_it(
    alice: User, technician: User, client_of: ClientOf
) -> None:
    row = customer(alice)
    writes.add_participant(row.id, technician.id, "task:1")
    reader = Reader(client_of(technician))
    body = {"version": 1, "values": {"remark": "x"}}
    client_of(alice).patch(f"/records/{row.id}", body)
    assert [one["id"] for one in reader.news()] == [str(row.id)]


def test_a_wrong_cursor_is_refused(alice: User, client_of: ClientOf) -> None:
    refused = client_of(alice).get("/changes", after="nonsense")
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_cursor")
