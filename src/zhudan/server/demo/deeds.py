"""What people do while a project is in a stage: follow-ups, and what its gate asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from zhudan.blueprint.gates import AnyGate
from zhudan.blueprint.gates.action import ActionGate
from zhudan.blueprint.gates.activity import ActivityGate
from zhudan.blueprint.gates.field import FieldGate
from zhudan.blueprint.parts.stage import Stage
from zhudan.blueprint.parts.task import StageTask
from zhudan.kit import worktime
from zhudan.people import calendar
from zhudan.server.demo import talk
from zhudan.server.demo.eras import Habits
from zhudan.server.demo.life import Deed, Life, Stay
from zhudan.server.demo.office_hours import at_work

_SOONEST = timedelta(minutes=20)


class Filler:
    """Fills one stay. missed: keys of the gate items that were never done."""

    def __init__(
        self, random: Random, stage: Stage, life: Life, stay: Stay, ended: datetime, habits: Habits
    ) -> None:
        self.random = random
        self.stage = stage
        self.life = life
        self.stay = stay
        self.ended = ended
        self.habits = habits
        self.missed: list[str] = []
        self._after = stay.entered  # the papers of a stage come one after the other

    def fill(self, share: float, *, orderly: bool) -> None:
        """share: of what the gate asks beyond its tasks. orderly: all of it, and in time."""
        stay, gate = self.stay, list(self.stage.gate)
        self._follow_up()
        tasks = {task.closes_with: task for task in self.stage.tasks}
        if None in tasks:
            self._first_contact(tasks[None])
        if all(isinstance(item, FieldGate) for item in gate):
            self.random.shuffle(gate)  # fields are filled as one learns them
        asked = round(len(gate) * share)
        for number, item in enumerate(gate):
            task = tasks.get(item.key)
            if task is not None:
                self._answer(item, task, orderly=orderly)
            elif number < asked:
                self._do(item, number, orderly=orderly)
        stay.deeds.sort(key=lambda deed: deed.at)

    def _follow_up(self) -> None:
        random, stay = self.random, self.stay
        length = self.ended - stay.entered
        count = 1 + int(length.days / (self.stage.contact_days or 7) * random.uniform(0.7, 1.5))
        lines = talk.TALK[stay.stage]
        for number in range(min(count, 6)):
            start = (number + random.uniform(0.1, 0.9)) / count
            at = at_work(stay.entered + length * start, stay.entered, self.ended)
            kind, note, plan = random.choice(lines)
            plan_on = (at + timedelta(days=random.randrange(1, 6))).date()
            deed = Deed(at, "activity", kind, self.life.owner, note, plan, plan_on)
            stay.deeds.append(deed)
        if random.random() < 0.15:
            at = at_work(stay.entered + length * random.random(), stay.entered, self.ended)
            note = random.choice(talk.NOTES)
            stay.deeds.append(Deed(at, "activity", "note", self.life.owner, note))

    def _first_contact(self, task: StageTask) -> None:
        """The first follow-up is what this task asks for."""
        due = self._due(task, self.stay.entered)
        first = self.stay.deeds[0]
        at = self._in_time(due)
        if at is None:
            self.stay.done[task.key] = None
            return
        first.at = at
        if first.plan_on:
            first.plan_on = max(first.plan_on, at.date())
        self.stay.done[task.key] = first

    def _answer(self, item: AnyGate, task: StageTask, *, orderly: bool) -> None:
        """A gate item that a task closes with: in time, late or never, as habit has it."""
        start: datetime | None = self.stay.entered
        if task.due and task.due.after_document:
            brought = (one.at for one in self.stay.deeds if one.key == task.due.after_document)
            start = next(brought, None)
        due = self._due(task, start) if start is not None else None
        if due is None:
            self.stay.due[task.key] = None
            self._do(item, len(self.stage.gate) - 1, orderly=orderly)
        else:
            at = self._in_time(due, start, always=orderly)
            if at is None:
                self.missed.append(item.key)
            else:
                self._deeds_for(item, at)
        self.stay.done[task.key] = next(
            (deed for deed in reversed(self.stay.deeds) if deed.answers(item)), None
        )

    def _due(self, task: StageTask, start: datetime) -> datetime | None:
        if task.due is None:
            return None
        zone = start.tzinfo
        assert isinstance(zone, ZoneInfo)
        due = worktime.due(
            start,
            hours=task.due.hours or 0,
            days=task.due.days or 0,
            clock=task.due.clock,
            is_off=calendar.is_off,
            zone=zone,
        ).astimezone(zone)
        self.stay.due[task.key] = due
        return due

    def _in_time(
        self, due: datetime | None, start: datetime | None = None, *, always: bool = False
    ) -> datetime | None:
        """When something due is done; None: never."""
        start = start or self.stay.entered
        habits, chance = self.habits, 0.0 if always else self.random.random()
        if chance >= habits.in_time + habits.late:
            return None
        if due is None or due >= self.ended:
            begins, ends = start, self.ended
        elif chance < habits.in_time:
            begins, ends = start, due
        else:
            begins, ends = due + _SOONEST, max(self.ended, due + _SOONEST)
        at = at_work(begins + (ends - begins) * self.random.uniform(0.15, 0.9), begins, ends)
        return min(at, self.ended)

    def _do(self, item: AnyGate, number: int, *, orderly: bool) -> None:
        """A gate item that no task asks for: done somewhere in its place, or never."""
        free = isinstance(item, FieldGate | ActivityGate)
        if not (free or orderly) and self.random.random() > self.habits.done:
            self.missed.append(item.key)
            return
        start = (number + self.random.uniform(0.2, 0.9)) / len(self.stage.gate)
        stay = self.stay
        at = at_work(stay.entered + (self.ended - stay.entered) * start, stay.entered, self.ended)
        self._deeds_for(item, at if free else max(at, self._after))

    def _deeds_for(self, item: AnyGate, at: datetime) -> None:
        self.stay.deeds += self._deeds(item, at)
        if not isinstance(item, FieldGate | ActivityGate):
            self._after = max(self._after, at)

    def _deeds(self, item: AnyGate, at: datetime) -> Iterator[Deed]:
        life = self.life
        if isinstance(item, FieldGate):
            yield Deed(at, "field", item.field, life.owner)
        elif isinstance(item, ActionGate):
            note = "按交底提纲讲完，签到表已收。" if item.needs != "photo" else None
            yield Deed(at, "action", item.key, life.owner, note)
        elif item.kind == "document":
            expert = item.document in ("feasibility", "draft_plan")
            yield Deed(at, "document", item.document, life.technician if expert else life.owner)
        elif item.kind in ("approved", "signed", "sent"):
            yield from self._standing(item, at)
        elif not isinstance(item, ActivityGate):  # a follow-up serves that one
            raise ValueError(f"the demo cannot satisfy a gate item of kind {item.kind}")

    def _standing(self, item: AnyGate, at: datetime) -> Iterator[Deed]:
        """The document first, unless an earlier item has brought it, then the manager's word."""
        document: str = item.document  # type: ignore[union-attr]  # of these three kinds
        brought = any(
            deed.key == document and deed.what == "document" and deed.at <= at
            for deed in self.life.deeds
        )
        if not brought:
            earlier = self.stay.entered + (at - self.stay.entered) * self.random.uniform(0.4, 0.9)
            yield Deed(
                at_work(earlier, self.stay.entered, at), "document", document, self.life.owner
            )
        yield Deed(at, item.kind, document, self.life.team.manager)
