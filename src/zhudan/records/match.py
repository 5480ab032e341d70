"""What somebody is told of a record that may be the same as his."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.duplicates import DuplicateRule, Level
from zhudan.kit.errors import Label
from zhudan.kit.language import pick
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables
from zhudan.records.tables import Row

Json = dict[str, Any]

MOST = 12
_WHY: Mapping[str, Label] = {
    "company": {"zh-CN": "单位名称相同", "en": "Same company name"},
    "similar": {"zh-CN": "名称相近或读音相同", "en": "The name is close, or sounds the same"},
    "phone": {"zh-CN": "电话号码相同", "en": "Same phone number"},
    "same": {"zh-CN": "{fields}都相同，可能撞单", "en": "Same {fields}"},
}


@dataclass(frozen=True)
class Match:
    """A record that may be the same. seen False: record_id and title are None."""

    level: Level
    rule: str
    fields: tuple[str, ...]
    why: Label
    table: str
    record_id: int | None
    title: str | None
    owner_id: int | None
    created_on: date
    seen: bool


def shown(match: Match) -> Json:
    """A match as the API tells it."""
    owner = directory.current().user(match.owner_id)
    return {
        "level": match.level,
        "rule": match.rule,
        "fields": list(match.fields),
        "why": pick(match.why),
        "table": match.table,
        "id": None if match.record_id is None else str(match.record_id),
        "title": match.title,
        "owner": {"name": owner.name} if owner else None,
        "created_on": match.created_on,
        "seen": match.seen,
    }


Found = list[tuple[Row, Match]]
Known = dict[int, tuple[Row, bool]]
# rule, and the ids of the records found by it
Asked = Iterable[tuple[DuplicateRule, Collection[int]]]


def told(live: LiveBlueprint, viewer: Viewer, table: str, ids: Collection[int]) -> Known:
    """The records by id, but those in the bin, and whether the viewer sees them."""
    if not ids:
        return {}
    rows = list(tables.model(live, table).objects.filter(id__in=ids, deleted_at=None))
    reach = access.sight(live, viewer, table)
    unsure = {
        row.id
        for row in rows
        if reach.involved is not None and not reach.covers(row.owner_id, row.region_id, False)
    }
    involved = access.involved_in(viewer.id, unsure) if unsure else set()
    return {row.id: (row, access.covers(reach, row, involved)) for row in rows}


def collect(live: LiveBlueprint, viewer: Viewer, known: Known, found: Asked) -> Found:
    """Each record once under the strictest rule; those that block and those seen first."""
    matched: dict[int, tuple[Row, Match]] = {}
    for rule, ids in sorted(found, key=lambda one: one[0].level != "block"):
        for record_id in ids:
            if record_id not in known or record_id in matched:
                continue
            row, seen = known[record_id]
            if seen or rule.match != "similar":
                matched[record_id] = (row, _match(live, viewer, rule, row, seen))
    ranked = sorted(
        matched.values(),
        key=lambda one: (one[1].level != "block", not one[1].seen, -one[0].created_at.timestamp()),
    )
    return ranked[:MOST]


def _match(live: LiveBlueprint, viewer: Viewer, rule: DuplicateRule, row: Row, seen: bool) -> Match:
    part = live.document.table(row.table_key)
    names = [part.field(key).label for key in rule.fields]
    why = {
        language: text.format(
            fields=("、" if language == "zh-CN" else " and ").join(
                pick(name, language) for name in names
            )
        )
        for language, text in _WHY[rule.match].items()
    }
    named = access.comparable(live, access.rights(live, viewer), row.table_key, "title")
    zone = live.document.settings.timezone
    return Match(
        level=rule.level,
        rule=rule.key,
        fields=rule.fields,
        why=why,
        table=row.table_key,
        record_id=row.id if seen else None,
        title=row.title if seen and named else None,
        owner_id=row.owner_id,
        created_on=row.created_at.astimezone(zone).date(),
        seen=seen,
    )
