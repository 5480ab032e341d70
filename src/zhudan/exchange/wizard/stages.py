"""Columns that say where a record stands, or on which days it came there."""

import re
from collections.abc import Sequence
from typing import Any

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.outcome import Outcome, Reason
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.blueprint.parts.stage import Stage
from zhudan.exchange.mapping import Dated, Meaning, Placing, Standing
from zhudan.exchange.values import fold
from zhudan.exchange.wizard import synonyms
from zhudan.exchange.wizard.facts import Column

_DAY = re.compile(r"(日期|时间|日|date|on|at)$")


def suggest(live: LiveBlueprint, table: str, columns: Sequence[Column]) -> dict[str, Any]:
    """{place} or {history} of a table mapping, or nothing."""
    pipeline = next(iter(live.document.pipelines_of(table)), None)
    if pipeline is None:
        return {}
    won = _won(pipeline, columns)
    dates = _dates(pipeline, [one for one in columns if one not in won])
    if dates and len(dates) + len(won) > 1:
        way = Dated(
            pipeline=pipeline.key,
            dates=dates,
            won_at=won[0].name if won else None,
            outcome=_meaning(columns, synonyms.OUTCOME, pipeline.outcomes),
            reason=_meaning(
                columns,
                synonyms.REASON,
                [reason for outcome in pipeline.outcomes for reason in outcome.reasons],
            ),
            closed_at=_called(columns, synonyms.CLOSED),
        )
        return {"history": way}
    for column in columns:
        if not column.colour and column.words and _says_stages(pipeline, column):
            values = _by_alias(pipeline, column)
            place = Placing(pipeline=pipeline.key, stage=column.name, values=values)
            return {"place": place}
    return {}


def _meaning(
    columns: Sequence[Column], names: Sequence[str], parts: Sequence[Outcome] | Sequence[Reason]
) -> Meaning | None:
    """A column called so, with the words that parts of a label mean, where only one has them."""
    name = _called(columns, names)
    if name is None:
        return None
    (column,) = [one for one in columns if one.name == name]
    values: dict[str, str] = {}
    for word in column.words:
        labels = {part.key: set(map(fold, part.label.values())) for part in parts}
        if any(fold(word) in told | {key} for key, told in labels.items()):
            continue
        meant = [
            key
            for key, told in labels.items()
            if len(word) > 1 and any(fold(word) in one or one in fold(word) for one in told)
        ]
        if not meant:
            kinds = [kind for kind, said in synonyms.ENDS.items() if fold(word) in said]
            meant = [part.key for part in parts if getattr(part, "kind", None) in kinds]
        if len(meant) == 1:
            values[word] = meant[0]
    return Meaning(column=name, values=values)


def _called(columns: Sequence[Column], names: Sequence[str]) -> str | None:
    folded = set(map(fold, names))
    for column in columns:
        if column.filled and synonyms.bare(column.name)[0] in folded:
            return column.name
    return None


def _says_stages(pipeline: Pipeline, column: Column) -> bool:
    """Half of what it says are stages; a column called "stage" needs one."""
    known = {name for stage in pipeline.stages for name in (*_labels(stage), *_aliases(stage))}
    hits = sum(fold(word) in known for word in column.words)
    named = synonyms.bare(column.name)[0] in map(fold, synonyms.STAGE)
    return hits > 0 if named else hits > 1 and hits * 2 >= len(column.words)


def _by_alias(pipeline: Pipeline, column: Column) -> dict[str, Standing]:
    return {
        word: Standing(stage=stage.key)
        for stage in pipeline.stages
        for word in column.words
        if fold(word) in _aliases(stage) and fold(word) not in _labels(stage)
    }


def _labels(stage: Stage) -> set[str]:
    return {fold(text) for text in (stage.key, *stage.label.values())}


def _aliases(stage: Stage) -> set[str]:
    return set(map(fold, stage.aliases))


def _won(pipeline: Pipeline, columns: Sequence[Column]) -> list[Column]:
    """The columns that say on which day it was won, the surest first. With that day the record
    leaves its stage, so it is not the day on which it entered one."""
    if all(one.kind != "won" for one in pipeline.outcomes):
        return []
    sure = {fold(name): place for place, name in enumerate(synonyms.WON)}
    found = [one for one in columns if _is_day(one) and _day_of(one) in sure]
    return sorted(found, key=lambda one: sure[_day_of(one)])


def _dates(pipeline: Pipeline, columns: Sequence[Column]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in columns:
        if not _is_day(column):
            continue
        name = _day_of(column)
        for stage in pipeline.stages:
            alike = name in _aliases(stage) or any(
                len(name) > 1 and (name in one or one in name) for one in _labels(stage)
            )
            if alike:
                if stage.key not in found.values():
                    found[column.name] = stage.key
                break
    return found


def _is_day(column: Column) -> bool:
    return column.likes.get("date", 0) >= 0.5


def _day_of(column: Column) -> str:
    """What the day is the day of: 签约日期 of 签约."""
    return _DAY.sub("", synonyms.bare(column.name)[0]).strip()
