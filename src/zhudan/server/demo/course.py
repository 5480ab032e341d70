"""The full company's projects from registration to their end: how many, how far, how long.

A share is kept by counting what is owed, not by throwing dice, and lengths are dealt from
shuffled hands with the right mean; so that a single month already shows what is meant. Large
projects are slower and more often won. Everything went slower before the company went live.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.server.demo.eras import Eras
from zhudan.server.demo.life import Life, Stay, Team
from zhudan.server.demo.office_hours import near

COUNT = 4500
LARGE = 0.3  # of projects
# What a stage takes from (large projects, others)
DAYS = {
    "lead": (3.3, 1.55),
    "contact": (10.1, 4.68),
    "assessment": (7.5, 3.48),
    "quotation": (12.8, 5.94),
    "sample": (13.5, 9.2),
    "contract": (19.8, 9.2),
}
SPEED_BEFORE = 0.59  # of today's
_SPEEDS_UP = timedelta(days=30)  # how long that took
_PREPARED = timedelta(days=20)  # before going live, when it was done
LINGERS = 2.2  # what is given up stands longer than what goes on
# (large, others), until the 48-hour rule and since
GOES_ON = {
    "lead": (0.85, 0.85),
    "contact": (0.62, 0.62),
    "assessment": (0.78, 0.78),
    "quotation": (0.75, 0.435),
    "sample": (0.62, 0.255),
    "contract": (0.94, 0.94),
}
_SINCE_RULE = {"quotation": (0.89, 0.6), "sample": (0.62, 0.273)}
RETURNS = 0.04  # of those in 样品验证, back to 方案报价 once
LOST_FROM = ("quotation", "sample", "contract")
LOST = (0.38, 0.22)  # of won and lost, before and after going live
INTERRUPTED = (0.36, 0.31)  # of lost, those that nobody followed up
_SHORTEST = timedelta(minutes=40)
_DAY = timedelta(days=1)
_HAND = 5


class Owed:
    """Answers yes to just the share asked for, each kind of question counted by itself."""

    def __init__(self) -> None:
        self._owed: dict[Hashable, float] = {}

    def yes(self, about: Hashable, share: float) -> bool:
        owed = self._owed.get(about, 0.5) + share
        given = owed >= 1
        self._owed[about] = owed - given
        return given


class Hands:
    """Lengths around 1, spread as such things are, whose mean over every hand is 1."""

    def __init__(self, random: Random) -> None:
        self.random = random
        drawn = sorted(random.gammavariate(4, 1 / 4) for _ in range(_HAND * 100))
        means = [sum(drawn[at : at + 100]) for at in range(0, len(drawn), 100)]
        self._cards = [one * _HAND / sum(means) for one in means]
        self._held: dict[Hashable, list[float]] = {}

    def deal(self, about: Hashable) -> float:
        held = self._held.get(about)
        if not held:
            held = self._held[about] = self.random.sample(self._cards, _HAND)
        return held.pop() * self.random.uniform(0.94, 1.06)


@dataclass(order=True)
class _Turn:
    """Something that happens to a life at a moment."""

    at: datetime
    number: int
    do: Callable[[], None] = field(compare=False)


class Course:
    def __init__(
        self, pipeline: Pipeline, teams: Sequence[Team], random: Random, eras: Eras
    ) -> None:
        self.pipeline = pipeline
        self.teams = teams
        self.random = random
        self.eras = eras
        self.owed = Owed()
        self.hands = Hands(random)
        self._losses_due = 0.0
        self._turns: list[_Turn] = []
        self._numbers = count()

    def run(self) -> list[Life]:
        """All lives, the earliest registered first; nobody owns them yet."""
        lives = [self._begin(at) for at in self._registrations()]
        while self._turns:
            turn = heappop(self._turns)
            turn.do()
        return sorted(lives, key=lambda life: life.registered)

    def _registrations(self) -> list[datetime]:
        """Evenly over the months, half as many again at their end as at the beginning."""
        # to the end of the day, so that whoever makes it later the same day tells the same
        midnight = self.eras.now.replace(hour=0, minute=0, second=0, microsecond=0)
        length = midnight + _DAY - self.eras.begins
        places = ((number + self.random.random()) / COUNT for number in range(COUNT))
        # the share of time after which a share of all is there, the rate growing from 0.8 to 1.2
        moments = (self.eras.begins + length * (-2 + (4 + 5 * one) ** 0.5) for one in places)
        latest = self.eras.now - _SHORTEST
        days = [near(at, self.random) for at in moments]
        return [at if at <= latest else latest - (at - latest) / 20 for at in days]

    def _begin(self, at: datetime) -> Life:
        team = self.random.choice(self.teams)
        technician = self.random.choice(team.technicians)
        life = Life(team, 0, technician, [Stay(self.pipeline.stage_keys[0], at)])
        self._at(at, lambda: self._enter(life))
        return life

    def _at(self, at: datetime, do: Callable[[], None]) -> None:
        heappush(self._turns, _Turn(at, next(self._numbers), do))

    def _enter(self, life: Life) -> None:
        """Decide how the stay just begun will end, and when."""
        stay = life.stays[-1]
        if len(life.stays) == 1:
            life.large = self.owed.yes("large", LARGE)
        onward = self._end(life, "on", 1.0)
        since_rule = onward >= self.eras.rule_on
        shares = GOES_ON[stay.stage]
        if since_rule:
            shares = _SINCE_RULE.get(stay.stage, shares)
        if self.owed.yes((stay.stage, life.large), shares[0 if life.large else 1]):
            first = all(one.outcome != "returned" for one in life.stays)
            if stay.stage == "sample" and first and self.owed.yes("returns", RETURNS):
                self._plan(life, onward, lambda: self._turn(life, "returned", "quotation"))
            else:
                self._plan(life, onward, lambda: self._advance(life))
        else:
            self._plan(life, self._end(life, "off", LINGERS), lambda: self._give_up(life))

    def _plan(self, life: Life, end: datetime, do: Callable[[], None]) -> None:
        life.stays[-1].until = end
        if end <= self.eras.now - _SHORTEST:
            self._at(end, do)

    def _end(self, life: Life, fate: str, longer: float) -> datetime:
        stay = life.stays[-1]
        unit = self.hands.deal((stay.stage, life.large, fate))
        days = DAYS[stay.stage][0 if life.large else 1] * unit * longer
        end = near(self._after(stay.entered, days), self.random)
        return max(end, stay.entered + _SHORTEST)

    def _after(self, at: datetime, days: float) -> datetime:
        """The moment at which so many of today's days of work are done."""
        fast = self.eras.live_on - _PREPARED
        speeds_up = fast - _SPEEDS_UP
        if at < speeds_up:
            end = at + timedelta(days=days / SPEED_BEFORE)
            if end <= speeds_up:
                return end
            days -= (speeds_up - at) / _DAY * SPEED_BEFORE
            at = speeds_up
        while at < fast:
            share = (at - speeds_up) / _SPEEDS_UP
            speed = SPEED_BEFORE + (1 - SPEED_BEFORE) * share
            if days <= speed:
                return at + timedelta(days=days / speed)
            days -= speed
            at += _DAY
        return at + timedelta(days=days)

    def _advance(self, life: Life) -> None:
        stay = life.stays[-1]
        place = self.pipeline.place(stay.stage)
        if place + 1 < len(self.pipeline.stage_keys):
            self._turn(life, "advanced", self.pipeline.stage_keys[place + 1])
            return
        stay.left, stay.outcome, life.outcome = stay.until, "won", "won"
        lost = self._now(stay, LOST)
        self._losses_due = min(3.0, self._losses_due + lost / (1 - lost))

    def _turn(self, life: Life, outcome: str, to: str) -> None:
        stay = life.stays[-1]
        assert stay.until is not None
        stay.left, stay.outcome = stay.until, outcome
        life.stays.append(Stay(to, stay.until))
        self._enter(life)

    def _give_up(self, life: Life) -> None:
        """What is left unsaid here, why and for whom, is said with the deeds."""
        stay = life.stays[-1]
        stay.left = stay.until
        stay.outcome = "dropped"
        if stay.stage in LOST_FROM and self._losses_due >= 1 and self.random.random() < 0.7:
            self._losses_due -= 1
            stay.outcome = life.outcome = "lost"
            if self.owed.yes("interrupted", self._now(stay, INTERRUPTED)):
                life.reason = "interrupted"

    def _now(self, stay: Stay, shares: tuple[float, float]) -> float:
        assert stay.until is not None
        return shares[stay.until >= self.eras.live_on]
