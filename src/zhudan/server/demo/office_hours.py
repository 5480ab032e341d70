"""When people work: moments near a given one that fall on a working day's hours."""

from datetime import datetime, timedelta
from random import Random

_SATURDAY = 5


def near(about: datetime, random: Random) -> datetime:
    """A moment of the nearest working day, between half past eight and half past five."""
    if about.weekday() >= _SATURDAY:
        about += timedelta(days=-1 if about.weekday() == _SATURDAY else 1)
    return about.replace(
        hour=random.choice((8, 9, 9, 10, 10, 11, 13, 14, 14, 15, 16, 17)),
        minute=random.randrange(30, 60) if random.random() < 0.5 else random.randrange(30),
        second=random.randrange(60),
        microsecond=0,
    )


def at_work(about: datetime, earliest: datetime, latest: datetime) -> datetime:
    """`about` moved out of the night, within its bounds; what came first still comes first."""
    morning, evening = about.replace(hour=8, minute=0), about.replace(hour=18, minute=0)
    if about < morning:
        about = morning + (about - about.replace(hour=0, minute=0)) / 16
    elif about > evening:
        about = evening + (about - evening) / 12
    return min(max(about.replace(microsecond=0), earliest), latest)
