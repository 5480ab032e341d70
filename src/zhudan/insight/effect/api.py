"""HTTP of the effect: before and after."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from zhudan.blueprint import live as blueprint
from zhudan.insight import question
from zhudan.insight.answers import FigureAnswer, PeriodAnswer
from zhudan.insight.effect import compare
from zhudan.kit.answer import written
from zhudan.records import access, query
from zhudan.records.api import viewer_of

router = Router(tags=["insight"])


class AskedEffect(Schema):
    """from, to: the later period; without either, the last three months that are over.
    before_from, before_to: the earlier one; without either, as long and right before. All days
    are included. region: with all below. filter: a condition over the pipeline's table."""

    pipeline: str | None = None
    from_: str | None = Field(None, alias="from")
    to: str | None = None
    before_from: str | None = None
    before_to: str | None = None
    region: str | None = None
    owner: str | None = None
    filter: str | None = None


class MeasuresAnswer(PeriodAnswer):
    """Days from registration to won; shares of what fell due that were done in time and late;
    lost of won and lost, by number and by amount, and those that nobody followed up: as said,
    and by there having been no contact; how many were dropped; the days in which half of the
    newcomers became independent."""

    cycle_days: FigureAnswer
    key_actions: FigureAnswer
    key_actions_late: FigureAnswer
    loss_rate: FigureAnswer
    loss_rate_amount: FigureAnswer
    interrupted: FigureAnswer
    interrupted_derived: FigureAnswer
    dropped: FigureAnswer
    ramp_up_days: FigureAnswer


class EffectAnswer(Schema):
    """small: below so many cases a figure tells nothing. closed: the later period is over."""

    pipeline: str
    label: str
    small: int
    closed: bool
    before: MeasuresAnswer
    after: MeasuresAnswer


@router.get("/insight/effect", by_alias=True, response=EffectAnswer, operation_id="get_effect")
def get_effect(request: HttpRequest, asked: Query[AskedEffect]) -> HttpResponse:
    """Cycle, key actions, losses and ramp-up before and after."""
    found = question.ask(
        blueprint.current(),
        viewer_of(request),
        now=timezone.now(),
        pipeline=asked.pipeline,
        begins=asked.from_,
        ends=asked.to,
        region=access.parse_id(asked.region) if asked.region else None,
        owner=access.parse_id(asked.owner) if asked.owner else None,
        condition=query.parse_filter(asked.filter),
    )
    told = compare.ask(
        found,
        given=asked.from_ is not None or asked.to is not None,
        before_begins=asked.before_from,
        before_ends=asked.before_to,
    )
    return written(told)
