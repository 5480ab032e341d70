"""The demo's customers and contacts, and what is known of each project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from zhudan.blueprint.live import LiveBlueprint
from zhudan.records.tables import Row
from zhudan.server.demo import names
from zhudan.server.demo.bring import Entry, bring
from zhudan.server.demo.life import Life

_AGAIN = 0.66  # of projects, those of a customer the owner knows already
_SOURCES = ("referral", "referral", "site_visit", "tender", "exhibition", "online", "partner")
_DEMANDS = {
    "wall": ("exterior_coating", "exterior_coating", "stone_coating", "insulation"),
    "floor": ("flooring",),
    "prefabricated": ("prefab",),
}
_BUILDINGS = {
    "住宅": "residential",
    "公馆": "residential",
    "公寓": "residential",
    "小区": "renovation",
    "裙楼": "commercial",
    "邻里": "commercial",
    "车库": "commercial",
    "中学": "public",
    "体育馆": "public",
}
_WITH_PARTIES = 0.35  # of projects
_PARTIES = (
    ("general_contractor", "建设集团"),
    ("subcontractor", "装饰工程"),
    ("design_institute", "建筑设计"),
    ("dealer", "建材"),
)
_PAYMENTS = (
    "预付 30%，到货 40%，验收 25%，质保金 5%。",
    "到货 70%，完工验收 25%，质保金 5%，质保两年。",
    "按月进度付 80%，竣工付至 95%，余 5% 一年后付清。",
)
_A_MINUTE = timedelta(minutes=1)


@dataclass
class Company:
    """A customer before and after its row exists."""

    name: str
    city: str
    people: list[str]
    since: datetime
    owner: int
    region: int
    row: Row | None = None
    contacts: list[Row] | None = None


@dataclass
class Site:
    """A project's place in the archive: whose it is, where, and what it needs."""

    life: Life
    company: Company
    person: int
    name: str
    need: str


class Archive:
    def __init__(self, random: Random, regions: dict[int, str]) -> None:
        self.random = random
        self.people = names.people(random)
        self.sites: list[Site] = []
        self.companies: list[Company] = []
        self._cities = {region: cycle(names.CITIES[name]) for region, name in regions.items()}
        self._brands = names.brands(random)
        self._projects = names.projects(random)
        self._phones = names.phones(random)

    def enter(self, lives: Sequence[Life]) -> None:
        """Give every life, in the order of registration, a customer and a name."""
        known: dict[int, list[Company]] = {}
        for life in lives:
            mine = known.setdefault(life.owner, [])
            again = mine and self.random.random() < _AGAIN
            company = None if again else self._found(life)
            if company is None:
                company = self.random.choice(mine)
            else:
                mine.append(company)
            name, need = next(self._projects)
            person = self.random.randrange(len(company.people))
            life.name_person(company.people[person])
            self.sites.append(Site(life, company, person, name, need))

    def _found(self, life: Life) -> Company | None:
        """A customer met with this project; None once all brands are taken."""
        brand = next(self._brands, None)
        if brand is None:
            return None
        city = next(self._cities[life.team.region])
        kind = self.random.choice(names.TRADES)
        people = [next(self.people) for _ in range(self.random.choice((1, 1, 2, 3)))]
        since = life.registered - timedelta(minutes=self.random.randrange(2, 30))
        company = Company(
            f"{city}{brand}{kind}有限公司", city, people, since, life.owner, life.team.region
        )
        self.companies.append(company)
        return company

    def keep(self, live: LiveBlueprint) -> None:
        """Bring in the customers and their contacts."""
        self.companies.sort(key=lambda company: company.since)
        customers = [
            Entry(self._customer(one), one.owner, one.region, one.since) for one in self.companies
        ]
        for company, row in zip(self.companies, bring(live, "customer", customers), strict=True):
            company.row = row
        owners = [company for company in self.companies for _ in company.people]
        people = [name for company in self.companies for name in company.people]
        contacts = [
            Entry(self._contact(name, one), one.owner, one.region, one.since + _A_MINUTE)
            for name, one in zip(people, owners, strict=True)
        ]
        for company, row in zip(owners, bring(live, "contact", contacts), strict=True):
            company.contacts = [*(company.contacts or ()), row]

    def _customer(self, company: Company) -> dict[str, Any]:
        random = self.random
        builder = any(word in company.name for word in ("建工", "建设集团", "装饰", "幕墙"))
        industry = "工业" in company.name or "产业" in company.name
        kind = "general_contractor" if builder else "factory" if industry else "developer"
        return {
            "name": company.name,
            "unit_kind": kind,
            "source": random.choice(_SOURCES),
            "address": names.address(random, company.city),
            "key_account": random.random() < 0.08,
        }

    def _contact(self, name: str, company: Company) -> dict[str, Any]:
        assert company.row is not None
        title, influence = self.random.choice(names.TITLES)
        return {
            "name": name,
            "phone": next(self._phones),
            "job_title": title,
            "influence": influence,
            "customer": str(company.row.id),
        }

    def keep_parties(self, live: LiveBlueprint, projects: Sequence[Row]) -> list[Row]:
        """Who else has a part in some of the projects."""
        random = self.random
        entries = []
        for site, project in zip(self.sites, projects, strict=True):
            if random.random() < _WITH_PARTIES:
                for role, trade in random.sample(_PARTIES, k=random.choice((1, 1, 2))):
                    city = site.company.city
                    name = f"{city}{names.brand(random)}{trade}有限公司"
                    values = {"name": name, "role": role, "project": str(project.id)}
                    at = project.created_at + _A_MINUTE
                    entries.append(Entry(values, site.life.owner, site.life.team.region, at))
        return bring(live, "party", entries)

    def known_of(self, site: Site) -> dict[str, Any]:
        """All there will ever be to say of a project; deeds decide what is said already."""
        random, life, company = self.random, site.life, site.company
        hundreds = {None: (8, 260), True: (80, 320), False: (8, 140)}[life.large]
        area = random.randrange(*hundreds) * 100
        price = random.randrange(38, 160) if site.need != "floor" else random.randrange(55, 210)
        assert company.row is not None and company.contacts is not None
        signing = life.registered + timedelta(days=random.randrange(35, 75))
        building = next((k for word, k in _BUILDINGS.items() if word in site.name), "industrial")
        known: dict[str, Any] = {
            "name": site.name,
            "customer": str(company.row.id),
            "contact": str(company.contacts[site.person].id),
            "source": random.choice(_SOURCES),
            "building_type": building,
            "address": names.address(random, company.city),
            "demand_type": random.choice(_DEMANDS[site.need]),
            "usage": str(area),
            "usage_unit": "m2",
            "amount_est": str(area * price),
            "expected_sign_on": signing.date().isoformat(),
            "survey_on": (life.registered + timedelta(days=9)).date().isoformat(),
        }
        if life.competitor:
            known["competitor"] = life.competitor
        if life.outcome == "won":
            left = life.stays[-1].left or life.registered
            known["signed_on"] = left.date().isoformat()
            known["contract_no"] = f"GC-{left:%Y%m}-{random.randrange(100, 999)}"
            known["payment_terms"] = random.choice(_PAYMENTS)
        return known
