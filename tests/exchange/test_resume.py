"""A run whose worker died goes on where it was: no row twice, none left out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests.browser import Api
from tests.exchange.wizard import bring, work
from zhudan.blueprint import live as blueprint
from zhudan.exchange import importing
from zhudan.exchange.models import Import, Touched
from zhudan.exchange.wizard import running
from zhudan.journal import jobs
from zhudan.people.models import User
from zhudan.records import tables

ROWS = 1200


class Killed(BaseException):
    """A worker that dies says nothing more."""


@pytest.fixture
def olga(operations: User, client_of: Callable[[User | None], Api]) -> Api:
    return client_of(operations)


def _names(table: str) -> list[str]:
    found = tables.model(blueprint.current(), table).objects.order_by("title")
    return list(found.values_list("title", flat=True))


def _killed_after(monkeypatch: pytest.MonkeyPatch, chunks: int) -> None:
    """The worker dies when it has committed so many chunks."""
    walk, done = importing.steps, iter(range(chunks))

    def steps(*args: Any, **more: Any) -> Any:
        for step in walk(*args, **more):
            yield step
            if next(done, None) is None:
                raise Killed

    monkeypatch.setattr(importing, "steps", steps)


def _die(monkeypatch: pytest.MonkeyPatch, chunks: int) -> None:
    with monkeypatch.context() as patched:
        _killed_after(patched, chunks)
        taken = jobs.take(timezone.now())
        assert taken is not None
        with pytest.raises(Killed):
            running.run(taken)
        jobs.Job.objects.filter(id=taken.id).update(leased_until=timezone.now())


def test_a_run_goes_on_after_the_last_chunk_that_was_committed(
    olga: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"单位{number:04d},展会" for number in range(ROWS)]
    lines[700] = "单位0700,没有的来源"
    made = bring(olga, "\n".join(["单位名称,客户来源", *lines]), "a.csv", table="customer").json()
    path = f"/imports/{made['id']}"
    job = olga.post(f"{path}/run").json()["job"]
    _die(monkeypatch, 1)
    assert 500 < len(_names("customer")) < ROWS - 1
    half = Import.objects.get(id=made["id"])
    assert (half.state, half.reached) == ("running", 1001)
    assert olga.get(f"/jobs/{job}").json()["progress"]["total"] == ROWS

    work()
    told = olga.get(path).json()
    assert told["status"] == "done"
    assert (told["result"]["read"], told["result"]["refused"]) == (ROWS, 1)
    names = [f"单位{number:04d}" for number in range(ROWS) if number != 700]
    assert _names("customer") == names
    assert Touched.objects.filter(imported_id=made["id"]).count() == ROWS - 1
    assert olga.get(f"{path}/refused").status_code == 200


def test_a_row_about_a_record_written_before_the_death_is_known_as_the_second(
    olga: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of two rows with one key is refused though the first was written before."""
    lines = [f"单位{number:04d},x" for number in range(ROWS)]
    lines[1100] = "单位0001,again"
    made = bring(olga, "\n".join(["单位名称,备注", *lines]), "a.csv", table="customer").json()
    mapping = made["mapping"]
    mapping["tables"][0]["key"] = "name"
    olga.patch(f"/imports/{made['id']}", {"mapping": mapping})
    olga.post(f"/imports/{made['id']}/run")
    _die(monkeypatch, 1)
    work()
    result = olga.get(f"/imports/{made['id']}").json()["result"]
    assert [(one["row"], one["code"]) for one in result["refusals"]] == [(1102, "key_twice")]
    assert result["tables"][0]["created"] == ROWS - 1


def test_an_import_whose_mapping_stopped_fitting_fails_and_may_be_mended(
    olga: Api,
) -> None:
    made = bring(olga, "单位名称\n甲", "a.csv", table="customer").json()
    path = f"/imports/{made['id']}"
    job = olga.post(f"{path}/run").json()["job"]
    Import.objects.filter(id=made["id"]).update(
        mapping={"tables": [{"table": "customer", "columns": {"单位名称": {"field": "gone"}}}]}
    )
    work()
    assert olga.get(f"/jobs/{job}").json()["error"]["code"] == "mapping_invalid"
    assert olga.get(path).json()["status"] == "failed"
    assert _names("customer") == []
    mended = {"tables": [{"table": "customer", "columns": {"单位名称": "name"}}]}
    assert olga.patch(path, {"mapping": mended}).status_code == 200
    olga.post(f"{path}/run")
    work()
    assert _names("customer") == ["甲"]
