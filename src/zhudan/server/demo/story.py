"""The lives of the small demo's projects: pure invention, the same from one seed on one day.

Nine hundred have ended and three hundred stand on the board; the stays are about as long as the
article's table says. The full company runs its course instead (`course.py`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.server.demo.eras import MONTHS
from zhudan.server.demo.life import Life, Stay, Team
from zhudan.server.demo.office_hours import near

CLOSED = 900
OPEN = {
    "lead": 46,
    "contact": 62,
    "assessment": 48,
    "quotation": 60,
    "sample": 50,
    "contract": 34,
}
DAYS = {
    "lead": 2.1,
    "contact": 6.3,
    "assessment": 4.7,
    "quotation": 8.9,
    "sample": 12.4,
    "contract": 11.0,
}
GOES_ON = {
    "lead": 0.9,
    "contact": 0.76,
    "assessment": 0.86,
    "quotation": 0.66,
    "sample": 0.6,
    "contract": 0.94,
}
RETURNS = 0.04  # of those in 样品验证, back to 方案报价 once
_SHORTEST = timedelta(minutes=40)
LOST_FROM = ("quotation", "sample", "contract", "assessment")
INTERRUPTED = 0.17  # of lost


class Teller:
    """Tells lives up to `now`, an aware time in the organisation's zone."""

    def __init__(
        self, pipeline: Pipeline, teams: Sequence[Team], random: Random, now: datetime
    ) -> None:
        self.pipeline = pipeline
        self.teams = teams
        self.random = random
        self.now = now

    def closed(self) -> Life:
        """A life that has ended. The company grows: recent months have more of them."""
        while True:
            age = (1 - self.random.random() ** 0.6) * MONTHS * 30
            life = self._begin(self._before(self.now, age))
            if self._live_on(life):
                return life

    def open(self, stage: str) -> Life:
        """A life that stands in `stage` now, most of them within the expected days."""
        expected = self.pipeline.stage(stage).expected_days
        late = self.random.random()
        share = self.random.uniform(0.05, 1.0)
        if late > 0.92:
            share = self.random.uniform(1.5, 2.6)
        elif late > 0.76:
            share = self.random.uniform(1.0, 1.5)
        entered = self._before(self.now, expected * share)
        before = self.pipeline.stage_keys[: self.pipeline.place(stage)]
        bounds = [entered]
        for key in reversed(before):
            bounds.insert(0, self._before(bounds[0], self._days(key)))
        life = self._begin(bounds[0])
        for key, ended in zip((*before[1:], stage), bounds[1:], strict=False):
            self._turn(life, ended, key, "advanced")
        stay = life.stays[-1]
        stay.until = stay.entered + self._length(stage, self.now - stay.entered)
        return life

    def _begin(self, at: datetime) -> Life:
        team = self.random.choice(self.teams)
        technician = self.random.choice(team.technicians)
        return Life(team, 0, technician, [Stay(self.pipeline.stage_keys[0], at)])

    def _live_on(self, life: Life) -> bool:
        """Stage after stage to the end; False when that would lie in the future."""
        keys = self.pipeline.stage_keys
        place = 0
        returned = False
        while True:
            stay = life.stays[-1]
            ended = near(stay.entered + timedelta(days=self._days(keys[place])), self.random)
            ended = max(ended, stay.entered + _SHORTEST)
            if ended > self.now - timedelta(hours=2):
                return False
            if self.random.random() > GOES_ON[keys[place]]:
                self._give_up(life, ended)
                return True
            if keys[place] == "sample" and not returned and self.random.random() < RETURNS:
                returned = True
                place = keys.index("quotation")
                self._turn(life, ended, keys[place], "returned")
            elif place + 1 < len(keys):
                place += 1
                self._turn(life, ended, keys[place], "advanced")
            else:
                stay.left, stay.outcome, life.outcome = ended, "won", "won"
                return True

    def _turn(self, life: Life, at: datetime, to: str, outcome: str) -> None:
        stay = life.stays[-1]
        stay.left, stay.outcome = at, outcome
        life.stays.append(Stay(to, at))

    def _give_up(self, life: Life, at: datetime) -> None:
        stay = life.stays[-1]
        stay.left, stay.outcome = at, "dropped"
        if stay.stage in LOST_FROM and self.random.random() < self._loss_share(at):
            life.outcome = stay.outcome = "lost"
            life.reason = "interrupted" if self.random.random() < INTERRUPTED else None

    def _loss_share(self, at: datetime) -> float:
        """Of projects given up late, those lost to others: fewer as the months go by."""
        return 0.12 + 0.2 * min(1.0, (self.now - at) / timedelta(days=MONTHS * 30))

    def _days(self, stage: str) -> float:
        return min(self.random.gammavariate(2.2, DAYS[stage] / 2.2), DAYS[stage] * 5)

    def _length(self, stage: str, at_least: timedelta) -> timedelta:
        """How long a stay that lasts already will have been."""
        drawn = timedelta(days=self._days(stage) * 1.4)
        return max(drawn, at_least * self.random.uniform(1.15, 2.0))

    def _before(self, moment: datetime, days: float) -> datetime:
        """A moment at work, about so many days earlier."""
        return min(near(moment - timedelta(days=days), self.random), moment - _SHORTEST)


def tell(pipeline: Pipeline, teams: Sequence[Team], random: Random, now: datetime) -> list[Life]:
    """All lives, the earliest registered first; nobody owns them yet."""
    teller = Teller(pipeline, teams, random, now)
    lives = [teller.closed() for _ in range(CLOSED)]
    lives += [teller.open(stage) for stage, count in OPEN.items() for _ in range(count)]
    return sorted(lives, key=lambda life: life.registered)
