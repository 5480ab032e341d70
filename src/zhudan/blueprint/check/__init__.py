"""Checking a blueprint: every error at once, each with its place, in words for the people who
design processes. Structure was judged when the document was read; this judges whether its parts
fit together."""

from zhudan.blueprint.check import (
    duplicates,
    keys,
    loops,
    pipelines,
    roles,
    settings,
    stages,
    tables,
)
from zhudan.blueprint.check.problem import BlueprintInvalid, Problem
from zhudan.blueprint.document import Blueprint

JUDGES = (
    keys.judge,
    settings.judge,
    tables.judge,
    duplicates.judge,
    loops.judge,
    pipelines.judge,
    stages.judge,
    roles.judge,
)


def check(document: Blueprint) -> list[Problem]:
    """All problems, in the order of the document's parts, errors and warnings."""
    return [problem for judge in JUDGES for problem in judge(document)]


def require(document: Blueprint) -> None:
    """Raise BlueprintInvalid where check() finds errors; warnings pass."""
    errors = [problem for problem in check(document) if problem.level == "error"]
    if errors:
        raise BlueprintInvalid(errors)


__all__ = ["BlueprintInvalid", "Problem", "check", "require"]
