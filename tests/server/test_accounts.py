"""`zhudan user` and `zhudan token`."""

from datetime import date

import pytest

from tests.browser import Api
from zhudan.journal.models import Event
from zhudan.kit.errors import Refusal
from zhudan.people import directory
from zhudan.people.models import Region, User
from zhudan.server import accounts


def run(*arguments: str) -> int:
    directory.begin_request()
    return accounts.main(list(arguments))


def test_a_new_user_can_sign_in_with_the_printed_password(
    alice: User, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(
            *("user", "add", "王芳", "--login", "fang@example.com", "--login", "13800002207"),
            *("--role", "salesperson", "--region", "华东/苏南/昆山", "--started", "2026-03-01"),
            *("--supervisor", "max@example.com"),
        )
        == 0
    )
    password = capsys.readouterr().out.strip().split("\t")[-1]
    user = User.objects.get(name="王芳")
    assert user.phone == "+8613800002207"
    assert user.supervisor is not None
    assert user.supervisor.name == "Max"
    assert user.started_on == date(2026, 3, 1)
    region = Region.objects.get(name="昆山")
    assert region.parent_id == alice.region_id
    assert region.path.endswith(f"/{alice.region_id}/{region.id}/")
    assert Event.objects.filter(kind="user_added").exists()
    body = {"login": "13800002207", "password": password}
    assert Api(None).post("/session", body).status_code == 200


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (["--role", "wizard"], "unknown_role"),
        (["--supervisor", "nobody@example.com"], "unknown_user"),
        (["--password", "short"], "invalid"),
    ],
)
def test_a_refused_user_is_not_there_in_part(db: None, extra: list[str], code: str) -> None:
    before = User.objects.count()
    with pytest.raises(Refusal) as refused:
        run("user", "add", "王芳", "--login", "fang@example.com", *extra)
    assert refused.value.code == code
    assert User.objects.count() == before


def test_the_list_tells_who_has_left(alice: User, capsys: pytest.CaptureFixture[str]) -> None:
    run("user", "leave", "alice@example.com")
    run("user", "list")
    lines = capsys.readouterr().out.splitlines()
    assert next(line for line in lines if "Alice" in line).endswith("left")
    assert not next(line for line in lines if "Bob" in line).endswith("left")


def test_a_token_is_the_only_thing_on_standard_output(
    alice: User, capsys: pytest.CaptureFixture[str]
) -> None:
    run("token", "alice@example.com")
    token = capsys.readouterr().out.strip()
    answer = Api(None).get("/people", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


def test_a_new_password_replaces_the_old(alice: User, capsys: pytest.CaptureFixture[str]) -> None:
    run("user", "passwd", "alice@example.com")
    password = capsys.readouterr().out.strip().split("\t")[-1]
    body = {"login": "alice@example.com", "password": password}
    assert Api(None).post("/session", body).status_code == 200
