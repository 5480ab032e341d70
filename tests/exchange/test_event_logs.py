"""Two public event logs arrive as the history of a pipeline, and its figures are those that were
computed from the logs in two other ways."""

import csv
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median, quantiles
from typing import Any

import pytest

from tests.browser import Api
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.document import Blueprint
from zhudan.designer.publish import publish
from zhudan.exchange import history_cli
from zhudan.flow.models import Visit
from zhudan.people.models import User

SHARED = Path(os.environ.get("ZHUDAN_SHARED_DATA", "/nonexistent")) / "event_logs"
LOGS = {"running_example": "flat_running_example.csv", "receipt": "flat_receipt.csv"}
COLUMNS = "case_id=case_id,stage=activity,entered_at=timestamp,owner=resource"
SECOND = 1.0  # what a visit lasted is kept in whole seconds
DAY = 86_400

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="ZHUDAN_SHARED_DATA is not set")


def slug(activity: str) -> str:
    return "a_" + re.sub(r"[^a-z0-9]+", "_", activity.lower()).strip("_")[:38]


def process(activities: Iterable[str]) -> Blueprint:
    """A pipeline of the activities in any order, and somebody who may bring its history in."""
    everything = dict.fromkeys(("read", "edit", "delete", "assign", "log", "move"), "all")
    return Blueprint.model_validate(
        {
            "format": 1,
            "name": {"zh-CN": "事件日志", "en": "Event log"},
            "tables": [
                {
                    "key": "matter",
                    "label": {"zh-CN": "案件", "en": "Matter"},
                    "title": "name",
                    "fields": [
                        {
                            "key": "name",
                            "kind": "text",
                            "label": {"zh-CN": "编号", "en": "Number"},
                            "required": True,
                            "unique": True,
                        }
                    ],
                }
            ],
            "pipelines": [
                {
                    "key": "log",
                    "label": {"zh-CN": "日志", "en": "Log"},
                    "table": "matter",
                    "order": "free",
                    "stages": [
                        {
                            "key": slug(activity),
                            "label": {"zh-CN": activity, "en": activity},
                            "expected_days": 1,
                        }
                        for activity in activities
                    ],
                }
            ],
            "roles": [
                {
                    "key": "operations",
                    "label": {"zh-CN": "运营", "en": "Operations"},
                    "abilities": ["administer", "design", "import", "migrate"],
                    "rights": {"matter": {"create": True, **everything}},
                }
            ],
        }
    )


@pytest.fixture(params=LOGS)
def log(
    request: pytest.FixtureRequest, own_database: None, capsys: pytest.CaptureFixture[str]
) -> Iterator[dict[str, Any]]:
    """What was computed from the log that has just been brought in."""
    file = SHARED / LOGS[request.param]
    expected: dict[str, Any] = json.loads((SHARED / "expected.json").read_text())[request.param]
    with file.open(encoding="utf-8") as lines:
        activities = list(dict.fromkeys(line["activity"] for line in csv.DictReader(lines)))
    publish(process(activities))
    blueprint.begin_request()
    arguments = ["log", str(file), "--map", COLUMNS, "--utc", "--owner-unknown", "me"]
    assert history_cli.main([*arguments, "--as", "olga@example.com"]) == 0
    assert capsys.readouterr().out == (
        f"{expected['events']} lines of {expected['cases']} cases read: {expected['cases']} "
        f"brought in with {expected['events']} visits, 0 refused\n"
    )
    yield expected
    blueprint.begin_request()


def ways() -> list[list[Visit]]:
    """The visits of each case, in their order."""
    found: defaultdict[int, list[Visit]] = defaultdict(list)
    for visit in Visit.objects.order_by("record_id", "seq"):
        found[visit.record_id].append(visit)
    return list(found.values())


def summed(seconds: list[int]) -> dict[str, float]:
    """As expected.json sums up: the ninetieth percentile by linear interpolation."""
    tenths = quantiles(seconds, n=10, method="inclusive") if len(seconds) > 1 else [seconds[0]] * 9
    return {
        "n": len(seconds),
        "mean": fmean(seconds),
        "median": median(seconds),
        "p90": tenths[8],
        "min": min(seconds),
        "max": max(seconds),
    }


def close(ours: Mapping[str, float], theirs: Mapping[str, float]) -> bool:
    return ours["n"] == theirs["n"] and all(
        abs(ours[key] - theirs[key]) <= SECOND for key in ("mean", "median", "p90", "min", "max")
    )


def test_the_figures_of_a_log_are_those_computed_elsewhere(
    log: dict[str, Any], client_of: Callable[[User | None], Api], operations: User
) -> None:
    cases = ways()
    _dwell(log, cases)
    _edges(log, cases)
    _funnel(log, cases)
    api = client_of(operations)
    table = api.get("/insight/stages", pipeline="log", **{"from": "", "to": ""}).json()
    rows = {row["stage"]: row for row in table["rows"]}
    for activity, told in log["by_activity"].items():
        figure = rows[slug(activity)]["days_per_visit"]
        dwell = told["dwell"]
        assert figure["cases"] == (dwell["n"] if dwell else 0), activity
        if dwell and dwell["n"]:
            assert figure["value"] == pytest.approx(dwell["mean"] / DAY, abs=0.006), activity
    _pairs(log, api.get("/insight/pairs", pipeline="log", **{"from": "", "to": ""}).json())


def _dwell(log: dict[str, Any], cases: list[list[Visit]]) -> None:
    """An event lasts until the next of its case; the last one is open still."""
    seconds: defaultdict[str, list[int]] = defaultdict(list)
    for visits in cases:
        assert [visit.dwell_seconds is None for visit in visits[-2:]][-1]
        for visit in visits[:-1]:
            assert visit.dwell_seconds is not None
            seconds[visit.stage].append(visit.dwell_seconds)
    for activity, told in log["by_activity"].items():
        theirs = told["dwell"]
        ours = seconds.pop(slug(activity), [])
        assert close(summed(ours), theirs) if theirs["n"] else not ours, activity
    assert not seconds


def _edges(log: dict[str, Any], cases: list[list[Visit]]) -> None:
    seconds: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for visits in cases:
        for visit, following in pairwise(visits):
            seconds[visit.stage, following.stage].append(visit.dwell_seconds or 0)
    assert len(seconds) == log["edges_total"]
    for edge in log["edges"]:
        ours = seconds[slug(edge["a"]), slug(edge["b"])]
        assert len(ours) == edge["n"], edge
        assert fmean(ours) == pytest.approx(edge["mean"], abs=SECOND), edge
        assert median(ours) == pytest.approx(edge["median"], abs=SECOND), edge


def _funnel(log: dict[str, Any], cases: list[list[Visit]]) -> None:
    """Cases with B at any time after their first A."""
    for step in log["funnel"]:
        here = slug(step["stage"])
        assert sum(any(one.stage == here for one in visits) for visits in cases) == step["cases"]
        if "prev" not in step:
            continue
        before = slug(step["prev"])
        came = 0
        for visits in cases:
            stages = [visit.stage for visit in visits]
            came += before in stages and here in stages[stages.index(before) + 1 :]
        assert came == step["converted_after_prev"], step


def _pairs(log: dict[str, Any], answer: dict[str, Any]) -> None:
    """What the reports say of any two stages."""
    found = {(one["from"], one["to"]): one for one in answer["items"]}
    direct = {pair: one["direct"] for pair, one in found.items() if one["direct"]}
    assert direct == {(slug(edge["a"]), slug(edge["b"])): edge["n"] for edge in log["edges"]}
    for step in log["funnel"]:
        if "prev" in step:
            cohort = found[slug(step["prev"]), slug(step["stage"])]["cohort"]
            assert cohort["value"] == pytest.approx(step["conversion"], abs=0.00005), step
            assert cohort["cases"] == step["prev_cases"]
