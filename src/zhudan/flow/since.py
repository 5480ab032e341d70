"""When each stage and gate item was brought in, and for which records under way."""

from collections.abc import Mapping

from zhudan.blueprint import revisions
from zhudan.blueprint.live import LiveBlueprint
from zhudan.flow.paths import Since

# A stage is known as (stage, None), an item of its gate as (stage, item).
Point = tuple[str, str | None]

_known: dict[object, Mapping[str, Mapping[Point, Since]]] = {}


def introductions(live: LiveBlueprint, pipeline: str) -> Mapping[Point, Since]:
    """The stages and gate items that a publish brought into a pipeline already in use.

    What was there from the pipeline's beginning is missing; what was removed and came back
    counts from its last coming. The items of a new stage came with the stage and are missing.
    """
    key = (live.number, live.digest, live.published_at)
    if key not in _known:
        _known.clear()
        _known[key] = _read(revisions.history(live))
    return _known[key].get(pipeline, {})


def _read(history: tuple[revisions.Published, ...]) -> Mapping[str, Mapping[Point, Since]]:
    found: dict[str, dict[Point, Since]] = {}
    before: Mapping[str, set[Point]] = {}
    for publish in history:
        points = {key: _points(gates) for key, gates in publish.gates.items()}
        for pipeline, now in points.items():
            old = before.get(pipeline, now)
            since = Since(publish.at, publish.policy)
            came = {
                (stage, item): since
                for stage, item in now - old
                if item is None or (stage, None) in old
            }
            kept = found.get(pipeline, {})
            found[pipeline] = {point: kept[point] for point in kept if point in now} | came
        before = points
    return found


def _points(gates: Mapping[str, tuple[str, ...]]) -> set[Point]:
    return {(stage, item) for stage, items in gates.items() for item in (None, *items)}
