"""The board of a pipeline: its open records, by stage, as one viewer may see them.

A column shows what came into it last on top, so that a card stays where it was dropped; looked
at for what is overdue or silent, the longest waiting comes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.flow.boards import cards, statements
from zhudan.flow.boards.statements import Head
from zhudan.kit import pages, worktime
from zhudan.kit.errors import Invalid, NotFound
from zhudan.kit.language import pick
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access, dwell, query, tables
from zhudan.records.tables import Row

Quick = Literal["mine", "overdue", "closing", "large", "silent"]
QUICK: tuple[Quick, ...] = ("mine", "overdue", "closing", "large", "silent")
Json = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What of the board is asked for."""

    quick: Quick | None = None
    owner: int | None = None
    region: int | None = None
    q: str = ""


@dataclass(frozen=True)
class Board:
    """One viewer's look at one pipeline at one moment."""

    live: LiveBlueprint
    viewer: Viewer
    pipeline: Pipeline
    now: datetime
    wanted: Wanted = Wanted()

    @property
    def model(self) -> type[Row]:
        return tables.model(self.live, self.pipeline.table)

    @property
    def rows(self) -> QuerySet[Row]:
        """Rows with as much as a card needs."""
        return self.model._default_manager.only(*cards.columns(self.live, self.pipeline))

    @property
    def zone(self) -> ZoneInfo:
        return self.live.document.settings.timezone

    @property
    def today(self) -> date:
        return worktime.day_of(self.now, self.zone)

    @property
    def order(self) -> tuple[str, str]:
        waiting = self.wanted.quick in ("overdue", "silent")
        return ("stage_entered_at", "id") if waiting else ("-stage_entered_at", "-id")

    @property
    def shows_amount(self) -> bool:
        rights = access.rights(self.live, self.viewer)
        return access.comparable(self.live, rights, self.pipeline.table, "amount")

    @cached_property
    def shown(self) -> Q:
        """The open records that the viewer may see and has asked for."""
        wanted = self.wanted
        found = access.visible(self.live, self.viewer, self.pipeline.table)
        found &= Q(pipeline=self.pipeline.key, status="open")
        if wanted.quick:
            found &= self._required(wanted.quick)
        if wanted.owner is not None:
            found &= Q(owner_id=wanted.owner)
        if wanted.region is not None:
            found &= Q(region_id__in=sorted(directory.current().regions_below(wanted.region)))
        if wanted.q.strip():
            found &= query.matching_text(self.live, self.viewer, self.pipeline.table, wanted.q)
        return found

    def quick(self, word: Quick) -> Q | None:
        """The filter behind a chip; None where the pipeline does not define it."""
        if word == "mine":
            return Q(owner_id=self.viewer.id)
        if word == "overdue":
            return dwell.overdue(self.pipeline, self.today, self.zone)
        if word == "closing":
            return self._closing()
        if word == "large":
            large = self.pipeline.large
            return None if large is None else Q(amount__gte=int(large * 100))
        days = self.live.document.settings.silent_days
        limit = worktime.midnight(self.today - timedelta(days=days - 1), self.zone)
        return Q(contact_at__lt=limit) | Q(contact_at=None, created_at__lt=limit)

    def _closing(self) -> Q | None:
        """Expected to be signed in this month."""
        if self.pipeline.due is None:
            return None
        column = tables.attribute(self.live, self.pipeline.table, self.pipeline.due)
        first = self.today.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return Q(**{f"{column}__gte": first, f"{column}__lt": following})

    def _required(self, word: Quick) -> Q:
        behind = {"closing": self.pipeline.due, "large": self.pipeline.amount}.get(word)
        if behind:
            access.require_readable(self.live, self.viewer, self.pipeline.table, [behind])
        found = self.quick(word)
        if found is None:
            raise Invalid.field(
                "quick",
                "not_defined",
                {"zh-CN": "这个流程没有设置此筛选", "en": "This pipeline does not define it"},
            )
        return found


def open_board(
    live: LiveBlueprint,
    viewer: Viewer,
    pipeline: str,
    *,
    now: datetime,
    wanted: Wanted = Wanted(),
) -> Board:
    """NotFound for a pipeline that is not there, Forbidden where the viewer never reads."""
    found = live.document.pipelines_by_key.get(pipeline)
    if found is None:
        raise NotFound
    access.require_table(live, viewer, found.table)
    return Board(live, viewer, found, now, wanted)


def whole(board: Board, *, limit: int) -> Json:
    """All columns: heads, and the first `limit` cards of each."""
    heads = statements.heads(board.model, board.shown, board.now)
    rows = statements.first_cards(
        board.model,
        cards.columns(board.live, board.pipeline),
        board.shown,
        board.pipeline.stage_keys,
        board.order,
        limit + 1,
    )
    by_stage: dict[str, list[Row]] = {stage: [] for stage in board.pipeline.stage_keys}
    for row in sorted(rows, key=_place, reverse=board.order[0].startswith("-")):
        by_stage[row.stage or ""].append(row)
    on_page = [row for column in by_stage.values() for row in column[:limit]]
    drawn = cards.draw(board.live, board.viewer, board.pipeline, on_page, board.now)
    total = list(heads.values())
    return {
        "pipeline": board.pipeline.key,
        "label": pick(board.pipeline.label),
        "columns": [
            {
                **_head(board, heads, stage.key),
                "label": pick(stage.label),
                "expected_days": stage.expected_days,
                "asks": [pick(item.label) for item in stage.gate],
                "cards": [drawn[row.id] for row in by_stage[stage.key][:limit]],
                "next": _next(by_stage[stage.key], limit),
            }
            for stage in board.pipeline.stages
        ],
        "total": {
            "count": sum(head.count for head in total),
            "amount": str(sum(head.amount for head in total)) if board.shows_amount else None,
        },
    }


def column(board: Board, stage: str, *, cursor: str | None, limit: int) -> Json:
    """The cards of one column after the cursor, as a list."""
    if stage not in board.pipeline.stage_keys:
        raise NotFound
    shown = board.shown & Q(stage=stage)
    if cursor:
        shown &= _after(cursor, board.order)
    rows = list(board.rows.filter(shown).order_by(*board.order)[: limit + 1])
    drawn = cards.draw(board.live, board.viewer, board.pipeline, rows[:limit], board.now)
    return {"items": [drawn[row.id] for row in rows[:limit]], "next": _next(rows, limit)}


def some(board: Board, ids: Sequence[int]) -> Json:
    """The cards of some records that this board shows, and all heads."""
    rows = list(board.rows.filter(board.shown, id__in=ids))
    drawn = cards.draw(board.live, board.viewer, board.pipeline, rows, board.now)
    heads = statements.heads(board.model, board.shown, board.now)
    return {
        "cards": [drawn[row.id] for row in rows],
        "heads": [_head(board, heads, stage) for stage in board.pipeline.stage_keys],
    }


def chips(board: Board) -> Mapping[str, int | None]:
    """How many of the records shown each quick filter would keep; None where not defined."""
    filters = {word: board.quick(word) for word in QUICK}
    counts = board.model._default_manager.filter(board.shown).aggregate(
        **{
            word: Count("pk", filter=condition)
            for word, condition in filters.items()
            if condition is not None
        }
    )
    return {word: counts.get(word) for word in QUICK}


def _head(board: Board, heads: Mapping[str, Head], stage: str) -> Json:
    head = heads.get(stage, Head())
    return {
        "stage": stage,
        "count": head.count,
        "amount": str(head.amount) if board.shows_amount else None,
        "mean_age_days": head.mean_age_days,
    }


def _place(row: Row) -> tuple[datetime | None, int]:
    return row.stage_entered_at, row.id


def _next(rows: Sequence[Row], limit: int) -> str | None:
    """The cursor behind a page of `limit`, when there is a row beyond it."""
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    assert last.stage_entered_at
    return pages.encode_cursor([last.stage_entered_at.isoformat(), last.id])


def _after(cursor: str, order: Sequence[str]) -> Q:
    try:
        text, record_id = pages.decode_cursor(cursor)
        entered_at = datetime.fromisoformat(text)
        beyond = "lt" if order[0].startswith("-") else "gt"
        return Q(**{f"stage_entered_at__{beyond}e": entered_at}) & (
            Q(**{f"stage_entered_at__{beyond}": entered_at}) | Q(**{f"id__{beyond}": record_id})
        )
    except (TypeError, ValueError):
        raise pages.BadCursor from None
