"""Whose project is whose: by region, by who works there already, and newcomers from small on."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

from zhudan.server.demo.eras import Eras
from zhudan.server.demo.life import Life, Team

RAMP_UP_STAGE = "quotation"
# Days from a newcomer's first day to the first project of his own in 方案报价.
BEFORE = (38, 41, 43, 44, 45, 45, 46, 47, 49, 51, 54, 57)
SINCE = (13, 15, 16, 17, 17, 18, 18, 19, 19, 20, 21, 23)


def give(lives: Sequence[Life], teams: Iterable[Team], random: Random, eras: Eras) -> None:
    """Name an owner for every life."""
    ramps = {False: _shuffled(BEFORE, random), True: _shuffled(SINCE, random)}
    for team in teams:
        own = [life for life in lives if life.team is team]
        ready = dict.fromkeys(team.owners, date.min)
        for owner, since in sorted(team.since.items(), key=lambda one: one[1]):
            if since < eras.begins.date() or owner not in ready:
                continue
            live = since >= eras.live_on.date()
            days = ramps[live].pop(0)
            ramps[live].append(days)
            ready[owner] = _first_of_his_own(own, owner, since, since + timedelta(days=days))
        for life in own:
            if not life.owner:
                life.owner = _pick(team, life, ready, random)


def _shuffled(days: Sequence[int], random: Random) -> list[int]:
    return random.sample(days, len(days))


def _reached(life: Life) -> date | None:
    """The day it first came to the stage that counts."""
    for stay in life.stays:
        if stay.stage == RAMP_UP_STAGE:
            return stay.entered.date()
    return None


def _first_of_his_own(lives: Sequence[Life], owner: int, since: date, wanted: date) -> date:
    """Give the newcomer the project that gets there nearest to the day wanted, and to its end
    in good order. Returns that day; the last of all days where there is none yet."""
    best: tuple[timedelta, int, date] | None = None
    for place, life in enumerate(lives):
        day = _reached(life) if not life.owner and life.registered.date() >= since else None
        if day is not None and (best is None or abs(day - wanted) < best[0]):
            best = (abs(day - wanted), place, day)
    if best is None or best[0] > timedelta(days=7):
        return date.max
    lives[best[1]].owner = owner
    lives[best[1]].orderly = True
    return best[2]


def _pick(team: Team, life: Life, ready: dict[int, date], random: Random) -> int:
    """Some sell more than others, and the first of a team most."""
    day, reached = life.registered.date(), _reached(life)
    able = [
        owner
        for owner in team.owners
        if team.since.get(owner, date.min) <= day and (reached is None or reached > ready[owner])
    ]
    able = able or list(team.owners[:1])
    return able[int(random.random() ** 1.4 * len(able))]
