"""The full demo company shows what the article tells of, computed from its records.

Days within 10 %, shares within 3 points. Days and conversions are those of the three months since
the company went live; 53 % those of the four months until the 48-hour rule, 67 % those of the two
months since; the effect compares the three months since with the three before.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.browser import Api
from zhudan.blueprint import live as blueprint
from zhudan.blueprint import yaml_text
from zhudan.people import directory
from zhudan.people.models import User
from zhudan.records import alike, tables
from zhudan.server.demo import company
from zhudan.server.demo.course import Course
from zhudan.server.demo.eras import Eras, eras
from zhudan.server.demo.life import Life, Team

DAYS = {"lead": 2.1, "contact": 6.3, "assessment": 4.7, "quotation": 8.9, "sample": 12.4}
CONVERSION = {"lead": 0.85, "contact": 0.62, "assessment": 0.78, "sample": 0.41}
BEFORE_RULE, SINCE_RULE = 0.53, 0.67
CYCLE = (87, 61)
LOSS = (0.37, 0.22)  # "more than 35 %"
KEY_ACTIONS = (0.47, 0.89)  # "not even 50 %"
RAMP_UP = (45, 18)  # "below 20"
NOW = datetime(2026, 3, 18, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def about_days(expected: float) -> Any:
    return pytest.approx(expected, rel=0.1)


def about_share(expected: float) -> Any:
    return pytest.approx(expected, abs=0.03)


def _month(now: datetime, back: int) -> datetime:
    """The first of the month so many before the running one."""
    first = now.replace(day=1, hour=0, minute=0)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def _period(now: datetime, begins: int, ends: int) -> dict[str, str]:
    """Whole months, by how many they lie back; `ends` is not among them."""
    last = _month(now, ends) - timedelta(days=1)
    return {"from": _month(now, begins).date().isoformat(), "to": last.date().isoformat()}


@pytest.fixture
def director(own_database: None) -> Iterator[Api]:
    """Who sees all of the full company."""
    company.make("a password", NOW, "full")
    directory.begin_request()
    blueprint.begin_request()
    demo = User.objects.filter(email__endswith="@gucai.example")
    yield Api(next(user for user in demo if user.roles == ["sales_director"]))
    blueprint.begin_request()


def _rows(client: Api, begins: int, ends: int) -> dict[str, dict[str, Any]]:
    told = client.get("/insight/stages", **_period(NOW, begins, ends)).json()
    return {row["stage"]: row for row in told["rows"]}


def test_the_reports_tell_the_articles_figures(director: Api) -> None:
    since = _rows(director, 3, 0)
    for stage, expected in DAYS.items():
        assert since[stage]["average_days"]["value"] == about_days(expected), stage
    for stage, share in CONVERSION.items():
        assert since[stage]["conversion"]["value"] == about_share(share), stage
    until_rule = _rows(director, 6, 2)["quotation"]["conversion"]["value"]
    since_rule = _rows(director, 2, 0)["quotation"]["conversion"]["value"]
    assert (until_rule, since_rule) == (about_share(BEFORE_RULE), about_share(SINCE_RULE))
    assert {row["sticking"]["reasons"][0]["key"] for row in since.values()} >= {
        "bad_contact", "survey_delayed", "technical_capacity", "price_sensitive", "client_approval",
    }  # fmt: skip

    earlier = _period(NOW, 6, 3)
    asked = _period(NOW, 3, 0) | {"before_from": earlier["from"], "before_to": earlier["to"]}
    told = director.get("/insight/effect", **asked).json()
    before, after = told["before"], told["after"]
    for key, expected in (("cycle_days", CYCLE), ("ramp_up_days", RAMP_UP)):
        assert before[key]["value"] == about_days(expected[0]), key
        assert after[key]["value"] == about_days(expected[1]), key
    for key, shares in (("loss_rate", LOSS), ("key_actions", KEY_ACTIONS)):
        assert before[key]["value"] == about_share(shares[0]), key
        assert after[key]["value"] == about_share(shares[1]), key
    assert before["loss_rate"]["value"] > 0.35
    assert before["key_actions"]["value"] < 0.5
    assert after["ramp_up_days"]["value"] < 20
    for key in ("interrupted", "interrupted_derived"):
        assert after[key]["value"] == pytest.approx(before[key]["value"] / 2, abs=0.03), key
    assert not any(figure["small"] for figure in after.values() if isinstance(figure, dict))
    _belongs_to_nobody_twice()


def _belongs_to_nobody_twice() -> None:
    """No two customers, phones or sites are one by the rules for duplicates."""
    live = blueprint.current()

    def values(table: str, *keys: str) -> Iterator[tuple[Any, ...]]:
        for row in tables.model(live, table)._default_manager.all():
            yield tuple(row.value(key) for key in keys)

    companies = [alike.company(name) for (name,) in values("customer", "name")]
    assert len(companies) > 1000
    assert Counter(companies).most_common(1)[0][1] == 1
    phones = [phone for (phone,) in values("contact", "phone")]
    assert len(phones) == len(set(phones))
    sites = [str(site) for site in values("project", "name", "address")]
    assert len(sites) == len(set(sites)) == 4500


def _course(now: datetime) -> list[Life]:
    shipped = files("zhudan.blueprint.shipped").joinpath("building_materials.yaml")
    pipeline = yaml_text.load(shipped.read_text("utf-8")).pipeline("project_sales")
    teams = [Team(region, range(6), 7, [8]) for region in range(1, 5)]
    return Course(pipeline, teams, Random(company.SEED), eras(now)).run()


@pytest.mark.parametrize(
    "now",
    ["2026-01-01T00:30", "2026-03-31T23:30", "2026-11-23T12:00", "2027-07-15T09:00",
     "2028-02-29T18:00", "2029-10-01T07:00"],
)  # fmt: skip
def test_whatever_the_day_it_is_made(now: str) -> None:
    """The same measures reckoned from the story alone: cheap enough for many days."""
    moment = datetime.fromisoformat(now).replace(tzinfo=NOW.tzinfo)
    lives = _course(moment)
    times: Eras = eras(moment)
    today = _month(moment, 0)
    days, went_on, ended = _stays(lives, times.live_on, today)
    for stage, expected in DAYS.items():
        assert sum(days[stage]) / len(days[stage]) == about_days(expected), stage
    for stage, share in CONVERSION.items():
        assert went_on[stage] / ended[stage] == about_share(share), stage
    for begins, ends, expected in (
        (times.quarter_before, times.rule_on, BEFORE_RULE),
        (times.rule_on, today, SINCE_RULE),
    ):
        _, went_on, ended = _stays(lives, begins, ends)
        assert went_on["quotation"] / ended["quotation"] == about_share(expected)
    for place, (begins, ends) in enumerate(
        ((times.quarter_before, times.live_on), (times.live_on, today))
    ):
        closed = [one for one in lives if begins <= (one.stays[-1].left or moment) < ends]
        won = [one for one in closed if one.outcome == "won"]
        lost = sum(one.outcome == "lost" for one in closed)
        took = [(one.stays[-1].until or moment) - one.registered for one in won]
        assert sum(took, timedelta()) / timedelta(days=1) / len(won) == about_days(CYCLE[place])
        assert lost / (lost + len(won)) == about_share(LOSS[place])


def _stays(
    lives: list[Life], begins: datetime, ends: datetime
) -> tuple[dict[str, list[float]], Counter[str], Counter[str]]:
    """By stage: days of what went on, how many did, and how many ended, each project once."""
    days: dict[str, list[float]] = defaultdict(list)
    went_on, ended = Counter[str](), Counter[str]()
    for life in lives:
        for stage in {stay.stage for stay in life.stays}:
            own = [stay for stay in life.stays if stay.stage == stage and stay.left]
            own = [stay for stay in own if stay.left and stay.left < ends]
            if not own or (own[-1].left or begins) < begins or own[-1].outcome == "returned":
                continue
            ended[stage] += 1
            if own[-1].outcome in ("advanced", "won"):
                went_on[stage] += 1
                spent = [(stay.left or ends) - stay.entered for stay in own]
                days[stage].append(sum(spent, timedelta()) / timedelta(days=1))
    return days, went_on, ended
