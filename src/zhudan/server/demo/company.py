"""Making the demo company in an empty database."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from random import Random

from django.db import connection, transaction

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.files import store
from zhudan.files.store import Kept
from zhudan.people.models import User
from zhudan.records.engine_tables import table_name
from zhudan.records.tables import Row
from zhudan.server.demo import history, journal, names, owners, papers, staff, story
from zhudan.server.demo.archive import Archive, Site
from zhudan.server.demo.bring import Entry, bring, roll_up
from zhudan.server.demo.course import Course
from zhudan.server.demo.dress import Dresser
from zhudan.server.demo.eras import Eras, eras
from zhudan.server.demo.life import Deed, Life, Team

SEED = 20_260_318
PIPELINE = "project_sales"
_FIRST = ("name", "customer", "contact", "source", "building_type")
_PAPERS = {
    "site_drawing": ("现场测量图", ("东立面尺寸复核", "南立面与山墙", "地坪分仓与标高")),
    "requirement_list": ("客户需求清单", ("外墙部位与色号", "地坪荷载与验收", "工期与样板")),
    "feasibility": ("技术可行性说明", ("基层处理与含水率", "配套体系与厚度", "气候与养护")),
    "draft_plan": ("初步方案", ("基准方案", "推荐方案", "两种做法对比")),
    "quotation": ("报价单", ("材料与人工分列", "综合单价", "含质保五年")),
    "sample_confirmation": ("样品确认单", ("色号与光泽已确认", "封样两块", "会签完成")),
    "contract": ("供货与施工合同", ("付款节点", "质保与验收", "供货批次")),
    "contract_signed": ("合同签署件", ("双方盖章页", "附件一 封样记录", "附件二 供货计划")),
}


def make(password: str, now: datetime, size: str = "small") -> Sequence[User]:
    """The whole company in one transaction, from one seed; returns its people.

    now: aware; the story ends there. size: small or full. The shipped blueprint is live already.
    """
    kept = _keep_papers()
    with _nothing_collected(), transaction.atomic():
        live = blueprint.hold()
        random = Random(SEED)
        times = eras(now.astimezone(live.document.settings.timezone))
        regions = tuple(names.CITIES)
        full = size == "full"
        working = staff.hire(regions, names.people(random), password, random, times, full=full)
        pipeline = live.document.pipeline(PIPELINE)
        lives = tell(pipeline, working.teams, random, times, full=full)
        team_names = [team.region for team in working.teams]
        archive = Archive(Random(SEED + 1), dict(zip(team_names, regions, strict=True)))
        archive.enter(lives)
        archive.keep(live)
        entries = [_entry(archive, site) for site in archive.sites]
        rows = bring(live, "project", entries)
        told = list(zip(lives, rows, strict=True))
        past = history.enter(live, pipeline, told, kept)
        parties = archive.keep_parties(live, rows)
        others = [company.row for company in archive.companies if company.row is not None]
        others += [row for company in archive.companies for row in company.contacts or ()]
        others += parties
        first = {
            row.id: [key for key in _FIRST if key in entry.values]
            for row, entry in zip(rows, entries, strict=True)
        }
        journal.tell(live, pipeline, told, others, first, past)
        _write_versions(live, rows)
        roll_up(live)
    return working.users


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """All that is made is kept to the end; looking for what could go takes a quarter longer."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def tell(
    pipeline: Pipeline, teams: Sequence[Team], random: Random, times: Eras, *, full: bool
) -> list[Life]:
    """The lives of all projects, the earliest registered first."""
    if full:
        lives = Course(pipeline, teams, random, times).run()
    else:
        lives = story.tell(pipeline, teams, random, times.now)
    owners.give(lives, teams, Random(SEED), times)
    dresser = Dresser(pipeline, times)
    for number, life in enumerate(lives):
        dresser.dress(life, Random(SEED + number))
    return lives


def _keep_papers() -> Mapping[str, Sequence[Kept]]:
    """Bytes on disk by document type, before any transaction."""
    random = Random(SEED)
    kept: dict[str, list[Kept]] = {}
    for kind, (title, subjects) in _PAPERS.items():
        kept[kind] = [
            _keep(papers.pdf(title, [staff.COMPANY, subject, "演示文件"]), f"{title} {subject}.pdf")
            for subject in subjects
        ]
    kept["photo"] = [_keep(papers.png(random), f"样板 {number}.png") for number in range(1, 9)]
    return kept


def _keep(content: bytes, name: str) -> Kept:
    return store.keep([content], name, accept=("pdf", "image"), max_mb=1)


def _entry(archive: Archive, site: Site) -> Entry:
    """What is known of a project today, and where it stands."""
    life = site.life
    known = archive.known_of(site)
    said = {deed.key for deed in life.deeds if deed.what == "field"}
    asked = {"address", "demand_type", "usage", "usage_unit", "amount_est"}
    asked |= {"expected_sign_on", "survey_on"}
    values = {key: value for key, value in known.items() if key not in asked - said}
    if len(life.stays) > 2:
        values["technician"] = str(life.technician)
    engine = _standing(life)
    if "amount_est" in values:
        engine["amount"] = int(values["amount_est"]) * 100
    return Entry(values, life.owner, life.team.region, life.registered, engine)


def _standing(life: Life) -> dict[str, object]:
    last = life.stays[-1]
    kinds = {"won": "won", "lost": "lost", None: "open"}
    contacts = [d.at for d in life.deeds if d.what == "activity" and d.key != "note"]
    progress = [d.at for d in life.deeds if _is_progress(d)]
    plan = next((d for d in reversed(list(life.deeds)) if d.plan), None)
    ahead = plan if life.outcome is None else None
    return {
        "pipeline": PIPELINE,
        "stage": last.stage,
        "status": kinds.get(life.outcome, "dropped"),
        "outcome": life.outcome,
        "stage_entered_at": last.entered,
        "closed_at": last.left,
        "contact_at": max(contacts, default=None),
        "progress_at": max([*progress, *(stay.entered for stay in life.stays[1:])], default=None),
        "plan": ahead.plan if ahead else None,
        "plan_on": ahead.plan_on if ahead else None,
        "wake_on": life.wake_on,
    }


def _is_progress(deed: Deed) -> bool:
    if deed.what == "activity":
        return deed.key != "note"
    return deed.what in ("action", "approved", "signed")


def _write_versions(live: LiveBlueprint, rows: Sequence[Row]) -> None:
    turned = [(row.version, row.updated_at, row.id) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table_name('project')} SET version = %s, updated_at = %s WHERE id = %s",
            turned,
        )
