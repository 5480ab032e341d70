"""Who works at 固彩新材料: four regions, and everybody in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from pypinyin import lazy_pinyin

from zhudan.people import directory, users
from zhudan.people.models import Region, User
from zhudan.people.regions import add as add_region
from zhudan.server.demo.eras import Eras
from zhudan.server.demo.life import Team

DOMAIN = "gucai.example"
COMPANY = "固彩新材料"
SALESPEOPLE = {False: 6, True: 15}  # in each region of the small and the full company
NEWCOMERS = 3  # of them in the quarter before the company went live, and as many since
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
    def __init__(self, names: Iterator[str], random: Random, times: Eras, latest: int) -> None:
        self.latest = latest  # days ago that anybody started but newcomers
        self.names = names
        self.random = random
        self.today = times.now.date()
        self.users: list[User] = []
        self.taken: set[str] = set()

    def hire(
        self,
        role: str,
        region: Region,
        boss: User | None = None,
        name: str | None = None,
        started_on: date | None = None,
    ) -> User:
        name = name or next(self.names)
        # Two in five have joined within the time the demo tells of.
        days = self.random.randrange(self.latest, 500) if self.random.random() < 0.4 else 1500
        user = users.add_user(
            name,
            logins=[self._address(name)],
            roles=[role],
            region=region,
            supervisor=boss,
            started_on=started_on or self.today - timedelta(days=days),
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
    regions: Sequence[str],
    names: Iterator[str],
    password: str,
    random: Random,
    times: Eras,
    *,
    full: bool,
) -> Staff:
    """Everybody has the same password: they are for looking around."""
    office = _Office(names, random, times, 220 if full else 30)
    company = add_region(COMPANY)
    director = office.hire("sales_director", company)
    operations = office.hire("operations", company)
    office.hire("administrator", company)
    office.hire("finance", company)
    office.hire("finance", company)
    teams = []
    for place, region_name in enumerate(regions):
        region = add_region(region_name, parent=company)
        known = _KNOWN.get(region_name, (None, (), ()))
        manager = office.hire("regional_manager", region, director, known[0])
        starts = _starts(times, place, len(regions)) if full else ()
        count = SALESPEOPLE[full] - len(starts)
        sellers = _some(office, "salesperson", region, manager, known[1], count)
        sellers += [office.hire("salesperson", region, manager, None, day) for day in starts]
        experts = _some(office, "technician", region, manager, known[2], TECHNICIANS)
        since = {one.id: one.started_on for one in sellers if one.started_on}
        able = [one.id for one in experts]
        teams.append(Team(region.id, [one.id for one in sellers], manager.id, able, since))
    # Hashed once: forty hashes would take longer than all their records.
    ids = [user.id for user in office.users]
    User.objects.filter(id__in=ids).update(password=make_password(password))
    directory.turn()
    return Staff(office.users, teams, operations.id)


def _some(
    office: _Office, role: str, region: Region, boss: User, known: Sequence[str], count: int
) -> list[User]:
    given = [*known, *[None] * (count - len(known))]
    return [office.hire(role, region, boss, name) for name in given]


def _starts(times: Eras, place: int, regions: int) -> list[date]:
    """First days of a region's newcomers, spread over both quarters."""
    step = timedelta(days=84 / (NEWCOMERS * regions))
    days = [step * (place + 0.5 + number * regions) for number in range(NEWCOMERS)]
    return [
        (begins + one).date() for begins in (times.quarter_before, times.live_on) for one in days
    ]
