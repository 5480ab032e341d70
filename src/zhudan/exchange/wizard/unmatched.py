"""What cells say that nothing is called: options, people, regions, records, stages, reasons."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.fields.choice import Option, WithOptions
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.outcome import Outcome, Reason
from zhudan.blueprint.parts.stage import Stage
from zhudan.exchange import fitting
from zhudan.exchange.mapping import OWNER, TableMapping
from zhudan.exchange.mapping import Mapping as Mapped
from zhudan.exchange.pointers import Pointers
from zhudan.exchange.sheet import Sheet
from zhudan.exchange.values import BETWEEN, fold, shown
from zhudan.exchange.wizard.guessing import Guesser
from zhudan.kit.language import pick
from zhudan.people import directory
from zhudan.people.viewer import Viewer

_MOST = 500
_GUESSED = 200
_COUNTED = 50_000


@dataclass
class _Watched:
    """A column whose cells must name something that is known. names: every spelling -> the name
    in the viewer's language."""

    column: str
    table: str
    field: str
    kind: str
    knows: Callable[[str], bool]
    names: Callable[[], Mapping[str, str]]
    creatable: bool = False
    several: bool = False


def find(live: LiveBlueprint, viewer: Viewer, sheet: Sheet, mapping: Mapped) -> dict[str, Any]:
    """{unmatched, unmatched_rows}: the unmatched cells of a mapping without structural mistakes,
    the commonest first, and in how many rows of the file there is any."""
    pointers = Pointers(live, viewer)
    watched = [
        one
        for table in mapping.tables
        if table.table in live.document.tables_by_key
        for one in _watched(live, viewer, table, mapping, pointers)
        if one.column in sheet.header
    ]
    told: list[dict[str, Any]] = []
    if not watched:
        return {"unmatched": told, "unmatched_rows": 0}
    counts, rows_touched = _count(sheet, watched)
    for one, found in zip(watched, counts, strict=True):
        missing = found.most_common()
        guesser = Guesser(one.names()) if missing else None
        for place, (text, rows) in enumerate(missing[:_MOST]):
            guess = guesser.guess(text) if guesser and place < _GUESSED else None
            told.append(
                {
                    "column": one.column,
                    "table": one.table,
                    "field": one.field,
                    "kind": one.kind,
                    "value": text,
                    "rows": rows,
                    "guess": guess,
                    "creatable": one.creatable,
                }
            )
    return {"unmatched": told[: _MOST * 2], "unmatched_rows": rows_touched}


def _count(sheet: Sheet, watched: list[_Watched]) -> tuple[list[Counter[str]], int]:
    """The unknown words of each column with their rows; the rows with any of them."""
    counts = [Counter[str]() for _ in watched]
    knowing = [lru_cache(_COUNTED)(one.knows) for one in watched]
    touched = 0
    places = [sheet.header.index(one.column) for one in watched]
    for row in sheet.rows:
        whole = True
        for one, place, count, knows in zip(watched, places, counts, knowing, strict=True):
            cell = row.cells[place]
            if cell is None:
                continue
            text = shown(cell).strip()
            parts = BETWEEN.split(text) if one.several else [text]
            for part in parts:
                word = part.strip()
                if not word or knows(word):
                    continue
                whole = False
                if len(count) < _COUNTED or word in count:
                    count[word] += 1
        touched += not whole
    return counts, touched


def _watched(
    live: LiveBlueprint,
    viewer: Viewer,
    table: TableMapping,
    mapping: Mapped,
    pointers: Pointers,
) -> Iterable[_Watched]:
    part = live.document.table(table.table)
    for name, column in table.columns.items():
        replaced = {fold(cell) for cell in column.values}
        field = part.fields_by_key.get(column.field)
        if column.field == OWNER:
            yield _Watched(name, part.key, OWNER, "user", _users(pointers, replaced), _people)
        elif field is not None:
            created = mapping.create.get(f"{part.key}.{field.key}", False)
            yield from _of_field(
                live, viewer, name, part.key, field, column.lookup, replaced, created, pointers
            )
    yield from _of_way(live, table)


def _of_field(
    live: LiveBlueprint,
    viewer: Viewer,
    name: str,
    table: str,
    field: FieldKind,
    lookup: str | None,
    replaced: set[str],
    created: bool,
    pointers: Pointers,
) -> Iterable[_Watched]:
    if isinstance(field, WithOptions):
        labels = {fold(text) for one in field.options for text in (one.key, *one.label.values())}
        yield _Watched(
            name,
            table,
            field.key,
            "choice",
            lambda text: fold(text) in labels | replaced,
            lambda: _spellings(one for one in field.options if not one.retired),
            several=field.kind == "choices",
        )
    elif field.kind == "user":
        yield _Watched(name, table, field.key, "user", _users(pointers, replaced), _people)
    elif field.kind == "region":
        yield _Watched(
            name,
            table,
            field.key,
            "region",
            lambda text: fold(text) in replaced or pointers.knows_region(text),
            lambda: _plain(place.name for place in directory.current().places.values()),
        )
    elif isinstance(field, ReferenceField) and not created:
        target, by = field.table, lookup or "title"
        yield _Watched(
            name,
            table,
            field.key,
            "reference",
            lambda text: fold(text) in replaced or fold(text) in pointers.of(target, by),
            lambda: _plain(pointers.of(target, by)),
            creatable=lookup is None and fitting.creatable(live, viewer, target),
        )


def _users(pointers: Pointers, replaced: set[str]) -> Callable[[str], bool]:
    return lambda text: fold(text) in replaced or pointers.knows_user(text)


def _people() -> dict[str, str]:
    return _plain(one.name for one in directory.current().people.values() if one.is_active)


def _plain(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in names}


def _spellings(parts: Iterable[Option | Stage | Outcome | Reason]) -> dict[str, str]:
    """A ledger is seldom kept in the language of the screen: labels in all of them, keys too."""
    return {
        text: pick(one.label)
        for one in parts
        for text in (*one.label.values(), one.key, *(one.aliases if isinstance(one, Stage) else ()))
    }


def _of_way(live: LiveBlueprint, table: TableMapping) -> Iterable[_Watched]:
    pipeline = fitting.pipeline_of(live.document, table)
    if pipeline is None:
        return
    if table.place is not None:
        known = {fold(name) for name in table.place.values} | {
            fold(text) for one in pipeline.stages for text in (one.key, *one.label.values())
        }
        yield _Watched(
            table.place.stage,
            table.table,
            "stage",
            "stage",
            lambda text: fold(text) in known,
            lambda: _spellings(pipeline.stages),
        )
    told = table.history
    reasons = [reason for one in pipeline.outcomes for reason in one.reasons]
    for field, kind, meaning, parts in (
        ("outcome", "outcome", told and told.outcome, pipeline.outcomes),
        ("reason", "reason", told and told.reason, reasons),
    ):
        if not meaning:
            continue
        said = {fold(one) for one in meaning.values} | {
            fold(text) for one in parts for text in (one.key, *one.label.values())
        }
        labels = _spellings(parts)
        yield _Watched(
            meaning.column,
            table.table,
            field,
            kind,
            lambda text, said=said: fold(text) in said,  # type: ignore[misc]
            lambda labels=labels: labels,  # type: ignore[misc]
        )
