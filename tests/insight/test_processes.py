"""Reports of a process that changes, and of one whose stages come in any order."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from tests.browser import Api
from tests.insight.histories import Project, Stay, days, keep
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.document import Blueprint
from zhudan.designer.publish import publish
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]
ALL_TIME = {"from": "", "to": ""}
BEGAN = datetime(2026, 3, 2, 2, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("own_database")


def changed(change: Callable[[dict[str, Any]], None]) -> Blueprint:
    raw = blueprint.current().document.raw()
    change(raw["pipelines"][0])
    return Blueprint.model_validate(raw)


def through(owner: User, *stages: str, last: str | None = None) -> Project:
    """From one stage to the next every day. last: how the last stay ended, None: not yet."""
    moments = [BEGAN + days(place) for place in range(len(stages) + 1)]
    stays = [
        Stay(stage, entered, left, "advanced", owner)
        for stage, (entered, left) in zip(stages, pairwise(moments), strict=True)
    ]
    stays[-1].outcome = last
    if last is None:
        stays[-1].left = None
    return Project(stays, owner)


def test_in_a_free_order_a_pair_is_strict_and_any_pair_can_be_asked(
    client_of: ClientOf, alice: User, director: User
) -> None:
    publish(changed(lambda pipeline: pipeline.update(order="free")))
    keep(
        [
            through(alice, "lead", "sample", "contact", "lead", last="lost"),
            through(alice, "lead", "contact"),
            through(alice, "contact", "lead", "contract", last="won"),
            through(alice, "contact", "contract"),
        ]
    )
    dora = client_of(director)
    rows = {row["stage"]: row for row in dora.get("/insight/stages", **ALL_TIME).json()["rows"]}
    lead = rows["lead"]["cohort_conversion"]
    assert (lead["value"], lead["cases"]) == (0.6667, 3), (
        "contact after the first lead, at any time"
    )
    assert rows["contact"]["cohort_conversion"]["value"] == 0.0, "contract is not assessment"
    assert rows["contact"]["cohort_open"]["value"] == 0.5
    assert rows["contract"]["cohort_conversion"]["value"] == 0.5, "after the last, to win"
    pairs = {
        (one["from"], one["to"]): (one["direct"], one["cohort"]["value"], one["cohort"]["cases"])
        for one in dora.get("/insight/pairs", **ALL_TIME).json()["items"]
    }
    assert pairs == {
        ("lead", "lead"): (0, 0.3333, 3),
        ("lead", "contact"): (1, 0.6667, 3),
        ("lead", "sample"): (1, 0.3333, 3),
        ("lead", "contract"): (1, 0.3333, 3),
        ("contact", "lead"): (2, 0.5, 4),
        ("contact", "contract"): (1, 0.5, 4),
        ("sample", "contact"): (1, 1.0, 1),
        ("sample", "lead"): (0, 1.0, 1),
    }
    funnel = dora.get("/insight/funnel", **ALL_TIME).json()
    assert funnel["cohort"] == 4
    steps = {one["stage"]: one for one in funnel["steps"]}
    assert [one["reached"]["value"] for one in funnel["steps"]] == [3, 4, 0, 0, 1, 2, 1]
    assert (steps["contact"]["share"], steps["assessment"]["standing"]["value"]) == (0.6667, 1)
    for step in funnel["steps"]:
        for name in ("reached", "standing"):
            if step[name]["drill"]:
                found = dora.get("/insight/records", figure=step[name]["drill"]).json()
                assert found["total"] == step[name]["value"]


def test_a_stage_that_is_gone_stands_below_the_others_under_its_last_name(
    client_of: ClientOf, alice: User, director: User
) -> None:
    keep(
        [
            through(alice, "lead", "contact", "assessment", "quotation"),
            through(alice, "lead", "contact", "assessment"),
        ]
    )

    def without(pipeline: dict[str, Any]) -> None:
        pipeline["stages"] = [one for one in pipeline["stages"] if one["key"] != "assessment"]

    publish(changed(without), move_to={"assessment": "quotation"})
    rows = client_of(director).get("/insight/stages", **ALL_TIME).json()["rows"]
    assert [row["stage"] for row in rows][-2:] == ["contract", "assessment"]
    gone = rows[-1]
    assert (gone["label"], gone["expected_days"]) == ("Technical assessment", None)
    assert gone["days_per_visit"]["cases"] == 1, "what was moved away counts nowhere"
    assert gone["efficiency"]["value"] is None, "nothing is expected of it any more"
    assert gone["sticking"]["cases"]["value"] == 0
    total = client_of(director).get("/insight/records", figure=gone["ended"]["drill"]).json()
    assert total["total"] == 1
