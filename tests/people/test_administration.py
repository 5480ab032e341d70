"""Who works here, kept by the administrator: people, regions, devices and tokens."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import Api
from tests.company import PASSWORD
from zhudan.journal.models import Event
from zhudan.people import tokens, users
from zhudan.people.models import Region, User

ClientOf = Callable[[User | None], Api]
NINA = {"name": "Nina", "phone": "13800002207", "roles": ["salesperson"]}


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def told(kind: str) -> list[dict[str, Any]]:
    return [one.data for one in Event.objects.filter(kind=kind).order_by("id")]


def enter(login: str, password: str) -> Api:
    api = Api()
    body = {"login": login, "password": password}
    headers = {"User-Agent": "Firefox on a test"}
    assert api.post("/session", body, headers=headers).status_code == 200
    return api


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/users"),
        ("POST", "/users"),
        ("GET", "/users/{id}"),
        ("PATCH", "/users/{id}"),
        ("POST", "/users/{id}/leave"),
        ("POST", "/users/{id}/return"),
        ("POST", "/users/{id}/password"),
        ("GET", "/users/{id}/sessions"),
        ("DELETE", "/users/{id}/sessions/x"),
        ("GET", "/users/{id}/tokens"),
        ("DELETE", "/users/{id}/tokens/1"),
        ("POST", "/regions"),
        ("PATCH", "/regions/1"),
        ("DELETE", "/regions/1"),
        ("GET", "/roles"),
    ],
)
def test_only_who_administers_may(
    verb: str, path: str, alice: User, bob: User, manager: User, client_of: ClientOf
) -> None:
    bodies = {"/users": NINA, "/users/{id}": {"name": "Other"}, "/regions": {"name": "x"}}
    body = bodies.get(path, {"name": "x"} if "regions" in path else None)
    before = (User.objects.count(), Region.objects.count())
    for somebody in (alice, manager):
        answer = client_of(somebody)._send(verb, path.format(id=bob.id), body, None)
        assert code(answer) == (403, "forbidden")
    assert client_of(None)._send(verb, path.format(id=bob.id), body, None).status_code == 401
    assert (User.objects.count(), Region.objects.count()) == before
    assert User.objects.get(id=bob.id).name == "Bob"


def test_a_new_person_signs_in_with_the_password_shown_once(
    admin: User, manager: User, client_of: ClientOf
) -> None:
    api = client_of(admin)
    body = {**NINA, "region": str(manager.region_id), "supervisor": str(manager.id)}
    made = api.post("/users", body, headers={"Idempotency-Key": "one"})
    assert made.status_code == 201
    password = made.json().pop("password")
    nina = enter("13800002207", password).get("/session").json()["user"]
    assert (nina["name"], nina["region"]["name"]) == ("Nina", "苏南")
    row = next(one for one in api.get("/users").json()["items"] if one["name"] == "Nina")
    assert row["supervisor"]["name"] == "Max"
    assert row["seen_at"] is not None
    assert password not in str(api.get(f"/users/{row['id']}").json())
    assert password not in str(list(Event.objects.values()))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"phone": ""}, "phone"),
        ({"roles": ["king"]}, "roles"),
        ({"region": "999999"}, "region"),
        ({"supervisor": "999999"}, "supervisor"),
        ({"region": "here"}, "region"),
        ({"language": "fr"}, "language"),
        ({"phone": "abc"}, "login"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    body: dict[str, Any], field: str, admin: User, client_of: ClientOf
) -> None:
    before = User.objects.count()
    answer = client_of(admin).post("/users", {**NINA, **body})
    assert code(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["field"] == field
    assert User.objects.count() == before


def test_one_sign_in_name_belongs_to_one_person(
    admin: User, alice: User, bob: User, client_of: ClientOf
) -> None:
    api = client_of(admin)
    taken = {**NINA, "email": "ALICE@example.com"}
    assert code(api.post("/users", taken)) == (409, "login_taken")
    assert code(api.patch(f"/users/{bob.id}", {"email": "alice@example.com"})) == (
        409,
        "login_taken",
    )
    same = api.patch(f"/users/{alice.id}", {"email": "alice@example.com", "name": "Alice B"})
    assert same.json()["name"] == "Alice B"


def test_a_new_role_holds_at_the_next_request(admin: User, bob: User, client_of: ClientOf) -> None:
    theirs = client_of(bob)
    assert "journal" not in theirs.get("/session").json()["abilities"]
    body = {"roles": ["salesperson", "administrator"], "started_on": "2026-05-04"}
    changed = client_of(admin).patch(f"/users/{bob.id}", body)
    assert changed.json()["started_on"] == "2026-05-04"
    assert "journal" in theirs.get("/session").json()["abilities"]
    changes = told("user_changed")[0]["changes"]
    assert set(changes) == {"roles", "started_on"}
    assert changes["roles"]["before"] == ["salesperson"]


def test_nobody_reports_to_himself_in_a_circle(
    admin: User, manager: User, alice: User, client_of: ClientOf
) -> None:
    answer = client_of(admin).patch(f"/users/{manager.id}", {"supervisor": str(alice.id)})
    assert code(answer) == (409, "supervisor_loop")
    assert User.objects.get(id=manager.id).supervisor_id != alice.id


def test_the_last_administrator_stays(admin: User, bob: User, client_of: ClientOf) -> None:
    api = client_of(admin)
    assert code(api.post(f"/users/{admin.id}/leave")) == (409, "last_administrator")
    answer = api.patch(f"/users/{admin.id}", {"roles": ["salesperson"]})
    assert code(answer) == (409, "last_administrator")
    assert api.get("/users").status_code == 200
    api.patch(f"/users/{bob.id}", {"roles": ["administrator"]})
    assert api.post(f"/users/{admin.id}/leave").status_code == 200
    assert api.get("/users").status_code == 401


def test_leaving_ends_sessions_and_tokens_at_once_and_says_what_is_open(
    admin: User, alice: User, client_of: ClientOf
) -> None:
    theirs = enter("alice@example.com", PASSWORD)
    token = {"Authorization": f"Bearer {tokens.issue(alice, label='script')}"}
    asked = {
        "customer.name": "华东建材",
        "contact.name": "蒋立群",
        "contact.phone": "13800138000",
        "source": "referral",
    }
    answer = theirs.post("/boards/project_sales/intake", {"values": asked})
    assert answer.status_code == 201, answer.json()
    api = client_of(admin)
    left = api.post(f"/users/{alice.id}/leave").json()
    assert (left["active"], left["open"]["records"]) == (False, 1)
    assert left["open"]["tasks"] >= 1
    assert theirs.get("/people").status_code == 401
    assert Api().get("/people", headers=token).status_code == 401
    assert api.get(f"/users/{alice.id}/sessions").json()["items"] == []
    assert api.post(f"/users/{alice.id}/return").json()["left_on"] is None
    assert theirs.get("/people").status_code == 401
    assert Api().get("/people", headers=token).status_code == 401
    enter("alice@example.com", PASSWORD)
    assert [len(told(kind)) for kind in ("user_left", "user_returned")] == [1, 1]


def test_a_reset_password_replaces_the_old_and_ends_sessions(
    admin: User, alice: User, client_of: ClientOf
) -> None:
    theirs = enter("alice@example.com", PASSWORD)
    made = client_of(admin).post(f"/users/{alice.id}/password").json()["password"]
    assert theirs.get("/people").status_code == 401
    body = {"login": "alice@example.com", "password": PASSWORD}
    assert Api().post("/session", body).status_code == 401
    enter("alice@example.com", made)


def test_a_device_can_be_ended_by_its_user_and_the_administrator(
    admin: User, alice: User, bob: User, client_of: ClientOf
) -> None:
    first, second, third = (enter("alice@example.com", PASSWORD) for _ in range(3))
    mine = first.get("/me/sessions").json()["items"]
    assert [one["agent"] for one in mine] == ["Firefox on a test"] * 3
    assert [one["mine"] for one in mine].count(True) == 1
    assert not {one["id"] for one in mine} & {first.client.session.session_key}
    other = second.get("/me/sessions").json()["items"]
    others = next(one["id"] for one in other if one["mine"])
    assert client_of(bob).delete(f"/me/sessions/{others}").status_code == 404
    assert first.delete(f"/me/sessions/{others}").status_code == 204
    assert second.get("/people").status_code == 401
    rest = client_of(admin).get(f"/users/{alice.id}/sessions").json()["items"]
    last = next(one["mine"] and one["id"] for one in third.get("/me/sessions").json()["items"])
    assert len(rest) == 2
    for one in rest:
        ended = client_of(admin).delete(f"/users/{alice.id}/sessions/{one['id']}")
        assert ended.status_code == 204
    assert (first.get("/people").status_code, third.get("/people").status_code) == (401, 401)
    assert last is not None


def test_my_tokens_are_shown_once_and_revoked(
    alice: User, bob: User, admin: User, client_of: ClientOf
) -> None:
    api = client_of(alice)
    made = api.post("/me/tokens", {"label": "报表"}, headers={"Idempotency-Key": "t"})
    assert made.status_code == 201
    bearer = {"Authorization": f"Bearer {made.json()['token']}"}
    assert Api().get("/people", headers=bearer).status_code == 200
    [row] = api.get("/me/tokens").json()["items"]
    assert (row["label"], made.json()["token"] in str(row)) == ("报表", False)
    assert client_of(bob).delete(f"/me/tokens/{row['id']}").status_code == 404
    assert client_of(admin).get(f"/users/{alice.id}/tokens").json()["items"] == [
        {**row, "last_used_at": row["last_used_at"]}
    ]
    assert client_of(admin).delete(f"/users/{alice.id}/tokens/{row['id']}").status_code == 204
    assert Api().get("/people", headers=bearer).status_code == 401
    assert api.delete(f"/me/tokens/{row['id']}").status_code == 404
    assert [one["label"] for one in told("token_issued") + told("token_revoked")] == ["报表"] * 2


def names(api: Api) -> dict[str, str]:
    return {one["name"]: one["id"] for one in api.get("/regions").json()["items"]}


def test_regions_are_added_renamed_moved_and_removed(
    admin: User, director: User, client_of: ClientOf
) -> None:
    api = client_of(admin)
    ids = names(api)
    west = api.post("/regions", {"name": "华西"}).json()["id"]
    fresh = api.post("/regions", {"name": "新区", "parent": ids["苏南"]}).json()["id"]
    assert api.patch(f"/regions/{fresh}", {"name": "高新区"}).json()["name"] == "高新区"
    assert api.patch(f"/regions/{ids['苏南']}", {"parent": west}).status_code == 200
    assert Region.objects.get(id=fresh).path == f"/{west}/{ids['苏南']}/{fresh}/"
    moved = client_of(director).get("/regions").json()["items"]
    assert next(one["parent"] for one in moved if one["name"] == "苏南") == west
    assert api.delete(f"/regions/{fresh}").status_code == 204
    assert "高新区" not in names(api)
    assert [len(told(f"region_{deed}")) for deed in ("added", "changed", "removed")] == [2, 2, 1]


def test_a_region_is_not_moved_below_itself_nor_named_twice(
    admin: User, client_of: ClientOf
) -> None:
    api = client_of(admin)
    ids = names(api)
    loop = api.patch(f"/regions/{ids['华东']}", {"parent": ids["苏南"]})
    assert code(loop) == (409, "region_loop")
    assert code(api.patch(f"/regions/{ids['华东']}", {"parent": ids["华东"]})) == (
        409,
        "region_loop",
    )
    twice = api.post("/regions", {"name": " 苏南 ", "parent": ids["华东"]})
    assert code(twice) == (409, "region_name_taken")
    assert code(api.post("/regions", {"name": " "})) == (422, "invalid")
    assert names(api) == ids


def test_a_region_in_use_says_by_what(admin: User, client_of: ClientOf) -> None:
    api = client_of(admin)
    ids = names(api)
    answer = api.delete(f"/regions/{ids['华东']}")
    assert code(answer) == (409, "region_in_use")
    assert (answer.json()["regions"], answer.json()["people"]) == (2, 3)
    assert names(api) == ids


def test_roles_are_told_as_the_doors_see_them(
    admin: User, operations: User, client_of: ClientOf
) -> None:
    for somebody in (admin, operations):
        roles = {one["key"]: one for one in client_of(somebody).get("/roles").json()["items"]}
        technician = roles["technician"]
        assert technician["people"] == 1
        contact = next(one for one in technician["tables"] if one["key"] == "contact")
        fields = {one["key"]: one for one in contact["fields"]}
        assert (contact["scopes"]["read"], contact["create"]) == ("involved", False)
        assert (fields["phone"]["access"], fields["phone"]["reveal"]) == ("masked", True)
        assert fields["wechat"]["access"] == "hidden"
        assert "journal" in roles["administrator"]["abilities"]


def test_a_person_that_is_not_there(admin: User, client_of: ClientOf) -> None:
    api = client_of(admin)
    assert api.get("/users/999999").status_code == 404
    assert api.patch("/users/999999", {"name": "x"}).status_code == 404
    assert api.post("/users/999999/leave").status_code == 404
    assert users.find("13800002207") is None
