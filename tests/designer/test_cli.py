"""`zhudan blueprint`, as an operations specialist types it."""

from pathlib import Path

import pytest

from tests.records.making import customer
from zhudan.blueprint import live as blueprint
from zhudan.designer.cli import main
from zhudan.people.models import User

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    blueprint.begin_request()
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def test_out_changed_and_in_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, alice: User
) -> None:
    customer(alice, website="https://example.com")
    _, text, _ = run(capsys, "export")
    file = tmp_path / "process.yaml"
    file.write_text(text, "utf-8")
    assert run(capsys, "diff", str(file)) == (0, "No difference\n", "")
    changed = text.replace("expected_days: 12", "expected_days: 20")
    file.write_text(changed.replace("key: website", "key: homepage").replace("website", "homepage"))
    assert run(capsys, "check", str(file))[0] == 0
    code, out, _ = run(capsys, "diff", str(file))
    assert code == 0
    assert "expected_days: 12 → 20" in out
    assert "no longer shown in 1 records" in out
    assert run(capsys, "publish", str(file), "--note", "longer")[1] == "Published as revision 2\n"
    assert run(capsys, "rollback", "1")[1] == "Published as revision 3\n"
    log = run(capsys, "log")[1].splitlines()
    assert [line.split()[:2] for line in log] == [["*", "3"], *([n, m] for n, m in _rest(log))]
    assert "longer" in log[1]
    assert run(capsys, "export")[1] == text
    assert run(capsys, "export", "--revision", "2")[1] == file.read_text("utf-8")


def _rest(log: list[str]) -> list[list[str]]:
    return [line.split()[:2] for line in log[1:]]


def test_what_is_wrong_is_told_with_its_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = run(capsys, "export")[1]
    file = tmp_path / "wrong.yaml"
    file.write_text(text.replace("amount: amount_est", "amount: nothing"), "utf-8")
    for command in ("check", "publish"):
        code, out, err = run(capsys, command, str(file))
        assert (code, out) == (1, "")
        assert "error: pipelines.project_sales.amount" in err
    assert run(capsys, "publish", str(tmp_path / "none.yaml"))[0] == 1
    assert run(capsys, "rollback", "77")[2] == "There is no revision 77\n"
