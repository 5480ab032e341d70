"""Who is looking."""

from dataclasses import dataclass

from zhudan.people import directory


@dataclass(frozen=True, slots=True)
class Viewer:
    """region_ids: own region and all below. team_ids: himself and all who report to him.
    seen_by: the administrator who looks through him, else None."""

    id: int
    name: str
    roles: tuple[str, ...]
    region_id: int | None
    region_ids: frozenset[int]
    team_ids: frozenset[int]
    language: str
    seen_by: int | None = None


def of(user_id: int) -> Viewer:
    """The viewer for a user; KeyError where there is none."""
    now = directory.current()
    person = now.people[user_id]
    return Viewer(
        id=person.id,
        name=person.name,
        roles=person.roles,
        region_id=person.region_id,
        region_ids=now.regions_below(person.region_id),
        team_ids=now.reports_of(person.id),
        language=person.language,
    )
