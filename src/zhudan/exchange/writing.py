"""The new records of a chunk, written in a handful of statements."""

from collections.abc import Sequence

from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange.chunk import Group, told
from zhudan.exchange.planning import Plan
from zhudan.flow import bringing
from zhudan.flow.bringing import Brought
from zhudan.kit.errors import Refusal
from zhudan.people.viewer import Viewer
from zhudan.records.bulk import Entry
from zhudan.records.tables import Row


def create(
    live: LiveBlueprint, plan: Plan, groups: Sequence[Group], *, viewer: Viewer
) -> list[Row | Refusal]:
    """For each group its record, or why it does not come to be."""
    made: dict[int, Row | Refusal] = {}
    fresh = [(at, one) for at, one in enumerate(groups) if one.prepared.way is None]
    gone = [(at, one) for at, one in enumerate(groups) if one.prepared.way is not None]
    if fresh:
        entries = [_entry(one) for _, one in fresh]
        answers = bringing.register_many(live, plan.table, entries, viewer=viewer)
        made |= dict(zip([at for at, _ in fresh], answers, strict=True))
    if gone:
        pipeline = plan.reader.pipeline
        answers = bringing.bring_many(
            live,
            plan.table,
            [_brought(one) for _, one in gone],
            viewer=viewer,
            pipeline=pipeline.key if pipeline else None,
        )
        made |= dict(zip([at for at, _ in gone], answers, strict=True))
    return [made[at] for at in range(len(groups))]


def _entry(group: Group) -> Entry:
    return Entry(told(group.values), owner=group.owner, created_at=group.prepared.registered_at)


def _brought(group: Group) -> Brought:
    way = group.prepared.way
    assert way is not None
    return Brought(_entry(group), way.stays, way.outcome)
