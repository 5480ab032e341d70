"""What somebody asks for, and what of it may leave."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.db.models import QuerySet

from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange.exporting import columns, words
from zhudan.exchange.exporting.columns import Columns
from zhudan.exchange.exporting.narrowed import FIGURE, Narrowed, Narrowings
from zhudan.exchange.exporting.refusals import NO_ROWS_OF_TABLE, MayNotExport
from zhudan.kit import conditions, language
from zhudan.kit.errors import Invalid, Label
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer
from zhudan.records import access, query
from zhudan.records.tables import Row

Format = Literal["xlsx", "csv"]


@dataclass(frozen=True)
class Asked:
    """A list as its viewer has it before him. columns None: all there are. sort: `-amount,title`.
    figure: the token of a figure whose records they are. language: of header and values."""

    table: str
    format: Format
    filter: Mapping[str, Any] | None = None
    sort: str = ""
    q: str = ""
    view: str | None = None
    columns: Sequence[str] | None = None
    figure: str | None = None
    language: str = language.DEFAULT

    def kept(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Leaving:
    """What of a list may leave, in the viewer's language: which rows, and what of each.

    about: (label, text) of all that says what the list is.
    """

    table: str
    rows: "QuerySet[Row]"
    columns: Columns
    about: tuple[tuple[str, str], ...]


def judge(live: LiveBlueprint, viewer: Viewer, asked: Asked, narrowings: Narrowings) -> Leaving:
    """MayNotExport and NothingToExport, and whatever the list itself or the narrowing refuses."""
    access.require_table(live, viewer, asked.table)
    table = pick(live.document.table(asked.table).label)
    if access.rights(live, viewer).scope(asked.table, "export") == "none":
        raise MayNotExport(params={"table": table})
    if asked.filter is not None:
        conditions.check(asked.filter)
    narrowed = _narrowed(live, viewer, asked, narrowings)
    rows = query.every(
        live,
        viewer,
        asked.table,
        verb="export",
        filter=asked.filter,
        sort=[word for word in asked.sort.split(",") if word],
        q=asked.q,
        view=asked.view,
    )
    if narrowed:
        rows = rows.filter(narrowed.within)
    taken = columns.columns_of(live, viewer, asked.table, asked.columns)
    return Leaving(table, rows, taken, _about(live, viewer, asked, narrowed))


def _narrowed(
    live: LiveBlueprint, viewer: Viewer, asked: Asked, narrowings: Narrowings
) -> Narrowed | None:
    if asked.figure is None:
        return None
    found = narrowings[FIGURE](live, viewer, asked.figure)
    if found.table != asked.table:
        raise Invalid.field(FIGURE, "other_table", NO_ROWS_OF_TABLE)
    return found


def _about(
    live: LiveBlueprint, viewer: Viewer, asked: Asked, narrowed: Narrowed | None
) -> tuple[tuple[str, str], ...]:
    besides = pick(narrowed.title) if narrowed else ""
    view = live.document.table(asked.table).views_by_key.get(asked.view or "")
    told = (
        (_TABLE, pick(live.document.table(asked.table).label)),
        (_VIEW, pick(view.label) if view else ""),
        (_FILTER, words.said(live, viewer, asked.table, asked.filter, besides=besides)),
        (_SEARCH, asked.q.strip()),
    )
    return tuple((pick(label), text) for label, text in told if text)


_TABLE: Label = {"zh-CN": "数据表", "en": "Table"}
_VIEW: Label = {"zh-CN": "视图", "en": "View"}
_FILTER: Label = {"zh-CN": "筛选", "en": "Filter"}
_SEARCH: Label = {"zh-CN": "搜索", "en": "Search"}
