"""The administrator sees the product as somebody else does, and changes nothing by it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.browser import Api
from tests.company import PASSWORD
from zhudan.journal.models import Event
from zhudan.people import users
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]


def kinds() -> list[tuple[str, Any]]:
    found = Event.objects.filter(kind__startswith="viewing_").order_by("id")
    return [(one.kind, (one.actor_id, one.data["user"])) for one in found]


def test_what_is_seen_is_what_the_other_sees(
    admin: User, charlie: User, client_of: ClientOf
) -> None:
    api = client_of(admin)
    seen = api.post("/session/viewing", {"user": str(charlie.id)}).json()
    assert (seen["user"]["name"], seen["viewing_by"]["name"]) == ("Charlie", "Adam")
    assert seen["abilities"] == []
    assert api.get("/users").status_code == 403
    theirs = client_of(charlie).get("/blueprint").json()
    assert api.get("/blueprint").json() == theirs
    back = api.delete("/session/viewing").json()
    assert (back["user"]["name"], back["viewing_by"]) == ("Adam", None)
    assert api.get("/users").status_code == 200
    both = (admin.id, charlie.id)
    assert kinds() == [("viewing_begun", both), ("viewing_ended", both)]


def test_every_write_is_refused_and_journaled_under_the_own_name(
    admin: User, alice: User, client_of: ClientOf
) -> None:
    api = client_of(admin)
    api.post("/session/viewing", {"user": str(alice.id)})
    people = User.objects.count()
    asked = {
        "customer.name": "华东建材",
        "contact.name": "蒋立群",
        "contact.phone": "13800138000",
        "source": "referral",
    }
    for answer in (
        api.post("/boards/project_sales/intake", {"values": asked}),
        api.post("/me/tokens", {"label": "x"}),
        api.patch("/session", {"language": "zh-CN"}),
        api.patch(f"/users/{alice.id}", {"name": "x"}),
        api.delete("/records/1"),
        api.post("/session/viewing", {"user": str(alice.id)}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "viewing_as")
    assert User.objects.count() == people
    assert User.objects.get(id=alice.id).language == "en"
    refused = Event.objects.filter(kind="refused").order_by("id")
    assert refused[0].actor_id == admin.id
    assert refused[0].data["as"] == alice.id
    assert not Event.objects.filter(actor_id=alice.id).exists()


def test_only_who_administers_and_nobody_who_left(
    admin: User, manager: User, bob: User, client_of: ClientOf
) -> None:
    asked = {"user": str(bob.id)}
    assert client_of(manager).post("/session/viewing", asked).status_code == 403
    assert client_of(None).post("/session/viewing", asked).status_code == 401
    api = client_of(admin)
    assert api.post("/session/viewing", {"user": "999999"}).status_code == 404
    own = api.post("/session/viewing", {"user": str(admin.id)})
    assert (own.status_code, own.json()["code"]) == (409, "not_oneself")
    users.leave(bob, on=date(2026, 5, 1))
    assert api.post("/session/viewing", asked).status_code == 404
    assert kinds() == []


def test_it_ends_with_the_right_to_it(admin: User, bob: User, client_of: ClientOf) -> None:
    second = client_of(admin)
    client_of(admin).patch(f"/users/{bob.id}", {"roles": ["administrator"]})
    second.post("/session/viewing", {"user": str(bob.id)})
    assert second.get("/session").json()["user"]["name"] == "Bob"
    client_of(bob).patch(f"/users/{admin.id}", {"roles": ["salesperson"]})
    assert second.get("/session").json()["user"]["name"] == "Adam"
    assert second.get("/users").status_code == 403


def test_signing_out_ends_it_too(admin: User, bob: User, client_of: ClientOf) -> None:
    api = Api()
    api.post("/session", {"login": "adam@example.com", "password": PASSWORD})
    api.post("/session/viewing", {"user": str(bob.id)})
    assert api.delete("/session").status_code == 204
    assert api.get("/people").status_code == 401
    assert [kind for kind, _ in kinds()] == ["viewing_begun", "viewing_ended"]
