"""Any two stages of a pipeline: how often one follows the other, at once or at any time later."""

from collections import defaultdict
from typing import Any

from zhudan.insight import asking, figure, statements
from zhudan.insight.question import Question

Json = dict[str, Any]


def pairs(asked: Question) -> Json:
    """The answer of GET /insight/pairs: the pairs that occur, in the pipeline's order."""
    asked = asked.whole
    period = asked.period
    direct = {
        (a, b): many
        for a, b, many in asking.answers(asking.ended(asked, statements.DIRECT, period))
    }
    after = {
        (a, b): many for a, b, many in asking.answers(asking.begun(asked, statements.AFTER, period))
    }
    entered: defaultdict[str, int] = defaultdict(int)
    for stage, _, _, many in asking.answers(asking.begun(asked, statements.COHORTS, period)):
        entered[stage] += many
    places = {key: place for place, key in enumerate(asked.stages)}
    found = sorted(
        direct.keys() | after.keys(),
        key=lambda pair: [(places.get(stage, len(places)), stage) for stage in pair],
    )
    return {
        "items": [
            {
                "from": a,
                "to": b,
                "direct": direct.get((a, b), 0),
                "cohort": {
                    "value": figure.share(after.get((a, b), 0), entered[a]).value,
                    "cases": entered[a],
                },
            }
            for a, b in found
        ]
    }
