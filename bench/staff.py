"""The people of the company that is measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.story import Seller
from zhudan.people import regions, users
from zhudan.people.models import Region, User

REGIONS = 8
SELLERS_EACH = 15
PASSWORD = "bench bench bench"
MEASURED = {"salesperson": "seller3x7", "manager": "manager3", "director": "director"}


@dataclass(frozen=True)
class Staff:
    """managers and technicians: region id -> user id. measured: role -> login, of those who
    are measured; all sign in with PASSWORD."""

    sellers: Sequence[Seller]
    managers: Mapping[int, int]
    technicians: Mapping[int, int]
    measured: Mapping[str, str]


def hire() -> Staff:
    """Eight regions in two halves of the country, fifteen salespeople each, 140 people in all.

    Only those who are measured have a password: hashing takes its time.
    """
    country = regions.add("全国")
    halves = [regions.add(name, parent=country) for name in ("北方", "南方")]
    director = _hire("总监", "director", "sales_director", country)
    for number, role in enumerate(("operations", "finance", "administrator")):
        _hire(f"职员{number}", f"office{number}", role, country)
    sellers, managers, technicians = [], {}, {}
    for number in range(REGIONS):
        region = regions.add(f"第{number + 1}区", parent=halves[number % 2])
        manager = _hire(f"经理{number}", f"manager{number}", "regional_manager", region, director)
        managers[region.id] = manager.id
        technicians[region.id] = _hire(
            f"技术{number}", f"technician{number}", "technician", region, manager
        ).id
        for place in range(SELLERS_EACH):
            name = f"seller{number}x{place}"
            seller = _hire(f"销售{number}-{place}", name, "salesperson", region, manager)
            sellers.append(Seller(seller.id, region.id))
    measured = {role: _address(login) for role, login in MEASURED.items()}
    return Staff(sellers, managers, technicians, measured)


def _hire(name: str, login: str, role: str, region: Region, supervisor: User | None = None) -> User:
    return users.add_user(
        name,
        logins=[_address(login)],
        password=PASSWORD if login in MEASURED.values() else None,
        roles=[role],
        region=region,
        supervisor=supervisor,
    )


def _address(login: str) -> str:
    return f"{login}@example.com"
