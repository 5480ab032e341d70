"""HTTP of the boards."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic_core import to_json

from zhudan.blueprint import live as blueprint
from zhudan.flow.boards import answers as a
from zhudan.flow.boards import board as boards
from zhudan.flow.boards.board import Board, Wanted
from zhudan.kit import pages
from zhudan.kit.language import pick
from zhudan.records import access
from zhudan.records.api import viewer_of

router = Router(tags=["boards"])

FIRST = 20
MOST_CARDS = 200
Limit = Annotated[int, Query(ge=1, le=pages.MOST)]
Json = dict[str, Any]


class Filters(Schema):
    """What of a board is shown: one quick filter, an owner, a region and all below, words."""

    quick: Literal["mine", "overdue", "closing", "large", "silent"] | None = None
    owner: str | None = None
    region: str | None = None
    q: str = ""


@router.get("/boards", response=a.BoardsAnswer, operation_id="list_boards")
def get_boards(request: HttpRequest) -> Json:
    """The pipelines whose records I may read."""
    live = blueprint.current()
    rights = access.rights(live, viewer_of(request))
    return {
        "items": [
            {"key": part.key, "label": pick(part.label), "table": part.table}
            for part in live.document.pipelines
            if rights.scope(part.table, "read") != "none"
        ]
    }


@router.get("/boards/{pipeline}", response=a.BoardAnswer, operation_id="get_board")
def get_board(
    request: HttpRequest, pipeline: str, filters: Query[Filters], limit: Limit = FIRST
) -> HttpResponse:
    """All columns with their figures and first cards."""
    # The most asked page of all: its own code wrote the answer, so it is not judged once more.
    answer = to_json(boards.whole(_board(request, pipeline, filters), limit=limit))
    return HttpResponse(answer, content_type="application/json")


@router.get("/boards/{pipeline}/chips", response=a.ChipsAnswer, operation_id="get_board_chips")
def get_chips(request: HttpRequest, pipeline: str, filters: Query[Filters]) -> Json:
    """How many records each quick filter would show, under the other filters."""
    rest = filters.model_copy(update={"quick": None})
    return dict(boards.chips(_board(request, pipeline, rest)))


@router.get("/boards/{pipeline}/cards", response=a.SomeCardsAnswer, operation_id="get_board_cards")
def get_cards(request: HttpRequest, pipeline: str, ids: str, filters: Query[Filters]) -> Json:
    """Some cards by id (comma-separated) and all heads; an id that is missing is no longer on
    this board."""
    wanted = [access.parse_id(one) for one in ids.split(",")[:MOST_CARDS] if one]
    return boards.some(_board(request, pipeline, filters), wanted)


@router.get("/boards/{pipeline}/{stage}", response=a.CardsAnswer, operation_id="get_board_column")
def get_column(
    request: HttpRequest,
    pipeline: str,
    stage: str,
    filters: Query[Filters],
    cursor: str | None = None,
    limit: Limit = FIRST,
) -> Json:
    """A column, continued."""
    return boards.column(_board(request, pipeline, filters), stage, cursor=cursor, limit=limit)


def _board(request: HttpRequest, pipeline: str, filters: Filters) -> Board:
    wanted = Wanted(
        quick=filters.quick,
        owner=None if filters.owner is None else access.parse_id(filters.owner),
        region=None if filters.region is None else access.parse_id(filters.region),
        q=filters.q,
    )
    return boards.open_board(
        blueprint.current(), viewer_of(request), pipeline, now=timezone.now(), wanted=wanted
    )
