"""The lives of the demo's projects: pure invention, the same from one seed on one day.

The stays are about as long as the article's table says; what a gate asks is done within the
stay, so that history is what the system would have recorded.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.server.demo import deeds, talk
from zhudan.server.demo.life import Deed, Life, Stay, Team
from zhudan.server.demo.office_hours import near

MONTHS = 18
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
OVERRIDDEN = 0.02
SILENT = 0.2  # of open projects that have stood in their stage for a while
_A_WHILE = timedelta(days=10)
_SHORTEST = timedelta(minutes=40)
LOST_FROM = ("quotation", "sample", "contract", "assessment")
LOST_REASONS = ("interrupted", "price", "price", "competitor", "competitor", "technical")


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
        for key, begun, ended in zip(before, bounds[:-1], bounds[1:], strict=True):
            life.stays[-1].entered = begun
            self._advance(life, key, ended)
        life.stays[-1].entered = entered
        self._fill(life, entered + self._length(stage, self.now - entered))
        life.stays[-1].deeds = [deed for deed in life.stays[-1].deeds if deed.at <= self.now]
        if self.now - entered > _A_WHILE and self.random.random() < SILENT:
            self._fall_silent(life)
        else:
            self._plan_ahead(life)
        return life

    def _begin(self, at: datetime) -> Life:
        team = self.random.choice(self.teams)
        # some sell more than others, and the first of a team most
        owner = team.owners[int(self.random.random() ** 1.4 * len(team.owners))]
        technician = self.random.choice(team.technicians)
        first = Stay(self.pipeline.stage_keys[0], at, by=owner)
        return Life(team, owner, technician, [first])

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
                self._fill(life, ended, share=0.5)
                place = keys.index("quotation")
                reason = self.random.choice(talk.RETURNS)
                self._turn(life, ended, keys[place], "returned", reason)
            elif place + 1 < len(keys):
                self._advance(life, keys[place], ended)
                place += 1
            else:
                self._win(life, ended)
                return True

    def _advance(self, life: Life, stage: str, ended: datetime) -> None:
        stay = life.stays[-1]
        self._fill(life, ended)
        items = [item for item in self.pipeline.stage(stage).gate if item.kind != "field"]
        if items and self.random.random() < OVERRIDDEN:
            item = items[-1]
            stay.deeds = [deed for deed in stay.deeds if not deed.answers(item)]
            stay.overridden = item.key
            stay.override_reason = self.random.choice(talk.OVERRIDES)
        expected = self.pipeline.stage(stage).expected_days
        late = ended - stay.entered > timedelta(days=expected)
        reason = self._sticking_point(stage) if late and self.random.random() < 0.7 else None
        onward = self.pipeline.stage_keys[self.pipeline.place(stage) + 1]
        self._turn(life, ended, onward, "advanced", reason)
        if stay.overridden:
            life.stays[-1].by = life.team.manager

    def _turn(
        self, life: Life, at: datetime, to: str, outcome: str, reason: str | None = None
    ) -> None:
        stay = life.stays[-1]
        stay.left, stay.outcome, stay.reason = at, outcome, reason
        life.stays.append(Stay(to, at, by=life.owner))

    def _win(self, life: Life, at: datetime) -> None:
        stay = life.stays[-1]
        self._fill(life, at)
        stay.left, stay.outcome, life.outcome = at, "won", "won"

    def _give_up(self, life: Life, at: datetime) -> None:
        stay = life.stays[-1]
        self._fill(life, at, share=self.random.uniform(0.2, 0.8))
        stay.left = at
        if stay.stage in LOST_FROM and self.random.random() < self._loss_share(at):
            life.outcome = stay.outcome = "lost"
            life.reason = stay.reason = self.random.choice(LOST_REASONS)
            life.note = self.random.choice(talk.LOST_NOTES)
            if life.reason in ("price", "competitor"):
                life.competitor = self.random.choice(talk.COMPETITORS)
            return
        stay.outcome = "dropped"
        early = stay.stage in ("lead", "contact")
        choices = ("invalid", "invalid", "cancelled", "shelved", "to_pool")[0 if early else 2 :]
        life.outcome = self.random.choice(choices)
        life.note = self.random.choice(talk.DROPPED_NOTES)
        if life.outcome == "invalid":
            outcome = self.pipeline.outcome("invalid")
            life.reason = stay.reason = self.random.choice(outcome.reasons).key
        if life.outcome == "shelved":
            life.wake_on = (at + timedelta(days=self.random.randrange(60, 300))).date()

    def _fill(self, life: Life, ended: datetime, share: float = 1.0) -> None:
        stage = self.pipeline.stage(life.stays[-1].stage)
        deeds.fill(self.random, stage, life, ended, share=share)

    def _loss_share(self, at: datetime) -> float:
        """Of projects given up late, those lost to others: fewer as the months go by."""
        return 0.12 + 0.2 * min(1.0, (self.now - at) / timedelta(days=MONTHS * 30))

    def _fall_silent(self, life: Life) -> None:
        """Nobody has spoken to this customer for more than a fortnight."""
        since = self.now - timedelta(days=self.random.randrange(16, 27))
        for stay in life.stays:
            stay.deeds = [d for d in stay.deeds if d.what != "activity" or d.at < since]

    def _plan_ahead(self, life: Life) -> None:
        """Where things stand today: most have a next step, some are late with it, some none."""
        stay = life.stays[-1]
        told = [deed for deed in stay.deeds if deed.plan]
        if not told:  # just arrived: the first thing to do here was said on the way in
            kind, note, plan = self.random.choice(talk.TALK[stay.stage])
            told = [Deed(stay.entered, "activity", kind, life.owner, note, plan)]
            stay.deeds.insert(0, told[0])
        last = told[-1]
        chance = self.random.random()
        if chance < 0.14:
            ahead = -self.random.randrange(1, 8)
        elif chance < 0.30:
            ahead = 0
        elif chance < 0.88:
            ahead = self.random.randrange(1, 8)
        else:
            last.plan = last.plan_on = None
            return
        last.plan_on = max(last.at.date(), self.now.date() + timedelta(days=ahead))

    def _days(self, stage: str) -> float:
        return min(self.random.gammavariate(2.2, DAYS[stage] / 2.2), DAYS[stage] * 5)

    def _length(self, stage: str, at_least: timedelta) -> timedelta:
        """How long a stay that lasts already will have been."""
        drawn = timedelta(days=self._days(stage) * 1.4)
        return max(drawn, at_least * self.random.uniform(1.15, 2.0))

    def _before(self, moment: datetime, days: float) -> datetime:
        """A moment at work, about so many days earlier."""
        return min(near(moment - timedelta(days=days), self.random), moment - _SHORTEST)

    def _sticking_point(self, stage: str) -> str | None:
        """The first of a stage's sticking points is the one most often met."""
        points = self.pipeline.stage(stage).sticking_points
        weights = [0.5**place for place in range(len(points))]
        return self.random.choices(points, weights)[0].key if points else None


def tell(pipeline: Pipeline, teams: Sequence[Team], random: Random, now: datetime) -> list[Life]:
    """All lives, the earliest registered first."""
    teller = Teller(pipeline, teams, random, now)
    lives = [teller.closed() for _ in range(CLOSED)]
    lives += [teller.open(stage) for stage, count in OPEN.items() for _ in range(count)]
    return sorted(lives, key=lambda life: life.registered)
