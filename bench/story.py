"""The lives of projects: which stages, when, and how each ended. Pure; the same from one seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from zhudan.blueprint.parts.outcome import Outcome
from zhudan.blueprint.parts.pipeline import Pipeline

VISITS_EACH = 4
_READY = 0.3  # share of open projects whose gate is met wholly


@dataclass(frozen=True)
class Seller:
    id: int
    region_id: int


@dataclass
class Stay:
    """A visit. outcome: None while it is open. reason: a key, only where a loss ends it."""

    stage: int
    entered_at: datetime
    left_at: datetime | None = None
    outcome: str | None = None
    reason: str | None = None


@dataclass
class Life:
    """met: keys of the gate items of the present stage that are there; all, of earlier ones."""

    number: int
    seller: Seller
    stays: list[Stay]
    outcome: Outcome | None
    met: set[str] = field(default_factory=set)

    @property
    def now(self) -> Stay:
        return self.stays[-1]

    @property
    def reached(self) -> int:
        """The furthest stage it ever left forward; gates below it were met."""
        return max(stay.stage for stay in self.stays)


def lives(
    random: Random,
    pipeline: Pipeline,
    sellers: Sequence[Seller],
    *,
    open_: int,
    closed: int,
    now: datetime,
) -> Iterator[Life]:
    """Open and closed ones mixed, four visits each on the whole."""
    still_open = [True] * open_ + [False] * closed
    random.shuffle(still_open)
    visits = 0
    for number, goes_on in enumerate(still_open, start=1):
        outcome = None if goes_on else _outcome(random, pipeline)
        last = _last_stage(random, pipeline, outcome)
        walk = list(range(last + 1))
        while visits + len(walk) < VISITS_EACH * number:
            _insert_return(random, walk, len(pipeline.stages))
        visits += len(walk)
        stays = _stays(random, pipeline, walk, outcome, now)
        life = Life(number, sellers[number % len(sellers)], stays, outcome)
        life.met = _met(random, pipeline, life)
        yield life


def _outcome(random: Random, pipeline: Pipeline) -> Outcome:
    kind = random.choices(("won", "lost", "dropped"), (35, 50, 15))[0]
    return random.choice([one for one in pipeline.outcomes if one.kind == kind])


def _last_stage(random: Random, pipeline: Pipeline, outcome: Outcome | None) -> int:
    count = len(pipeline.stages)
    if outcome is not None and outcome.from_stages:
        return pipeline.place(random.choice(outcome.from_stages))
    if outcome is not None and outcome.kind == "won":
        return count - 1
    return random.choices(range(count), [count + 2 - place for place in range(count)])[0]


def _insert_return(random: Random, walk: list[int], count: int) -> None:
    """One stage back and forth again; from the first stage, forth and back."""
    place = random.randrange(len(walk))
    here = walk[place]
    walk[place + 1 : place + 1] = [here - 1 if here else min(1, count - 1), here]


def _stays(
    random: Random,
    pipeline: Pipeline,
    walk: Sequence[int],
    outcome: Outcome | None,
    now: datetime,
) -> list[Stay]:
    """Backwards from the end: today for an open project, some day of 18 months for a closed."""
    lengths = [_length(random, pipeline.stages[stage].expected_days) for stage in walk]
    end = now - timedelta(seconds=60 if outcome is None else random.randrange(60, 540 * 86_400))
    begin = end - sum(lengths, timedelta())
    stays = []
    for place, (stage, length) in enumerate(zip(walk, lengths, strict=True)):
        stay = Stay(stage, begin, begin + length)
        if place + 1 < len(walk):
            stay.outcome = "advanced" if walk[place + 1] > stage else "returned"
        begin += length
        stays.append(stay)
    last = stays[-1]
    if outcome is None:
        last.left_at = None
    else:
        last.outcome = outcome.kind
        last.reason = random.choice(outcome.reasons).key if outcome.reasons else None
    return stays


def _length(random: Random, expected_days: int) -> timedelta:
    share = min(random.lognormvariate(-0.4, 0.7), 4.0)
    return timedelta(seconds=int(expected_days * 86_400 * share) + 1800)


def _met(random: Random, pipeline: Pipeline, life: Life) -> set[str]:
    stage = pipeline.stages[life.now.stage]
    items = [item.key for item in stage.gate]
    passed = life.now.stage < life.reached or (life.outcome and life.outcome.kind == "won")
    if passed or random.random() < _READY:
        return set(items)
    return {item for item in items if random.random() < 0.5}
