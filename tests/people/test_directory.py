"""Names, regions and teams, as screens and rights ask for them."""

from collections.abc import Callable
from datetime import date

from tests.browser import Api
from zhudan.people import directory, users, viewer
from zhudan.people.models import Region, User

ClientOf = Callable[[User | None], Api]


def names(people: list[directory.Person]) -> list[str]:
    return [person.name for person in people]


def test_people_are_listed_with_region_and_roles(client_of: ClientOf, alice: User) -> None:
    items = client_of(alice).get("/people", q="ali").json()["items"]
    assert items == [
        {
            "id": str(alice.id),
            "name": "Alice",
            "region": {"id": str(alice.region_id), "name": "苏南"},
            "roles": ["salesperson"],
            "active": True,
        }
    ]


def test_regions_come_after_their_parents(client_of: ClientOf, alice: User) -> None:
    items = client_of(alice).get("/regions").json()["items"]
    seen: set[str | None] = {None}
    for item in items:
        assert item["parent"] in seen
        seen.add(item["id"])
    assert [item["name"] for item in items] == ["华东", "苏南", "浙北"]


def test_strangers_learn_no_names(client_of: ClientOf, db: None) -> None:
    assert client_of(None).get("/people").status_code == 401
    assert client_of(None).get("/regions").status_code == 401


def test_a_manager_sees_below_and_a_salesperson_himself(
    alice: User, manager: User, director: User
) -> None:
    assert viewer.of(alice.id).team_ids == {alice.id}
    assert viewer.of(alice.id).region_ids == {alice.region_id}
    team = viewer.of(manager.id).team_ids
    assert {alice.id, manager.id} <= team
    assert director.id not in team
    assert viewer.of(director.id).region_ids == set(Region.objects.values_list("id", flat=True))
    assert team < viewer.of(director.id).team_ids


def test_role_holders_come_nearest_first(alice: User, manager: User) -> None:
    near = users.add_user(
        "Nina", logins=["nina@example.com"], roles=["regional_manager"], region=None
    )
    found = directory.current().in_role("regional_manager", alice.region_id)
    assert names(found) == ["Max", "Nina"]
    users.leave(near, on=date(2026, 1, 1))
    assert names(directory.current().in_role("regional_manager", alice.region_id)) == ["Max"]


def test_a_circle_of_supervisors_ends(alice: User, manager: User) -> None:
    manager.supervisor = alice
    manager.save(update_fields=["supervisor"])
    directory.turn()
    assert {alice.id, manager.id} <= directory.current().reports_of(alice.id)


def test_a_change_is_seen_by_the_next_request(client_of: ClientOf, alice: User) -> None:
    api = client_of(alice)
    before = len(api.get("/people").json()["items"])
    users.add_user("Nina", logins=["nina@example.com"])
    assert len(api.get("/people").json()["items"]) == before + 1
