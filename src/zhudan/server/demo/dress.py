"""From bare stays to what was done in them: follow-ups, gates, reasons, and what comes next."""

from datetime import datetime, timedelta
from random import Random

from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.server.demo import talk
from zhudan.server.demo.deeds import Filler
from zhudan.server.demo.eras import Eras
from zhudan.server.demo.life import Deed, Life, Stay

SILENT = 0.2  # of open projects that have stood in their stage for a while
SILENT_ANYWAY = 0.06  # of projects lost for another reason
_A_WHILE = timedelta(days=10)
_LOST_REASONS = ("price", "price", "competitor", "competitor", "technical", "relations")
_SILENCE = timedelta(days=16)  # before a project is lost because nobody followed up
_TRIAL = "试运行期间推进条件不拦截，按台账补录。"


class Dresser:
    def __init__(self, pipeline: Pipeline, eras: Eras) -> None:
        self.pipeline = pipeline
        self.random = Random()
        self.eras = eras

    def dress(self, life: Life, random: Random) -> None:
        """Tell all that happened in a life whose stays, ends and owner are settled.

        random: the life's own, so that one that has more to tell leaves the next as it is.
        """
        self.random = random
        for place, stay in enumerate(life.stays):
            stay.by = self._mover(life, place)
            self._fill(life, stay)
        last = life.stays[-1]
        if last.outcome in ("lost", "dropped"):
            self._give_reasons(life, last)
        if last.left is None:
            self._stand(life, last)

    def _mover(self, life: Life, place: int) -> int:
        """Who moved the project into a stay: the owner, or the manager who let it through."""
        before = life.stays[place - 1] if place else None
        let = before is not None and before.overridden and before.override_reason != _TRIAL
        return life.team.manager if let else life.owner

    def _fill(self, life: Life, stay: Stay) -> None:
        stage = self.pipeline.stage(stay.stage)
        ended = stay.until or stay.left
        assert ended is not None
        onward = stay.outcome in ("advanced", "won")
        share = 1.0 if onward or stay.left is None else self.random.uniform(0.2, 0.8)
        habits = self.eras.habits(stay.left or self.eras.now)
        orderly = life.orderly and stay.stage in ("lead", "contact", "assessment")
        filler = Filler(self.random, stage, life, stay, ended, habits)
        filler.fill(share, orderly=orderly)
        if onward and filler.missed:
            trial = ended < self.eras.live_on
            stay.overridden = filler.missed
            stay.override_reason = _TRIAL if trial else self.random.choice(talk.OVERRIDES)
        if stay.outcome == "returned":
            stay.reason = self.random.choice(talk.RETURNS)
        late = ended - stay.entered > timedelta(days=stage.expected_days)
        if onward and late and self.random.random() < 0.7:
            stay.reason = self._sticking_point(stay.stage)

    def _sticking_point(self, stage: str) -> str | None:
        """The first of a stage's sticking points is the one most often met."""
        points = self.pipeline.stage(stage).sticking_points
        weights = [0.5**place for place in range(len(points))]
        return self.random.choices(points, weights)[0].key if points else None

    def _give_reasons(self, life: Life, stay: Stay) -> None:
        random = self.random
        if stay.outcome == "lost":
            life.reason = life.reason or random.choice(_LOST_REASONS)
            stay.reason = life.reason
            life.note = random.choice(talk.LOST_NOTES)
            if life.reason in ("price", "competitor"):
                life.competitor = random.choice(talk.COMPETITORS)
            self._follow_up_till(life, stay)
            return
        early = stay.stage in ("lead", "contact")
        kinds = ("invalid", "invalid", "shelved") if early else ("cancelled", "shelved", "to_pool")
        life.outcome = random.choice(kinds)
        life.note = random.choice(talk.DROPPED_NOTES)
        assert stay.left is not None
        if life.outcome == "invalid":
            life.reason = random.choice(("bad_contact", "bad_contact", "no_demand"))
        elif life.outcome == "shelved":
            life.wake_on = (stay.left + timedelta(days=random.randrange(40, 160))).date()
        stay.reason = self._sticking_point(stay.stage)

    def _follow_up_till(self, life: Life, stay: Stay) -> None:
        """Nobody spoke to a customer whose project broke off; to most others, to the end."""
        assert stay.left is not None
        if life.reason == "interrupted" or self.random.random() < SILENT_ANYWAY:
            self._silence(life, stay.left - _SILENCE)
            return
        at = max(stay.entered, stay.left - timedelta(days=self.random.uniform(1, 9)))
        kind, note, _ = self.random.choice(talk.TALK[stay.stage])
        stay.deeds.append(Deed(at, "activity", kind, life.owner, note))
        stay.deeds.sort(key=lambda deed: deed.at)

    def _silence(self, life: Life, since: datetime) -> None:
        for stay in life.stays:
            stay.deeds = [d for d in stay.deeds if d.what != "activity" or d.at < since]

    def _stand(self, life: Life, stay: Stay) -> None:
        now = self.eras.now
        stay.deeds = [deed for deed in stay.deeds if deed.at <= now]
        for task in self.pipeline.stage(stay.stage).tasks:
            done = stay.done.get(task.key)
            stay.done[task.key] = done if done and done.at <= now else None
            waits_for = task.due and task.due.after_document
            if waits_for and all(deed.key != waits_for for deed in stay.deeds):
                stay.due[task.key] = None
        if now - stay.entered > _A_WHILE and self.random.random() < SILENT:
            self._silence(life, now - timedelta(days=self.random.randrange(16, 27)))
        else:
            self._plan_ahead(life, stay)

    def _plan_ahead(self, life: Life, stay: Stay) -> None:
        """Where things stand today: most have a next step, some are late with it, some none."""
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
        last.plan_on = max(last.at.date(), self.eras.now.date() + timedelta(days=ahead))
