"""Reasons for getting stuck: what they are called, and on whom it waited.

A reason is the key of a sticking point of the stage, the key of a reason of one of the
pipeline's outcomes, or words.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from zhudan.insight.question import Question
from zhudan.kit.errors import Label
from zhudan.kit.language import pick

Json = dict[str, Any]
MOST = 20
LONGEST = 80


def told(asked: Question, stage: str, reason: str) -> tuple[str, str | None]:
    """Label and side; words have none."""
    part = asked.pipeline.stages_by_key.get(stage)
    for point in part.sticking_points if part else ():
        if point.key == reason:
            return pick(point.label), point.side
    for outcome in asked.pipeline.outcomes:
        for known in outcome.reasons:
            if known.key == reason:
                return pick(known.label), known.side
    return reason[:LONGEST], None


def most_given(counts: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    """The reasons given most often, by number of projects."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST]


UNSAID: Label = {"zh-CN": "没有写原因", "en": "No reason given"}
