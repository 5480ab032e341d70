"""Lists: filtered, sorted and cut into pages, within somebody's rights.

A page continues where the last one stopped by the values it stopped at, so rows that come and
go meanwhile neither repeat nor hide others. Empty values come last, whichever way the list is
sorted: first the rows that have the first sort key, then, as a second segment, those without.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.role import Verb
from zhudan.blueprint.parts.view import View
from zhudan.kit import conditions, pages
from zhudan.kit.conditions import ConditionRefused
from zhudan.kit.errors import NotFound
from zhudan.people.viewer import Viewer
from zhudan.records import access, search, tables
from zhudan.records.conditions import matching
from zhudan.records.sorting import SortKey, keys_of
from zhudan.records.tables import Row

DEFAULT_SORT = ("-updated_at",)


class UnknownView(NotFound):
    code = "unknown_view"
    title = {"zh-CN": "没有视图“{view}”", "en": 'There is no view "{view}"'}


def parse_filter(text: str | None) -> Mapping[str, Any] | None:
    """A condition from a query string; its shape is judged where it is used."""
    if not text:
        return None
    try:
        raw = json.loads(text)
    except RecursionError:
        conditions.check(_too_deep())
    except ValueError:
        raise ConditionRefused(
            params={"reason": {"zh-CN": "不是正确的 JSON", "en": "this is not valid JSON"}}
        ) from None
    conditions.check(raw)
    checked: Mapping[str, Any] = raw
    return checked


def page(
    live: LiveBlueprint,
    viewer: Viewer,
    table: str,
    *,
    filter: Mapping[str, Any] | None = None,  # noqa: A002  the API's word
    sort: Sequence[str] = (),
    q: str = "",
    view: str | None = None,
    cursor: str | None = None,
    limit: int = pages.LIMIT,
    within: Q | None = None,
) -> tuple[list[Row], str | None]:
    """A page of rows and the cursor of the next, None after the last.

    sort: keys of fields or engine fields, `-` before one for descending. view: its filter
    holds besides, its sort unless another is asked for. within: nothing outside it. NotFound,
    Forbidden, FieldNotReadable, ConditionRefused, UnknownView, NotSortable, BadCursor.
    """
    access.require_table(live, viewer, table)
    chosen = _view(live, viewer, table, view)
    wanted = sort or (chosen.sort if chosen else ()) or DEFAULT_SORT
    keys = keys_of(live, viewer, table, wanted)
    rows = _matching(live, viewer, table, filter, chosen, q).filter(within or Q())
    return _cut(rows.annotate(**annotations(keys)), keys, cursor, limit)


def count(
    live: LiveBlueprint,
    viewer: Viewer,
    table: str,
    *,
    filter: Mapping[str, Any] | None = None,  # noqa: A002  the API's word
    q: str = "",
    within: Q | None = None,
) -> int:
    """How many rows all pages have together."""
    access.require_table(live, viewer, table)
    return _matching(live, viewer, table, filter, None, q).filter(within or Q()).count()


def every(
    live: LiveBlueprint,
    viewer: Viewer,
    table: str,
    *,
    verb: Verb,
    filter: Mapping[str, Any] | None = None,  # noqa: A002  the API's word
    sort: Sequence[str] = (),
    q: str = "",
    view: str | None = None,
) -> "QuerySet[Row]":
    """The rows that `page` goes through, in its order, as far as the viewer may do `verb` to
    them. Raises what `page` does."""
    access.require_table(live, viewer, table)
    chosen = _view(live, viewer, table, view)
    keys = keys_of(live, viewer, table, sort or (chosen.sort if chosen else ()) or DEFAULT_SORT)
    rows = _matching(live, viewer, table, filter, chosen, q, verb)
    order = [_by(key, filled=not key.may_be_empty) for key in keys]
    found: QuerySet[Row] = rows.annotate(**annotations(keys)).order_by(*order, _last(keys[0]))
    return found


def matching_text(live: LiveBlueprint, viewer: Viewer, table: str, text: str) -> Q:
    """The records of a table that a question finds through fields the viewer reads in clear."""
    return search.within(live, viewer, table, text)


def annotations(keys: Sequence[SortKey]) -> dict[str, Any]:
    return {key.name: key.expression for key in keys if key.expression is not None}


def _matching(
    live: LiveBlueprint,
    viewer: Viewer,
    table: str,
    asked: Mapping[str, Any] | None,
    view: View | None,
    q: str,
    verb: Verb = "read",
) -> "QuerySet[Row]":
    today = timezone.now().astimezone(live.document.settings.timezone).date()
    rows: QuerySet[Row] = tables.model(live, table).objects.filter(
        access.visible(live, viewer, table, verb)
    )
    for condition in (asked, view.filter if view else None):
        if condition:
            access.require_readable(live, viewer, table, conditions.fields_of(condition))
            rows = rows.filter(matching(live, table, condition, today, viewer.id))
    if q.strip():
        rows = rows.filter(matching_text(live, viewer, table, q))
    return rows


def _view(live: LiveBlueprint, viewer: Viewer, table: str, key: str | None) -> View | None:
    if not key:
        return None
    view = live.document.table(table).views_by_key.get(key)
    if view is None or (view.roles and not set(view.roles) & set(viewer.roles)):
        raise UnknownView(params={"view": key[:40]})
    return view


def _cut(
    rows: "QuerySet[Row]", keys: Sequence[SortKey], cursor: str | None, limit: int
) -> tuple[list[Row], str | None]:
    mark = ",".join(key.said for key in keys)
    stopped = _read_cursor(cursor, mark, keys) if cursor else None
    found: list[Row] = []
    first = keys[0]
    for empty in (False, True) if first.may_be_empty else (False,):
        if stopped and (stopped.values[0] is None) != empty:
            if empty:  # the cursor stands in the first segment: the second is still whole
                stopped_here = None
            else:
                continue
        else:
            stopped_here = stopped
        segment = rows.filter(**{f"{first.name}__isnull": empty}) if first.may_be_empty else rows
        order = keys[1:] if empty else keys
        if stopped_here:
            values = stopped_here.values[1:] if empty else stopped_here.values
            beyond = _beyond(order, values, stopped_here.id, first, leading=not empty)
            segment = segment.filter(beyond)
        segment = segment.order_by(*_order(order, first))
        found.extend(segment[: limit + 1 - len(found)])
        if len(found) > limit:
            last = found[limit - 1]
            return found[:limit], _write_cursor(mark, keys, last)
    return found, None


@dataclass(frozen=True)
class _Stopped:
    values: Sequence[Any]
    id: int


def _order(keys: Sequence[SortKey], first: SortKey) -> list[Any]:
    """The first key is never empty in its segment, so that an index gives its order."""
    order = [_by(key, filled=key is first or not key.may_be_empty) for key in keys]
    return [*order, _last(first)]


def _by(key: SortKey, *, filled: bool) -> Any:
    by, last = F(key.name), None if filled else True
    return by.desc(nulls_last=last) if key.descending else by.asc(nulls_last=last)


def _last(first: SortKey) -> str:
    """What decides among rows that are equal in every key."""
    return "-id" if first.descending else "id"


def _beyond(
    keys: Sequence[SortKey],
    values: Sequence[Any],
    last_id: int,
    first: SortKey,
    *,
    leading: bool,
) -> Q:
    """What comes after a row that has these values and this id. leading: the first of `keys` is
    filled in all rows, and said so that an index can start right there."""
    beyond = Q(**{"id__lt" if first.descending else "id__gt": last_id})
    for place, (key, value) in reversed(list(enumerate(zip(keys, values, strict=True)))):
        if value is None:
            beyond = Q(**{f"{key.name}__isnull": True}) & beyond
            continue
        way = f"{key.name}__{'lt' if key.descending else 'gt'}"
        if leading and place == 0:
            beyond = Q(**{f"{way}e": value}) & (Q(**{way: value}) | beyond)
            continue
        beyond = Q(**{way: value}) | (Q(**{key.name: value}) & beyond)
        if key.may_be_empty:
            beyond |= Q(**{f"{key.name}__isnull": True})
    return beyond


def _write_cursor(mark: str, keys: Sequence[SortKey], row: Row) -> str:
    values = [getattr(row, key.name) for key in keys]
    plain = [one.isoformat() if isinstance(one, date) else one for one in values]
    return pages.encode_cursor([mark, *plain, row.id])


def _read_cursor(cursor: str, mark: str, keys: Sequence[SortKey]) -> _Stopped:
    said = pages.decode_cursor(cursor)
    if len(said) != len(keys) + 2 or said[0] != mark or not _whole(said[-1]):
        raise pages.BadCursor
    values = [_typed(key, value) for key, value in zip(keys, said[1:-1], strict=True)]
    return _Stopped(values, said[-1])


def _typed(key: SortKey, value: Any) -> Any:
    if value is None and key.may_be_empty:
        return None
    try:
        if key.type in ("date", "datetime") and isinstance(value, str):
            if key.type == "date":
                return date.fromisoformat(value)
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else _refuse()
        if key.type == "text" and isinstance(value, str) and "\0" not in value:
            return value
        if key.type == "bool" and isinstance(value, bool):
            return value
        if key.type == "bigint" and _whole(value):
            return value
    except ValueError:
        pass
    raise pages.BadCursor


def _refuse() -> Any:
    raise pages.BadCursor


def _whole(value: Any) -> bool:
    return type(value) is int and abs(value) < 2**63


def _too_deep() -> dict[str, Any]:
    tree: dict[str, Any] = {"all": []}
    for _ in range(conditions.MAX_DEPTH + 1):
        tree = {"not": tree}
    return tree
