"""A company small enough to know by heart, for every test.

华东 ─┬ 苏南: Alice and Bob sell, Max manages them, Tina is the technician
      └ 浙北: Charlie sells, Mona manages him
Dora directs sales; Olga designs the process; Adam administers; all three sit in 华东.
"""

from zhudan.people import regions, users
from zhudan.people.models import Region, User

PASSWORD = "correct horse battery"


def make() -> None:
    east = regions.add("华东")
    south = regions.add("苏南", parent=east)
    north = regions.add("浙北", parent=east)
    director = _add("Dora", "sales_director", east)
    _add("Adam", "administrator", east)
    _add("Olga", "operations", east)
    manager = _add("Max", "regional_manager", south, director)
    other_manager = _add("Mona", "regional_manager", north, director)
    _add("Alice", "salesperson", south, manager)
    _add("Bob", "salesperson", south, manager)
    _add("Charlie", "salesperson", north, other_manager)
    _add("Tina", "technician", south, manager)


def _add(name: str, role: str, region: Region, supervisor: User | None = None) -> User:
    return users.add_user(
        name,
        logins=[f"{name.lower()}@example.com"],
        password=PASSWORD,
        roles=[role],
        region=region,
        supervisor=supervisor,
        spoken="en",
    )
