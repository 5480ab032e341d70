"""HTTP of the reports."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from zhudan.blueprint import live as blueprint
from zhudan.insight import answers as a
from zhudan.insight import question, stages
from zhudan.insight.question import Question
from zhudan.kit.answer import written
from zhudan.records import access, query
from zhudan.records.api import viewer_of

router = Router(tags=["insight"])


class Asked(Schema):
    """pipeline: without it, the first. from, to: days, both included; without either, the last
    month that is over; empty: no limit. region: with all below. filter: a condition over the
    pipeline's table. group: region, owner or a field with one choice."""

    pipeline: str | None = None
    from_: str | None = Field(None, alias="from")
    to: str | None = None
    region: str | None = None
    owner: str | None = None
    filter: str | None = None
    group: str | None = None


@router.get("/insight/stages", response=a.StagesAnswer, operation_id="get_stage_report")
def get_stages(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The conversion table: days, conversion and sticking points of every stage."""
    return written(stages.table(_question(request, asked)))


def _question(request: HttpRequest, asked: Asked) -> Question:
    return question.ask(
        blueprint.current(),
        viewer_of(request),
        now=timezone.now(),
        pipeline=asked.pipeline,
        begins=asked.from_,
        ends=asked.to,
        region=_id(asked.region),
        owner=_id(asked.owner),
        condition=query.parse_filter(asked.filter),
        group=asked.group or None,
    )


def _id(text: str | None) -> int | None:
    return access.parse_id(text) if text else None
