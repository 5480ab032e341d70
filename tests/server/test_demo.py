"""The demo company: the same each time, believable, and true to its own gates."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint import yaml_text
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.flow import facts, gates
from zhudan.flow.models import Activity, Task, Visit
from zhudan.flow.paths import Course
from zhudan.journal.models import Event
from zhudan.people import directory
from zhudan.people.models import User
from zhudan.records import tables
from zhudan.server.demo import command, company, papers, story, wiping
from zhudan.server.demo.eras import eras
from zhudan.server.demo.life import Life, Team

ZONE = ZoneInfo("Asia/Shanghai")
TEAMS = [
    Team(region, range(region * 10, region * 10 + 6), region * 10 + 7, [region * 10 + 8])
    for region in range(1, 5)
]


def _pipeline() -> Pipeline:
    shipped = files("zhudan.blueprint.shipped").joinpath("building_materials.yaml")
    return yaml_text.load(shipped.read_text("utf-8")).pipeline("project_sales")


def _told(now: datetime, *, full: bool = False) -> list[Life]:
    return company.tell(_pipeline(), TEAMS, Random(company.SEED), eras(now), full=full)


@pytest.mark.parametrize("now", ["2026-03-18T10:00", "2026-03-15T00:10", "2028-02-29T23:50"])
@pytest.mark.parametrize("full", [False, True])
def test_every_life_hangs_together_whatever_the_day(db: None, now: str, full: bool) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    lives = _told(moment, full=full)
    if full:
        assert len(lives) == 4500
        assert {life.stays[-1].stage for life in lives if life.outcome is None} == set(story.OPEN)
    else:
        assert Counter(life.outcome is None for life in lives) == {False: 900, True: 300}
    for life in lives:
        for before, after in zip(life.stays, life.stays[1:], strict=False):
            assert before.left == after.entered
        for stay in life.stays:
            assert stay.entered <= (stay.left or moment) <= moment
            for deed in stay.deeds:
                assert stay.entered <= deed.at <= (stay.left or moment)


def test_the_story_is_the_same_each_time(db: None) -> None:
    now = datetime.fromisoformat("2026-03-18T10:00").replace(tzinfo=ZONE)
    assert _told(now) == _told(now)


def test_stays_are_about_as_long_as_the_article_says() -> None:
    days: dict[str, list[float]] = defaultdict(list)
    now = datetime.fromisoformat("2026-03-18T10:00").replace(tzinfo=ZONE)
    for life in story.tell(_pipeline(), TEAMS, Random(company.SEED), now):
        for stay in life.stays:
            if stay.left is not None:
                days[stay.stage].append((stay.left - stay.entered).total_seconds() / 86_400)
    for stage, expected in story.DAYS.items():
        mean = sum(days[stage]) / len(days[stage])
        assert mean == pytest.approx(expected, rel=0.15), stage


def test_papers_are_real_files() -> None:
    assert papers.pdf("报价单", ["第一行"]).startswith(b"%PDF-1.4")
    assert papers.png(Random(1)).startswith(b"\x89PNG")


@pytest.fixture
def demo(own_database: None, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """What `zhudan demo --reset` says, in a database that held an earlier demo company."""
    for user in User.objects.all():
        User.objects.filter(id=user.id).update(email=f"user{user.id}@gucai.example", phone=None)
    directory.begin_request()
    assert command.main(["--reset"]) == 0
    blueprint.begin_request()
    yield capsys.readouterr().out
    blueprint.begin_request()


def test_the_company_stands_and_its_past_satisfies_the_gates(demo: str) -> None:
    assert "zhoumin@gucai.example" in demo
    sellers = [user for user in User.objects.all() if user.roles == ["salesperson"]]
    assert len(sellers) == 24
    assert len({user.region_id for user in sellers}) == 4
    live = blueprint.current()
    pipeline = live.document.pipeline("project_sales")
    rows = list(tables.model(live, "project").objects.all())
    assert len(rows) == 1200
    now = timezone.now()
    known = facts.around(rows)
    visits: dict[int, list[Visit]] = defaultdict(list)
    for visit in Visit.objects.order_by("seq"):
        visits[visit.record_id].append(visit)
    for row in rows:
        case = gates.case(live, row, known[row.id], now)
        course = Course(row.created_at)
        for visit in visits[row.id]:
            if visit.outcome in ("advanced", "won"):
                unmet = {
                    state.item.key
                    for state in gates.judge(live, pipeline, visit.stage, case, course)
                    if not state.met and state.item.kind != "activity"
                }
                assert unmet <= set(visit.overridden), (row.title, visit.stage, unmet)
        assert visits[row.id][0].entered_at == row.created_at
        assert (visits[row.id][-1].left_at is None) == (row.status == "open")
    for model, moment in ((Event, "at"), (Activity, "at"), (Task, "opened_at")):
        assert not model.objects.filter(**{f"{moment}__gt": now}).exists()
    ids = list(Event.objects.exclude(record_id=None).order_by("id").values_list("at", flat=True))
    assert ids == sorted(ids)


def test_a_company_of_real_people_is_never_wiped(own_database: None) -> None:
    before = User.objects.count()
    with pytest.raises(wiping.NotADemo):
        command.main(["--reset"])
    with pytest.raises(command.NotEmpty):
        command.main([])
    assert User.objects.count() == before
