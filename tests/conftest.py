"""What every test may ask for: a database, a company, and somebody signed in."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings

from tests import company
from tests.browser import Api
from zhudan.blueprint import live
from zhudan.people import calendar, directory
from zhudan.people.models import User
from zhudan.server import preparation

# A seeded sample, so that a busy machine fails no test by being slow and a red one stays red;
# `--hypothesis-profile=whole` searches further.
settings.register_profile(
    "sample",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "whole", settings.get_profile("sample"), derandomize=False, max_examples=1000
)
settings.load_profile("sample")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """One database a process, with company and shipped blueprint; tests undo what they add."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        calendar.seed()
        preparation.prepare()
        company.make()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def fresh_request() -> None:
    """A test that calls no HTTP sees the directory and the blueprint of its own moment."""
    directory.begin_request()
    live.begin_request()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> None:
    """The test's database: the shared one in a transaction, or its own if it asks for that."""
    own = "own_database" in request.fixturenames
    request.getfixturevalue("own_database" if own else "db")


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """A copy of the database for this test alone, in which transactions really commit.

    For tests that publish, run several threads or start processes. Not together with `db`.
    """
    with django_db_blocker.unblock():
        shared = str(connection.settings_dict["NAME"])
        own = _copy_file(shared, tmp_path) if connection.vendor == "sqlite" else _copy(shared)
        connection.close()
        connection.settings_dict["NAME"] = own
        directory.begin_request()
        live.begin_request()
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = shared
            if connection.vendor == "postgresql":
                _maintain(f'DROP DATABASE "{own}" WITH (FORCE)')


def _copy_file(shared: str, folder: Path) -> str:
    own = str(folder / "own.sqlite3")
    with sqlite3.connect(shared) as source, sqlite3.connect(own) as target:
        source.backup(target)
    return own


def _copy(shared: str) -> str:
    own = f"{shared}_own"
    connection.close()
    _maintain(f'CREATE DATABASE "{own}" TEMPLATE "{shared}"')
    return own


def _maintain(statement: str) -> None:
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def client_of() -> Callable[[User | None], Api]:
    """`client_of(alice).get("/session")`: somebody signed in; None is nobody."""
    return Api


def _named(name: str) -> User:
    return User.objects.get(name=name)


@pytest.fixture
def alice(database: None) -> User:
    """The owner in tests of access."""
    return _named("Alice")


@pytest.fixture
def bob(database: None) -> User:
    """Alice's teammate."""
    return _named("Bob")


@pytest.fixture
def charlie(database: None) -> User:
    """A stranger: same role, other region."""
    return _named("Charlie")


@pytest.fixture
def manager(database: None) -> User:
    """Alice's and Bob's regional manager."""
    return _named("Max")


@pytest.fixture
def technician(database: None) -> User:
    return _named("Tina")


@pytest.fixture
def director(database: None) -> User:
    return _named("Dora")


@pytest.fixture
def operations(database: None) -> User:
    return _named("Olga")


@pytest.fixture
def admin(database: None) -> User:
    return _named("Adam")
