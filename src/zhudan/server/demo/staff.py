"""Who works at 固彩新材料: four regions, and everybody in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from pypinyin import lazy_pinyin

from zhudan.people import directory, users
from zhudan.people.models import Region, User
from zhudan.server.demo.life import Team

DOMAIN = "gucai.example"
COMPANY = "固彩新材料"
SALESPEOPLE = 6  # in each region
TECHNICIANS = 2

# Some faces of the first region are the same in every picture of the product.
_KNOWN = {"华东一区": ("林国栋", ("周敏", "沈佳", "陈思远", "吴立群"), ("何伟",))}


@dataclass(frozen=True)
class Staff:
    """users: all of them, in the order they are shown."""

    users: Sequence[User]
    teams: Sequence[Team]
    operations: int


class _Office:
    def __init__(self, names: Iterator[str], random: Random, today: date) -> None:
        self.names = names
        self.random = random
        self.today = today
        self.users: list[User] = []
        self.taken: set[str] = set()

    def hire(
        self, role: str, region: Region, boss: User | None = None, name: str | None = None
    ) -> User:
        name = name or next(self.names)
        # Two in five have joined within the time the demo tells of.
        days = self.random.randrange(30, 500) if self.random.random() < 0.4 else 1500
        user = users.add_user(
            name,
            logins=[self._address(name)],
            roles=[role],
            region=region,
            supervisor=boss,
            started_on=self.today - timedelta(days=days),
        )
        self.users.append(user)
        return user

    def _address(self, name: str) -> str:
        base = "".join(lazy_pinyin(name))
        number = 1
        address = base
        while address in self.taken:
            number += 1
            address = f"{base}{number}"
        self.taken.add(address)
        return f"{address}@{DOMAIN}"


def hire(
    regions: Sequence[str], names: Iterator[str], password: str, random: Random, today: date
) -> Staff:
    """Everybody has the same password: they are for looking around."""
    office = _Office(names, random, today)
    company = users.add_region(COMPANY)
    director = office.hire("sales_director", company)
    operations = office.hire("operations", company)
    office.hire("administrator", company)
    office.hire("finance", company)
    office.hire("finance", company)
    teams = []
    for region_name in regions:
        region = users.add_region(region_name, parent=company)
        known = _KNOWN.get(region_name, (None, (), ()))
        manager = office.hire("regional_manager", region, director, known[0])
        sellers = _some(office, "salesperson", region, manager, known[1], SALESPEOPLE)
        experts = _some(office, "technician", region, manager, known[2], TECHNICIANS)
        teams.append(Team(region.id, sellers, manager.id, experts))
    # Hashed once: forty hashes would take longer than all their records.
    ids = [user.id for user in office.users]
    User.objects.filter(id__in=ids).update(password=make_password(password))
    directory.turn()
    return Staff(office.users, teams, operations.id)


def _some(
    office: _Office, role: str, region: Region, boss: User, known: Sequence[str], count: int
) -> list[int]:
    given = [*known, *[None] * (count - len(known))]
    return [office.hire(role, region, boss, name).id for name in given]
