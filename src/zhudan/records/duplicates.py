"""Is it there already? Judged by the table's rules, told within the viewer's rights.

A rule over a field that the viewer does not read in clear is not asked for him: the answer
would spell the field out. Of a record he may not see he is told its owner and its day, where it
is equal under a rule; a near name tells nothing of it, else a few syllables would list what
other regions have. Whom he was told of so is journaled, and there is a limit to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from zhudan import journal
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.fields import FieldError
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.duplicates import DuplicateRule, Level
from zhudan.journal.models import Event
from zhudan.kit.errors import Conflict, Forbidden, Refusal
from zhudan.people.viewer import Viewer
from zhudan.records import access, alike, likeness, match, writes
from zhudan.records.match import Found, Match, shown
from zhudan.records.tables import Row

HIDDEN_AN_HOUR = 60
HIDDEN_TOLD = "duplicate_hidden_told"
CONFIRMED = "duplicate_confirmed"


class Duplicate(Conflict):
    """extra: table, matches as `shown` tells them. Said again with a reason, the write goes on."""

    code = "duplicate"
    title = {
        "zh-CN": "可能重复：已有相同的“{table}”。如确需新建，请写明原因",
        "en": "There is the same “{table}” already; to go on, say why there must be another",
    }


class TooManyHidden(Refusal):
    status = 429
    code = "too_many_hidden"
    title = {
        "zh-CN": "一小时内查重涉及其他区域的记录太多，请稍后再试，或请主管代查",
        "en": "Too many checks met records of other regions within an hour; try again later, "
        "or ask your supervisor",
    }


def asked(
    viewer: Viewer, table: str, values: Mapping[str, object], *, except_id: int | None = None
) -> list[Match]:
    """What a form is told as it is filled. Forbidden for who may neither create nor edit there,
    TooManyHidden."""
    live = blueprint.current()
    access.require_table(live, viewer, table)
    rights = access.rights(live, viewer)
    if not rights.may_create(table) and rights.scope(table, "edit") == "none":
        raise Forbidden
    found = _matches(live, viewer, table, values, except_id)
    _note_hidden(viewer, [row for row, one in found if not one.seen])
    return [one for _, one in found]


def matches(
    live: LiveBlueprint,
    viewer: Viewer,
    table: str,
    values: Mapping[str, object],
    except_id: int | None = None,
) -> list[Match]:
    """Records that resemble one with these values (JSON), by all rules: each once under the
    strictest, those that block and those the viewer sees first."""
    return [one for _, one in _matches(live, viewer, table, values, except_id)]


def blocked(
    live: LiveBlueprint, viewer: Viewer, table: str, many: Sequence[Mapping[str, object]]
) -> list[list[Match]]:
    """For each of many records to be made, what stands in its way under the rules that block;
    three statements however many. The records among themselves are not compared: `marks`."""
    borne = marks(live, viewer, table, many)
    bearers = likeness.bearing({mark for one in borne for mark in one})
    told = match.told(live, viewer, table, {id_ for ids in bearers.values() for id_ in ids})
    answers: list[list[Match]] = []
    for rule_of in borne:
        found = [(rule, bearers.get(mark, ())) for mark, rule in rule_of.items()]
        answers.append([one for _, one in match.collect(live, viewer, told, found)])
    return answers


def marks(
    live: LiveBlueprint, viewer: Viewer, table: str, many: Sequence[Mapping[str, object]]
) -> list[dict[int, DuplicateRule]]:
    """What each of many records to be made is known by under the rules that block: two that
    share a mark stand in each other's way."""
    rules = _rules(live, viewer, table, "block")
    return [_exact(table, rules, _Canonical(live, table, values)) for values in many]


def guard(
    live: LiveBlueprint, row: Row, before: Row | None, *, viewer: Viewer, reason: str | None
) -> None:
    """After a record was written, in its transaction: refuse it as a Duplicate, or journal why
    it had to be. before: the record as it was; only what became a duplicate now counts."""
    rules = _rules(live, viewer, row.table_key, "block")
    if not rules:
        return
    borne = _exact(row.table_key, rules, row.value)
    if before is not None:
        known = _exact(row.table_key, rules, before.value)
        borne = {mark: rule for mark, rule in borne.items() if mark not in known}
    bearers = likeness.bearing(borne)
    ids = {id_ for found in bearers.values() for id_ in found} - {row.id}
    if not ids:
        return
    told = match.told(live, viewer, row.table_key, ids)
    found = match.collect(live, viewer, told, [(borne[mark], bearers[mark]) for mark in bearers])
    if not found:
        return
    said = (reason or "").strip()
    if not said:
        label = live.document.table(row.table_key).label
        shown_all = [shown(one) for _, one in found]
        raise Duplicate(
            params={"table": label}, extra={"table": row.table_key, "matches": shown_all}
        )
    data = {"note": said, "matches": [str(one.id) for one, _ in found]}
    writes.note(live, row, row, CONFIRMED, viewer.id, data)


def _matches(
    live: LiveBlueprint,
    viewer: Viewer,
    table: str,
    values: Mapping[str, object],
    except_id: int | None,
) -> Found:
    rules = _rules(live, viewer, table)
    canonical = _Canonical(live, table, values)
    borne = _exact(table, rules, canonical)
    bearers = likeness.bearing(borne)
    close = {
        rule: likeness.sharing(likeness.near(table, rule, canonical))
        for rule in rules
        if rule.match == "similar"
    }
    ids = {one for found in (*bearers.values(), *close.values()) for one in found} - {except_id}
    told = match.told(live, viewer, table, ids)
    near = [
        (rule, [one for one in found if one in told and _is_near(rule, told[one][0], canonical)])
        for rule, found in close.items()
    ]
    return match.collect(
        live, viewer, told, [*((borne[mark], bearers[mark]) for mark in bearers), *near]
    )


class _Canonical:
    """JSON values as a row would hold them; what a field does not take compares with nothing."""

    def __init__(self, live: LiveBlueprint, table: str, values: Mapping[str, object]) -> None:
        self._fields = live.document.table(table).fields_by_key
        self._values = values

    def __call__(self, key: str) -> Any:
        if key not in self._values:
            return None
        try:
            return self._fields[key].parse(self._values[key])
        except FieldError:
            return None


def _rules(
    live: LiveBlueprint, viewer: Viewer, table: str, level: Level | None = None
) -> list[DuplicateRule]:
    """The rules that may be asked for this viewer, those that block first."""
    rights = access.rights(live, viewer)
    found = [
        rule
        for rule in live.document.table(table).duplicates
        if level in (None, rule.level)
        and all(rights.may_compare(table, key) for key in rule.fields)
    ]
    return sorted(found, key=lambda rule: rule.level != "block")


def _exact(
    table: str, rules: Iterable[DuplicateRule], values: likeness.Values
) -> dict[int, DuplicateRule]:
    found: dict[int, DuplicateRule] = {}
    for rule in rules:
        for mark in likeness.exact(table, rule, values):
            found.setdefault(mark, rule)
    return found


def _is_near(rule: DuplicateRule, row: Row, values: likeness.Values) -> bool:
    ours = [alike.company(str(values(key) or "")) for key in rule.fields]
    theirs = [alike.company(str(row.value(key) or "")) for key in rule.fields]
    return any(
        one and other and alike.likeness(one, other) >= alike.NEAR
        for one in ours
        for other in theirs
    )


def _note_hidden(viewer: Viewer, rows: Sequence[Row]) -> None:
    """Journal of whom the viewer was told though he may not see them; each once an hour."""
    if not rows:
        return
    since = timezone.now() - timedelta(hours=1)
    told = Event.objects.filter(kind=HIDDEN_TOLD, actor_id=viewer.id, at__gte=since)
    known = {one for data in told.values_list("data", flat=True) for one in data["records"]}
    fresh = [str(row.id) for row in rows if str(row.id) not in known]
    if len(known) + len(fresh) > HIDDEN_AN_HOUR:
        raise TooManyHidden
    if fresh:
        data = {"records": fresh}
        journal.record(HIDDEN_TOLD, actor=viewer.id, table=rows[0].table_key, data=data)
