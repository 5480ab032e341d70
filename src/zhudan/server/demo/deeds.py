"""What people do while a project is in a stage: follow-ups, and what its gate asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from zhudan.blueprint.gates import AnyGate
from zhudan.blueprint.gates.action import ActionGate
from zhudan.blueprint.gates.activity import ActivityGate
from zhudan.blueprint.gates.field import FieldGate
from zhudan.blueprint.parts.stage import Stage
from zhudan.server.demo import talk
from zhudan.server.demo.life import Deed, Life, Stay
from zhudan.server.demo.office_hours import at_work


def fill(random: Random, stage: Stage, life: Life, ended: datetime, *, share: float = 1.0) -> None:
    """What happens in the last stay, which lasts until `ended`; only a share of its gate."""
    stay = life.stays[-1]
    _follow_up(random, life, stay, stage, ended)
    asked = list(stage.gate)
    if all(isinstance(item, FieldGate) for item in asked):
        random.shuffle(asked)  # fields are filled as one learns them
    asked = asked[: round(len(asked) * share)]
    for number, item in enumerate(asked):
        start = (number + random.uniform(0.2, 0.9)) / len(stage.gate)
        at = at_work(stay.entered + (ended - stay.entered) * start, stay.entered, ended)
        stay.deeds += _deeds_for(random, life, item, at, ended)
    stay.deeds.sort(key=lambda deed: deed.at)


def _follow_up(random: Random, life: Life, stay: Stay, stage: Stage, ended: datetime) -> None:
    length = ended - stay.entered
    count = 1 + int(length.days / (stage.contact_days or 7) * random.uniform(0.7, 1.5))
    lines = talk.TALK[stay.stage]
    for number in range(min(count, 6)):
        start = (number + random.uniform(0.1, 0.9)) / count
        at = at_work(stay.entered + length * start, stay.entered, ended)
        kind, note, plan = random.choice(lines)
        plan_on = (at + timedelta(days=random.randrange(1, 6))).date()
        deed = Deed(at, "activity", kind, life.owner, note, plan, plan_on)
        stay.deeds.append(deed)
    if random.random() < 0.15:
        at = at_work(stay.entered + length * random.random(), stay.entered, ended)
        note = random.choice(talk.NOTES)
        stay.deeds.append(Deed(at, "activity", "note", life.owner, note))


def _deeds_for(
    random: Random, life: Life, item: AnyGate, at: datetime, ended: datetime
) -> Iterator[Deed]:
    if isinstance(item, FieldGate):
        yield Deed(at, "field", item.field, life.owner)
    elif isinstance(item, ActionGate):
        note = "按交底提纲讲完，签到表已收。" if item.needs != "photo" else None
        yield Deed(at, "action", item.key, life.owner, note)
    elif item.kind == "document":
        expert = item.document in ("feasibility", "draft_plan")
        by = life.technician if expert else life.owner
        yield Deed(at, "document", item.document, by)
    elif item.kind in ("approved", "signed", "sent"):
        yield from _standing(random, life, item, at, ended)
    elif not isinstance(item, ActivityGate):  # a follow-up serves that one
        raise ValueError(f"the demo cannot satisfy a gate item of kind {item.kind}")


def _standing(
    random: Random, life: Life, item: AnyGate, at: datetime, ended: datetime
) -> Iterator[Deed]:
    """The document first, unless an earlier item has brought it, then the manager's word."""
    document: str = item.document  # type: ignore[union-attr]  # of these three kinds
    brought = [deed for deed in life.deeds if deed.key == document and deed.what == "document"]
    if not brought:
        yield Deed(at, "document", document, life.owner)
    later = at_work(at + timedelta(hours=random.uniform(1, 20)), at, ended)
    yield Deed(later, item.kind, document, life.team.manager)
