"""Conditions inside the blueprint, told as problems of their place."""

from collections.abc import Iterator, Mapping
from typing import Any

from zhudan.blueprint.check.problem import Problem, error
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.engine import ENGINE_FIELDS
from zhudan.kit import conditions

# what a record's own course changes; a path that asked for it would turn under its feet
_COURSE = frozenset(key for key, field in ENGINE_FIELDS.items() if field.flow) - {"amount"}


def judge_condition(
    document: Blueprint, table: str, raw: Mapping[str, Any] | None, path: str
) -> Iterator[Problem]:
    """A condition over a table that anybody may look at: views, visibility."""
    if raw is None or table not in document.tables_by_key:
        return
    for wrong in conditions.problems(raw, document.field_types(table)):
        place = f"{path}.{wrong.path}" if wrong.path else path
        yield Problem(place, wrong.message)


def judge_lasting(
    document: Blueprint, table: str, raw: Mapping[str, Any] | None, path: str
) -> Iterator[Problem]:
    """A condition whose answer must not depend on who looks: gates, stages."""
    yield from judge_condition(document, table, raw, path)
    if raw is not None and any(_says(leaf, "me") for leaf in conditions.comparisons(raw)):
        yield error(
            path,
            "这里的条件不能用“我”，因为它对每个人都要一样",
            'This condition cannot say "me": it must mean the same to everybody',
        )


def judge_stored(
    document: Blueprint, table: str, raw: Mapping[str, Any] | None, path: str
) -> Iterator[Problem]:
    """A condition whose answer is kept: rollups."""
    yield from judge_lasting(document, table, raw, path)
    if raw is not None and any(_says(leaf, "today") for leaf in conditions.comparisons(raw)):
        yield error(
            path,
            "汇总的条件不能用“今天”，因为汇总值不会每天重算",
            'A rollup\'s condition cannot say "today": it is not computed anew every day',
        )


def judge_path(
    document: Blueprint, table: str, raw: Mapping[str, Any] | None, path: str
) -> Iterator[Problem]:
    """A condition that decides which stages are on a record's path."""
    yield from judge_lasting(document, table, raw, path)
    course = conditions.fields_of(raw) & _COURSE if raw is not None else ()
    for key in sorted(course):
        yield error(
            path,
            f"“{key}”会随推进而变化，不能用来决定记录要不要经过这个阶段",
            f'"{key}" changes as the record moves on; it cannot decide whether a stage applies',
        )


def _says(leaf: Mapping[str, Any], word: str) -> bool:
    value = leaf.get("value")
    several = value if isinstance(value, list | tuple) else [value]
    return any(isinstance(one, Mapping) and word in one for one in several)
