"""How far somebody's rights reached when a file was written, and whether they still do."""

from collections.abc import Mapping, Sequence
from typing import Any

from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange.exporting.columns import Column
from zhudan.people.viewer import Viewer
from zhudan.records import access


def of(
    live: LiveBlueprint, viewer: Viewer, table: str, columns: Sequence[Column]
) -> dict[str, Any]:
    """{everything, owners, regions, clear, masked}: whose and where; keys of the columns that
    stand there in clear and masked. Plain data, to be kept beside the file."""
    sight, held = access.sight(live, viewer, table, "export"), access.rights(live, viewer)
    keys = [column.key for column in columns]
    clear = [key for key in keys if access.comparable(live, held, table, key)]
    return {
        "everything": sight.everything,
        "owners": sorted(sight.owners),
        "regions": sorted(sight.regions),
        "clear": clear,
        "masked": [key for key in keys if key not in clear],
    }


def is_held(live: LiveBlueprint, viewer: Viewer, table: str, then: Mapping[str, Any]) -> bool:
    """Whether the viewer could still export all that reached so far."""
    if table not in live.document.tables_by_key:
        return False
    now, held = access.sight(live, viewer, table, "export"), access.rights(live, viewer)
    if now.nothing:
        return False
    if not now.everything and (
        then["everything"]
        or not now.owners.issuperset(then["owners"])
        or not now.regions.issuperset(then["regions"])
    ):
        return False
    return all(
        access.exportable(live, held, table, key) for key in (*then["clear"], *then["masked"])
    ) and all(access.comparable(live, held, table, key) for key in then["clear"])
