"""What changed between two blueprints, item by item, and the way back to a document.

An item is an attribute of a part, or a part that came or went. Its path names parts by key:
"pipelines.project_sales.stages.contract.expected_days". The order of a list is an item of its
own, at the list's path with "#order" behind it.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from zhudan.blueprint.check.structure import read
from zhudan.blueprint.document import Blueprint
from zhudan.kit.errors import Label
from zhudan.kit.language import LANGUAGES, pick

ORDER = "#order"


@dataclass(frozen=True)
class Change:
    """before, after: plain data, None where the item was not there. label: the parts on the way
    by their names, the attribute by its key."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any
    label: Label


def difference(old: Blueprint, new: Blueprint) -> list[Change]:
    """All changes from `old` to `new`, in the order of the document."""
    return list(_compare(_plain(old), _plain(new), _Way()))


def apply(document: Blueprint, changes: Sequence[Change]) -> Blueprint:
    """`document` with changes made to it; raises KeyError where a path leads nowhere, and
    BlueprintInvalid when the result is none."""
    raw = _plain(document)
    for change in changes:
        _make(raw, change)
    return read(raw)


@dataclass(frozen=True)
class _Way:
    """The path walked so far, and the names along it."""

    path: tuple[str, ...] = ()
    names: tuple[Label | str, ...] = ()

    def to(self, step: str, value: Any) -> "_Way":
        label = value.get("label") if isinstance(value, Mapping) else None
        # a list's own name ("stages") says nothing beside those of its parts
        names = self.names if isinstance(value, list) and _keys(value) else (*self.names, step)
        return _Way((*self.path, step), (*self.names, label) if label else names)

    def change(self, kind: Literal["added", "removed", "changed"], a: Any, b: Any) -> Change:
        label = {
            language: " › ".join(pick(name, language) for name in self.names)
            for language in LANGUAGES
        }
        return Change(".".join(self.path), kind, a, b, label)


def _plain(document: Blueprint) -> dict[str, Any]:
    """With defaults written out, so that an attribute is there on both sides."""
    return document.model_dump(mode="json", by_alias=True, exclude_none=True)


def _keys(value: Sequence[Any]) -> list[str] | None:
    """The keys of a list of parts; None for a list of anything else."""
    keys = [item.get("key") if isinstance(item, Mapping) else None for item in value]
    if any(not isinstance(key, str) for key in keys) or len(set(keys)) < len(keys):
        return None
    return [str(key) for key in keys]


def _inner(value: Any) -> bool:
    """Whether a mapping is walked into; labels, conditions and maps of paths are one value."""
    if not isinstance(value, Mapping):
        return False
    keys = set(value)
    condition = keys & {"all", "any", "not"} or {"field", "op"} <= keys
    return not (keys <= set(LANGUAGES) or condition or any("." in key for key in keys))


def _compare(old: Any, new: Any, way: _Way) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, list) and isinstance(new, list):
        before, after = _keys(old), _keys(new)
        if before is not None and after is not None:
            yield from _compare_parts(
                dict(zip(before, old, strict=True)), dict(zip(after, new, strict=True)), way
            )
            return
    elif _inner(old) and _inner(new):
        for step in dict.fromkeys([*old, *new]):
            yield from _compare_item(old, new, step, way)
        return
    yield way.change("changed", old, new)


def _compare_parts(old: dict[str, Any], new: dict[str, Any], way: _Way) -> Iterator[Change]:
    for step in dict.fromkeys([*old, *new]):
        yield from _compare_item(old, new, step, way)
    # additions are appended, so only another order than that needs saying
    if [key for key in old if key in new] + [key for key in new if key not in old] != list(new):
        yield way.to(ORDER, None).change("changed", list(old), list(new))


def _compare_item(
    old: Mapping[str, Any], new: Mapping[str, Any], step: str, way: _Way
) -> Iterator[Change]:
    here = way.to(step, new.get(step, old.get(step)))
    if step not in old:
        yield here.change("added", None, new[step])
    elif step not in new:
        yield here.change("removed", old[step], None)
    else:
        yield from _compare(old[step], new[step], here)


def _make(raw: Any, change: Change) -> None:
    *way, last = change.path.split(".")
    holder = raw
    for step in way:
        holder = _below(holder, step)
    if last == ORDER:
        holder.sort(key=lambda part: change.after.index(part["key"]))
    elif isinstance(holder, list):
        _make_part(holder, last, change)
    elif change.kind == "removed":
        del holder[last]
    else:
        holder[last] = copy.deepcopy(change.after)


def _make_part(parts: list[Any], key: str, change: Change) -> None:
    if change.kind == "added":
        parts.append(copy.deepcopy(change.after))
        return
    place = next((n for n, part in enumerate(parts) if part["key"] == key), None)
    if place is None:
        raise KeyError(change.path)
    if change.kind == "removed":
        del parts[place]
    else:
        parts[place] = copy.deepcopy(change.after)


def _below(holder: Any, step: str) -> Any:
    if isinstance(holder, list):
        for part in holder:
            if part["key"] == step:
                return part
        raise KeyError(step)
    return holder[step]
