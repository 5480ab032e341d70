"""All people and regions, in the process's memory and never older than the request.

A company has hundreds of people, not millions: one small query a request says whether the
snapshot is current, and names, teams and regions then cost nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from zhudan.people.models import DirectoryVersion, Region, User, fresh_stamp


@dataclass(frozen=True, slots=True)
class Person:
    """session_hash: what a session must carry to be this person's."""

    id: int
    name: str
    email: str | None
    phone: str | None
    region_id: int | None
    supervisor_id: int | None
    roles: tuple[str, ...]
    is_active: bool
    language: str
    session_hash: str


@dataclass(frozen=True, slots=True)
class Place:
    """A region; `line` are the ids from the root down to itself."""

    id: int
    name: str
    parent_id: int | None
    line: tuple[int, ...]


class Directory:
    """One state of the people and regions; all answers are from that one moment."""

    def __init__(self, version: str, people: Iterable[Person], places: Iterable[Place]) -> None:
        self.version = version
        self.people: Mapping[int, Person] = {person.id: person for person in people}
        self.places: Mapping[int, Place] = {place.id: place for place in places}

    def user(self, user_id: int | None) -> Person | None:
        return self.people.get(user_id) if user_id is not None else None

    def region(self, region_id: int | None) -> Place | None:
        return self.places.get(region_id) if region_id is not None else None

    def regions_below(self, region_id: int | None) -> frozenset[int]:
        """The region itself and every one under it; empty for None."""
        return self._below.get(region_id, frozenset()) if region_id is not None else frozenset()

    def reports_of(self, user_id: int) -> frozenset[int]:
        """The user himself and everybody who reports to him, at any distance."""
        found = {user_id}
        waiting = [user_id]
        while waiting:
            for report in self._reports[waiting.pop()]:
                if report not in found:
                    found.add(report)
                    waiting.append(report)
        return frozenset(found)

    def in_role(self, role: str, region_id: int | None = None) -> list[Person]:
        """Active holders of the role whose region contains `region_id`, nearest first.

        Without `region_id`: all active holders, by id. Nobody's region (None) contains all.
        """
        holders = self._holders.get(role, [])
        if region_id is None:
            return list(holders)
        place = self.places.get(region_id)
        line = place.line if place else ()
        near = [
            (-(line.index(person.region_id) if person.region_id is not None else -1), person.id)
            for person in holders
            if person.region_id is None or person.region_id in line
        ]
        return [self.people[person_id] for _, person_id in sorted(near)]

    @cached_property
    def _reports(self) -> defaultdict[int, list[int]]:
        reports: defaultdict[int, list[int]] = defaultdict(list)
        for person in self.people.values():
            if person.supervisor_id is not None:
                reports[person.supervisor_id].append(person.id)
        return reports

    @cached_property
    def _below(self) -> dict[int, frozenset[int]]:
        below: defaultdict[int, set[int]] = defaultdict(set)
        for place in self.places.values():
            for above in place.line:
                below[above].add(place.id)
        return {region_id: frozenset(ids) for region_id, ids in below.items()}

    @cached_property
    def _holders(self) -> dict[str, list[Person]]:
        holders: defaultdict[str, list[Person]] = defaultdict(list)
        for person in sorted(self.people.values(), key=lambda person: person.id):
            if person.is_active:
                for role in person.roles:
                    holders[role].append(person)
        return dict(holders)


_latest = Directory("", (), ())
_checked: ContextVar[Directory | None] = ContextVar("directory", default=None)


def current() -> Directory:
    """The directory as of this request; asks the database once until `begin_request`."""
    checked = _checked.get()
    if checked is None:
        checked = _read()
        _checked.set(checked)
    return checked


def begin_request() -> None:
    """Look again at the next question: called before each request, job and command."""
    _checked.set(None)


def turn() -> None:
    """Every change of users or regions ends with this, in the same transaction."""
    DirectoryVersion.objects.update_or_create(id=1, defaults={"version": fresh_stamp()})
    _checked.set(None)


def _read() -> Directory:
    global _latest
    version = _version()
    if version and version == _latest.version:
        return _latest
    # Version first, rows after: rows newer than the version only cause one more reading.
    _latest = Directory(version, _people(), _places())
    return _latest


def _version() -> str:
    """Asked by every request, so without the ORM's share of the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM people_directoryversion WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else ""


def _people() -> list[Person]:
    return [
        Person(
            user.id,
            user.name,
            user.email,
            user.phone,
            user.region_id,
            user.supervisor_id,
            tuple(user.roles),
            user.is_active,
            user.language,
            user.get_session_auth_hash(),
        )
        for user in User.objects.order_by("id")
    ]


def _places() -> list[Place]:
    return [
        Place(
            region.id,
            region.name,
            region.parent_id,
            tuple(int(part) for part in region.path.strip("/").split("/")),
        )
        for region in Region.objects.order_by("id")
    ]
