"""A record before it is kept: its row with everything computed, and nothing written yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zhudan.blueprint.live import LiveBlueprint
from zhudan.kit.errors import Forbidden, Invalid
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access, computed, tables
from zhudan.records.dual import put_older
from zhudan.records.pinyin import sort_key
from zhudan.records.tables import Row

_NO_PERSON = {"zh-CN": "没有这位同事，或已离职", "en": "There is no such active person"}


def owner_of(live: LiveBlueprint, viewer: Viewer, table: str, owner: int | None) -> int:
    """Whose a new record will be: the viewer's, or with the right `assign` another's; Forbidden
    also where the viewer may not create."""
    rights = access.rights(live, viewer)
    owner_id = viewer.id if owner is None else owner
    if not rights.may_create(table):
        raise Forbidden
    if owner_id != viewer.id and rights.scope(table, "assign") == "none":
        raise Forbidden
    return owner_id


def draft(
    live: LiveBlueprint,
    table: str,
    canonical: Mapping[str, Any],
    *,
    viewer: Viewer,
    owner: int,
    region: int | None,
    created_at: datetime | None,
    now: datetime,
    engine: Mapping[str, Any],
) -> Row:
    """A new row with its values; `complete` does the rest once its numbers are given. Invalid
    where the owner is nobody active."""
    columns = {
        "title": "",
        "title_key": "",
        "owner_id": owner,
        "region_id": active(owner).region_id if region is None else region,
        "version": 1,
        "created_at": created_at or now,
        "updated_at": now,
        "created_by_id": viewer.id,
        **engine,
    }
    row = tables.model(live, table)(**columns)
    for key, value in canonical.items():
        row.put(key, value)
    return row


def complete(live: LiveBlueprint, row: Row, canonical: Mapping[str, Any]) -> None:
    """What follows from a new row's values and numbers."""
    computed.put_first_rollups(live, row)
    computed.put_formulas(live, row)
    copy_to_engine(live, row)
    put_older(live, row, canonical)


def copy_to_engine(live: LiveBlueprint, row: Row) -> dict[str, Any]:
    """The title and the pipeline's amount follow the fields they are copies of; returns
    {column: stored value}."""
    part = live.document.table(row.table_key)
    title = str(row.value(part.title) or "")
    copies: dict[str, Any] = {}
    if title != row.title or not row.title_key:
        copies |= {"title": title, "title_key": sort_key(title)}
    pipeline = live.document.pipelines_by_key.get(row.pipeline or "")
    if pipeline is not None and pipeline.amount:
        amount = row.value(pipeline.amount)
        copies["amount"] = None if amount is None else int(amount.scaleb(2))
    row.__dict__.update(copies)
    return copies


def active(user_id: int) -> directory.Person:
    """Invalid for nobody active."""
    person = directory.current().user(user_id)
    if person is None or not person.is_active:
        raise Invalid.field("owner", "no_such_user", _NO_PERSON)
    return person
