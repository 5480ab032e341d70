"""Projects with a way through the pipeline, written as they lie in the tables.

A `Stay` says what happened; the tables get what the product would have kept of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from zhudan.blueprint import live as blueprint
from zhudan.flow.models import Visit
from zhudan.people.models import User
from zhudan.records import tables
from zhudan.records.models import Record

SHANGHAI = ZoneInfo("Asia/Shanghai")
PIPELINE = "project_sales"
STAGES = ["lead", "contact", "assessment", "quotation", "sample", "contract"]
EXPECTED = dict(zip(STAGES, (3, 7, 5, 9, 12, 14), strict=True))
CLOSING = ("won", "lost", "dropped")


@dataclass
class Stay:
    """entered, left: UTC; left None: still there. owner: whose it was as it ended."""

    stage: str
    entered: datetime
    left: datetime | None
    outcome: str | None
    owner: User
    reason: str | None = None

    @property
    def entered_day(self) -> str:
        return self.entered.astimezone(SHANGHAI).date().isoformat()

    @property
    def end_day(self) -> str | None:
        return self.left.astimezone(SHANGHAI).date().isoformat() if self.left else None

    @property
    def seconds(self) -> int:
        assert self.left
        return int((self.left - self.entered).total_seconds())


@dataclass
class Project:
    """owner: whose it is now. id: once it is kept."""

    stays: list[Stay]
    owner: User
    source: str | None = None
    binned: bool = False
    id: int = field(default=0)

    @property
    def open(self) -> bool:
        return self.stays[-1].left is None


def keep(projects: Sequence[Project]) -> None:
    """Write them; each gets its id."""
    live = blueprint.current()
    model = tables.model(live, "project")
    now = datetime.now(UTC)
    for place, project in enumerate(projects):
        last = project.stays[-1]
        first = project.stays[0].entered
        binned = now if project.binned else None
        title = f"项目{place}"
        project.id = Record.objects.create(
            table="project", title=title, created_at=first, deleted_at=binned
        ).id
        model._default_manager.create(
            id=project.id,
            title=title,
            title_key=title,
            owner_id=project.owner.id,
            region_id=project.owner.region_id,
            pipeline=PIPELINE,
            stage=last.stage,
            status=last.outcome if last.outcome in CLOSING else "open",
            stage_entered_at=last.entered,
            closed_at=last.left,
            version=1,
            created_at=first,
            updated_at=now,
            deleted_at=binned,
            **{live.columns["project"]["source"]: project.source},
        )
        Visit.objects.bulk_create(_visits(project))


def _visits(project: Project) -> list[Visit]:
    made = []
    for place, stay in enumerate(project.stays):
        later = [one for one in project.stays[place + 1 :] if one.stage == stay.stage]
        so_far = [
            one.seconds
            for one in project.stays[: place + 1]
            if stay.left and one.stage == stay.stage and one.outcome != "relocated"
        ]
        made.append(
            Visit(
                record_id=project.id,
                pipeline=PIPELINE,
                stage=stay.stage,
                seq=place + 1,
                entered_at=stay.entered,
                left_at=stay.left,
                outcome=stay.outcome,
                reason=stay.reason,
                entered_day=stay.entered_day,
                is_first_in_stage=all(one.stage != stay.stage for one in project.stays[:place]),
                followed_on=later[0].entered_day if later else None,
                dwell_seconds=stay.seconds if stay.left else None,
                stay_seconds=sum(so_far) if stay.left else None,
                end_day=stay.end_day,
                owner_id=stay.owner.id,
                region_id=stay.owner.region_id,
                revision=1,
            )
        )
    return made


def days(number: float) -> timedelta:
    return timedelta(days=number)
