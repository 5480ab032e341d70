"""The tree of regions, changed by somebody who may administer."""

from typing import Any

from django.db import transaction

from zhudan import journal
from zhudan.blueprint import live as blueprint
from zhudan.people import regions, users
from zhudan.people.models import Region
from zhudan.people.viewer import Viewer
from zhudan.records import tables


@transaction.atomic
def add(name: str, parent: int | None, *, viewer: Viewer) -> Region:
    users.hold()
    region = regions.add(name, parent=regions.get(parent) if parent is not None else None)
    told = {"region": region.id, "name": region.name, "parent": parent}
    journal.record("region_added", actor=viewer.id, data=told)
    return region


@transaction.atomic
def change(region_id: int, changes: dict[str, Any], *, viewer: Viewer) -> Region:
    """changes: name, parent (an id, or None for the top), or both."""
    users.hold()
    region = regions.get(region_id)
    before = {"name": region.name, "parent": region.parent_id}
    after = {**before, **changes}
    if after == before:
        return region
    parent = regions.get(after["parent"]) if after["parent"] is not None else None
    regions.change(region, name=after["name"], parent=parent)
    told = {"region": region.id, "before": before, "after": {**after, "name": region.name}}
    journal.record("region_changed", actor=viewer.id, data=told)
    return region


@transaction.atomic
def remove(region_id: int, *, viewer: Viewer) -> None:
    """RegionInUse while regions, people or records, binned ones too, are in it."""
    live = blueprint.hold()
    users.hold()
    region = regions.get(region_id)
    told = {"region": region.id, "name": region.name}
    regions.remove(
        region,
        records=sum(
            tables.model(live, table.key).objects.filter(region_id=region_id).count()
            for table in live.document.tables
        ),
    )
    journal.record("region_removed", actor=viewer.id, data=told)
