"""HTTP of the reports."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from zhudan.blueprint import live as blueprint
from zhudan.insight import answers as a
from zhudan.insight import drill, funnel, pairs, question, stages, token, workbook
from zhudan.insight.question import Question
from zhudan.kit import pages
from zhudan.kit.answer import written
from zhudan.kit.errors import Forbidden
from zhudan.records import access, query
from zhudan.records.api import Limit, shown_all, viewer_of

router = Router(tags=["insight"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


@router.get(
    "/insight/stages", by_alias=True, response=a.StagesAnswer, operation_id="get_stage_report"
)
def get_stages(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The conversion table: days, conversion and sticking points of every stage."""
    return written(stages.table(_question(request, asked)))


@router.get("/insight/stages.xlsx", operation_id="get_stage_workbook", response=bytes)
def get_stages_workbook(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The conversion table as a workbook, with my name and the definitions; for whoever may
    export the records it speaks of."""
    chosen = _question(request, asked)
    rights = access.rights(chosen.live, chosen.viewer)
    if rights.scope(chosen.pipeline.table, "export") == "none":
        raise Forbidden
    told = stages.table(chosen)
    answer = HttpResponse(workbook.workbook(chosen, told), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{workbook.file_name(told)}"'
    return answer


@router.get("/insight/funnel", by_alias=True, response=a.FunnelAnswer, operation_id="get_funnel")
def get_funnel(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Of the records registered in the period, how far they have come since."""
    return written(funnel.funnel(_question(request, asked)))


@router.get("/insight/pairs", by_alias=True, response=a.PairsAnswer, operation_id="get_stage_pairs")
def get_pairs(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Any two stages: how often one follows the other, at once or later."""
    return written(pairs.pairs(_question(request, asked)))


@router.get(
    "/insight/records",
    by_alias=True,
    response=a.FigureRecordsAnswer,
    operation_id="list_figure_records",
)
def get_records(
    request: HttpRequest,
    figure: str,
    filter: str | None = None,  # noqa: A002  the API's word
    sort: str = "",
    q: str = "",
    cursor: str | None = None,
    limit: Limit = pages.LIMIT,
) -> HttpResponse:
    """The records behind a figure, as a list that may be narrowed further."""
    live, viewer = blueprint.current(), viewer_of(request)
    opened = drill.opened(live, viewer, token.read(figure), now=timezone.now())
    condition, within = query.parse_filter(filter), opened.within
    rows, following = query.page(
        live,
        viewer,
        opened.table,
        filter=condition,
        sort=[word for word in sort.split(",") if word],
        q=q,
        cursor=cursor,
        limit=limit,
        within=within,
    )
    total = query.count(live, viewer, opened.table, filter=condition, q=q, within=within)
    reopened = opened.reopened([row.id for row in rows])
    return written(
        {
            "items": shown_all(request, rows),
            "next": following,
            "total": total,
            "table": opened.table,
            "title": opened.title(),
            "reopened": [str(row.id) for row in rows if row.id in reopened],
        }
    )


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
