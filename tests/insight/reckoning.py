"""The measures once more, in plain Python over the stays themselves: what the product's figures
are held against. Written from docs/measures.md, sharing no code with the product."""

from collections.abc import Callable, Sequence
from statistics import mean
from typing import Any

from tests.insight.histories import CLOSING, EXPECTED, STAGES, Project, Stay

DAY = 86_400
Keep = Callable[[Project, Stay], bool]


class Reckoning:
    """first, last: days as texts, "" for no limit. keep: which stays count, by whose they are."""

    def __init__(
        self, projects: Sequence[Project], first: str, last: str, keep: Keep | None = None
    ) -> None:
        self.projects = [one for one in projects if not one.binned]
        self.first, self.last = first or "0001-01-01", last or "9999-12-31"
        self.keep = keep or (lambda project, stay: True)

    def row(self, stage: str) -> dict[str, Any]:
        visits = [
            (project, stay)
            for project in self.projects
            for stay in project.stays
            if stay.stage == stage
            and stay.end_day
            and self.first <= stay.end_day <= self.last
            and self.keep(project, stay)
        ]
        ended = [one for _, one in visits if one.outcome not in ("skipped", "relocated")]
        lasts = [(project, stay) for project, stay in visits if self._last(project, stay)]
        gone = [pair for pair in lasts if pair[1].outcome in ("advanced", "won")]
        decided = [pair for pair in lasts if pair[1].outcome in ("advanced", *CLOSING)]
        stays = sorted(self._stay(project, stay) for project, stay in gone)
        in_time = [one for one in ended if one.seconds <= EXPECTED[stage] * DAY]
        fates = self.fates(stage)
        return {
            "average_days": (_days(mean(stays)) if stays else None, len(stays)),
            "median_days": (_days(quantile(stays, 0.5)), len(stays)),
            "p90_days": (_days(quantile(stays, 0.9)), len(stays)),
            "days_per_visit": (
                _days(mean(one.seconds for one in ended)) if ended else None,
                len(ended),
            ),
            "conversion": (_share(len(gone), len(decided)), len(decided)),
            "ended": (len(decided), len(decided)),
            "went_on": (len(gone), len(gone)),
            "open": (self.open(stage), self.open(stage)),
            "efficiency": (_share(len(in_time), len(ended)), len(ended)),
            "cohort_conversion": (_share(fates.count("gone"), len(fates)), len(fates)),
            "cohort_open": (_share(fates.count("open"), len(fates)), len(fates)),
            "stuck": self.stuck(stage, visits),
        }

    def open(self, stage: str) -> int:
        return sum(
            1
            for project in self.projects
            for stay in project.stays
            if stay.stage == stage
            and stay.entered_day <= self.last
            and (stay.end_day is None or stay.end_day > self.last)
            and self.keep(project, stay)
        )

    def fates(self, stage: str) -> list[str]:
        found = []
        for project in self.projects:
            here = [place for place, one in enumerate(project.stays) if one.stage == stage]
            if not here:
                continue
            stay = project.stays[here[0]]
            if stay.outcome == "relocated" or not self.keep(project, stay):
                continue
            if not self.first <= stay.entered_day <= self.last:
                continue
            after = project.stays[here[0] + 1 :]
            on = any(STAGES.index(one.stage) > STAGES.index(stage) for one in after)
            if on or any(one.outcome == "won" for one in [stay, *after]):
                found.append("gone")
            else:
                found.append("open" if project.open else "over")
        return found

    def stuck(self, stage: str, visits: list[tuple[Project, Stay]]) -> dict[str, int]:
        last_given: dict[int, str] = {}
        for project, stay in visits:
            late = stay.seconds > EXPECTED[stage] * DAY
            if stay.outcome in ("lost", "dropped") or (
                late and stay.outcome not in ("skipped", "relocated")
            ):
                before = last_given.setdefault(id(project), "")
                last_given[id(project)] = stay.reason or before
        counts: dict[str, int] = {}
        for reason in last_given.values():
            counts[reason] = counts.get(reason, 0) + 1
        return counts

    def funnel(self) -> list[tuple[int, int]]:
        """(reached, standing) for each stage and for won."""
        farthest = []
        for project in self.projects:
            first = project.stays[0]
            if not (self.first <= first.entered_day <= self.last and self.keep(project, first)):
                continue
            come = [one for one in project.stays if one.outcome != "relocated"]
            places = [len(STAGES) if one.outcome == "won" else STAGES.index(one.stage)
                      for one in come]  # fmt: skip
            farthest.append((max(places, default=0), project.open) if come else None)
        known = [one for one in farthest if one]
        return [
            (
                sum(1 for far, _ in known if far >= place),
                sum(1 for far, open_ in known if far == place - 1 and open_),
            )
            for place in range(len(STAGES) + 1)
        ]

    def _last(self, project: Project, stay: Stay) -> bool:
        place = next(n for n, one in enumerate(project.stays) if one is stay)
        later = project.stays[place + 1 :]
        return not any(one.stage == stay.stage and one.entered_day <= self.last for one in later)

    def _stay(self, project: Project, stay: Stay) -> int:
        place = next(n for n, one in enumerate(project.stays) if one is stay)
        return sum(
            one.seconds
            for one in project.stays[: place + 1]
            if one.stage == stay.stage and one.outcome != "relocated"
        )


def quantile(values: Sequence[int], share: float) -> float | None:
    if not values:
        return None
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def _days(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / DAY


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
