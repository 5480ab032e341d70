"""HTTP of people: the names and regions that screens choose from."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhudan.people import directory

router = Router(tags=["people"])


class Named(Schema):
    id: str
    name: str


class PersonAnswer(Named):
    """roles: keys of the blueprint. active: false for somebody who has left."""

    region: Named | None
    roles: list[str]
    active: bool


class PeopleAnswer(Schema):
    items: list[PersonAnswer]


class RegionAnswer(Named):
    parent: str | None


class RegionsAnswer(Schema):
    items: list[RegionAnswer]


def region_named(region_id: int | None) -> dict[str, str] | None:
    place = directory.current().region(region_id)
    return {"id": str(place.id), "name": place.name} if place else None


@router.get("/people", response=PeopleAnswer, operation_id="list_people")
def list_people(request: HttpRequest, q: str = "") -> dict[str, Any]:
    """All people by name; with `q`, those whose name contains it."""
    wanted = q.strip().casefold()
    found = [
        person for person in directory.current().people.values() if wanted in person.name.casefold()
    ]
    return {
        "items": [
            {
                "id": str(person.id),
                "name": person.name,
                "region": region_named(person.region_id),
                "roles": list(person.roles),
                "active": person.is_active,
            }
            for person in sorted(found, key=lambda person: (person.name, person.id))
        ]
    }


@router.get("/regions", response=RegionsAnswer, operation_id="list_regions")
def list_regions(request: HttpRequest) -> dict[str, Any]:
    """All regions; a region's parent comes before it."""
    places = sorted(directory.current().places.values(), key=lambda place: place.line)
    return {
        "items": [
            {
                "id": str(place.id),
                "name": place.name,
                "parent": str(place.parent_id) if place.parent_id is not None else None,
            }
            for place in places
        ]
    }
