"""What is asked of a report, judged once: of which pipeline, when, whose, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q

from zhudan.blueprint.fields.choice import ChoiceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.insight import period as periods
from zhudan.insight.period import Period
from zhudan.kit import conditions, worktime
from zhudan.kit.errors import Invalid, NotFound
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables
from zhudan.records.conditions import matching
from zhudan.records.tables import Row

Condition = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """region: with all below. condition: over the pipeline's table. group: region, owner or
    the key of a choice field."""

    live: LiveBlueprint
    viewer: Viewer
    pipeline: Pipeline
    period: Period
    now: datetime
    region: int | None = None
    owner: int | None = None
    condition: Condition | None = None
    group: str | None = None

    @property
    def model(self) -> type[Row]:
        return tables.model(self.live, self.pipeline.table)

    @cached_property
    def today(self) -> date:
        return worktime.day_of(self.now, self.live.document.settings.timezone)

    @property
    def stages(self) -> tuple[str, ...]:
        return self.pipeline.stage_keys

    @property
    def free(self) -> bool:
        return self.pipeline.order == "free"

    @cached_property
    def seen(self) -> Q:
        """The records that the viewer may see and that the condition keeps."""
        found = access.visible(self.live, self.viewer, self.pipeline.table)
        if self.condition:
            found &= matching(
                self.live, self.pipeline.table, self.condition, self.today, self.viewer.id
            )
        return found

    @cached_property
    def sees_all(self) -> bool:
        """Whether nothing but the bin keeps a record out of `seen`."""
        reach = access.sight(self.live, self.viewer, self.pipeline.table)
        return reach.everything and not self.condition

    @property
    def whole(self) -> "Question":
        """The same without groups."""
        return replace(self, group=None)

    @property
    def group_column(self) -> str:
        """The column of the record behind `group`, which is set."""
        return tables.attribute(self.live, self.pipeline.table, self.group or "")

    @cached_property
    def regions(self) -> list[int]:
        return sorted(directory.current().regions_below(self.region))


def ask(
    live: LiveBlueprint,
    viewer: Viewer,
    *,
    now: datetime,
    pipeline: str | None = None,
    begins: str | None = None,
    ends: str | None = None,
    region: int | None = None,
    owner: int | None = None,
    condition: Condition | None = None,
    group: str | None = None,
) -> Question:
    """pipeline None: the first the viewer reads. NotFound, Forbidden, Invalid (422),
    ConditionRefused, FieldNotReadable."""
    part = pipeline_of(live, viewer, pipeline)
    day = worktime.day_of(now, live.document.settings.timezone)
    asked = Question(
        live=live,
        viewer=viewer,
        pipeline=part,
        period=periods.read(begins, ends, day),
        now=now,
        region=region,
        owner=owner,
        condition=condition,
        group=group,
    )
    check(asked)
    return asked


def check(asked: Question) -> None:
    """Refuse what the viewer may not ask, or what is not there."""
    live, table = asked.live, asked.pipeline.table
    access.require_table(live, asked.viewer, table)
    people = directory.current()
    if asked.region is not None and people.region(asked.region) is None:
        raise _unknown("region")
    if asked.owner is not None and people.user(asked.owner) is None:
        raise _unknown("owner")
    if asked.condition is not None:
        conditions.check(asked.condition, live.document.field_types(table))
        access.require_readable(live, asked.viewer, table, conditions.fields_of(asked.condition))
    if asked.group not in (None, "region", "owner"):
        field = live.document.table(table).fields_by_key.get(asked.group or "")
        if not isinstance(field, ChoiceField):
            raise Invalid.field(
                "group",
                "not_groupable",
                {
                    "zh-CN": "只能按区域、负责人或单选字段分组",
                    "en": "Only region, owner or a field with one choice can be grouped by",
                },
            )
        access.require_readable(live, asked.viewer, table, [field.key])


def pipeline_of(live: LiveBlueprint, viewer: Viewer, key: str | None) -> Pipeline:
    """NotFound for one that is not there, Forbidden where the viewer never reads."""
    if key:
        found = live.document.pipelines_by_key.get(key)
        if found is None:
            raise NotFound
    else:
        rights = access.rights(live, viewer)
        readable = [
            one for one in live.document.pipelines if rights.scope(one.table, "read") != "none"
        ]
        if not live.document.pipelines:
            raise NotFound
        found = (readable or live.document.pipelines)[0]
    access.require_table(live, viewer, found.table)
    return found


def _unknown(name: str) -> Invalid:
    said = {
        "region": {"zh-CN": "没有这个区域", "en": "There is no such region"},
        "owner": {"zh-CN": "没有这个人", "en": "There is no such person"},
    }
    return Invalid.field(name, f"unknown_{name}", said[name])
