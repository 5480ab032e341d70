"""Adding people: one sign-in name belongs to one person."""

import pytest

from zhudan.kit.errors import Invalid
from zhudan.people import users
from zhudan.people.models import User


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Fang@Example.COM", ("fang@example.com", None)),
        ("13800002207", (None, "+8613800002207")),
        ("0512 6200 1234", (None, "+8651262001234")),
        ("+1 415 555 2671", (None, "+14155552671")),
    ],
)
def test_a_sign_in_name_has_one_spelling(typed: str, kept: tuple[str | None, str | None]) -> None:
    assert users.canonical_login(typed) == kept


@pytest.mark.parametrize("typed", ["", "fang", "fang@", "12", "1380000ABCD", "1" * 60])
def test_what_is_neither_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        users.canonical_login(typed)


def test_a_taken_name_is_refused_and_nothing_is_added(db: None) -> None:
    before = User.objects.count()
    with pytest.raises(users.LoginTaken):
        users.add_user("Other Alice", logins=["ALICE@example.com"])
    assert User.objects.count() == before


def test_a_short_password_is_refused(db: None) -> None:
    with pytest.raises(Invalid):
        users.add_user("Nina", logins=["nina@example.com"], password="1234567")
    assert not User.objects.filter(name="Nina").exists()
