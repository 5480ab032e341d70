"""Drilling through: from a figure to exactly the records it counts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.expressions import RawSQL

from zhudan.blueprint.live import LiveBlueprint
from zhudan.insight import asking, funnel, question, reasons, statements
from zhudan.insight import labels as names
from zhudan.insight.effect import closings
from zhudan.insight.population import Params, among, placed
from zhudan.insight.question import Question
from zhudan.insight.token import BadFigure, Mark
from zhudan.kit import sql
from zhudan.kit.errors import Label
from zhudan.kit.language import LANGUAGES, pick, use
from zhudan.people.viewer import Viewer

Json = dict[str, Any]


@dataclass(frozen=True)
class Drill:
    """A figure, asked again by whoever opens it."""

    asked: Question
    mark: Mark

    @property
    def table(self) -> str:
        return self.asked.pipeline.table

    @property
    def within(self) -> Q:
        """The records the figure counts; the viewer's rights are judged besides."""
        if self.mark.kind == "open":
            return self._standing_now() | self._members(statements.LEFT, ended=True)
        if self.mark.kind == "cohort":
            return self._members(statements.COHORT, ended=False)
        if self.mark.kind in ("reached", "standing"):
            return self._of_funnel()
        if self.mark.kind in closings.PREDICATES:
            return closings.members(self.asked, self.mark.kind)
        if self.mark.kind == "reason":
            return self._members(statements.STUCK, ended=True, more=["reason = %(reason)s"])
        counted = f"{statements.VISITS} AND {{{self.mark.kind}}}"
        return self._members(counted, ended=True)

    def reopened(self, ids: list[int]) -> set[int]:
        """Those that had left the pipeline by the end of the period and came back after it."""
        text = statements.REOPENED.format(among=among("v.record_id", "ids"))
        params = {"ids": sql.listed(ids), "last": self.asked.period.last}
        return {one for (one,) in asking.answers((text, params))} if ids else set()

    def title(self) -> Label:
        """What the figure is, in every language."""
        return {language: self._said(language) for language in LANGUAGES}

    def _standing_now(self) -> Q:
        asked, value = self.asked, self.mark.among
        found = asking.open_now(asked, asked.period) & Q(stage=self.mark.stage)
        if asked.group:
            column = asked.group_column
            found &= Q(**{f"{column}__isnull": True} if value is None else {column: value})
        return found

    def _members(self, lines: str, *, ended: bool, more: list[str] | None = None) -> Q:
        which = ["stage = %(of_stage)s", *(more or [])]
        if self.asked.group:
            which.append("grp IS NULL" if self.mark.among is None else "grp = %(among)s")
        return self._chosen(lines, " AND ".join(which), ended=ended)

    def _of_funnel(self) -> Q:
        """The step of the mark, or what stands before it."""
        steps = funnel.steps(self.asked)
        place, reached = steps.index(self.mark.stage or ""), self.mark.kind == "reached"
        if not self.asked.free:
            which = f"farthest >= {place}" if reached else f"farthest = {place - 1}"
            which += "" if reached else " AND still_open = 1"
            return self._chosen(statements.FARTHEST, which, ended=False)
        which = "stage = %(of_stage)s" if reached else "stage = %(before)s AND left_at IS NULL"
        if reached and self.mark.stage == funnel.WON:
            which = "outcome = 'won'"
        before = steps[place - 1] if place else ""
        return self._chosen(statements.REACHED, which, ended=False, before=before)

    def _chosen(self, lines: str, which: str, *, ended: bool, **more: Any) -> Q:
        put = asking.ended if ended else asking.begun
        text, params = put(self.asked, lines, self.asked.period)
        given: Params = {
            **params,
            "of_stage": self.mark.stage,
            "among": self.mark.among,
            "reason": self.mark.reason or "",
            **more,
        }
        whole = statements.MEMBERS.format(lines=text, which=which)
        return Q(pk__in=RawSQL(*placed(whole, given)))

    def _said(self, language: str) -> str:
        with use(language):
            parts = [self._stage()] if self.mark.stage else []
            parts.append(pick(_TITLES[self.mark.kind]))
            if self.mark.kind == "reason":
                given = reasons.told(self.asked, self.mark.stage or "", self.mark.reason or "")
                parts.append(given[0] or pick(reasons.UNSAID))
            if self.asked.group:
                parts.append(names.group(self.asked, self.mark.among))
            parts.append(pick(self.asked.period.label))
            return " · ".join(parts)

    def _stage(self) -> str:
        if self.mark.stage == funnel.WON:
            return pick(names.WON)
        return pick(names.stage(self.asked, self.mark.stage or ""))


def opened(live: LiveBlueprint, viewer: Viewer, mark: Mark, *, now: Any) -> Drill:
    """The figure, for this viewer. BadFigure, and what `question.check` raises."""
    asked = Question(
        live=live,
        viewer=viewer,
        pipeline=question.pipeline_of(live, viewer, mark.pipeline),
        period=mark.period,
        now=now,
        region=mark.region,
        owner=mark.owner,
        condition=mark.condition,
        group=mark.by,
    )
    question.check(asked)
    _check(asked, mark)
    return Drill(asked, mark)


def _check(asked: Question, mark: Mark) -> None:
    whole = mark.kind in ("reached", "standing")
    if mark.kind in closings.PREDICATES:
        if mark.stage is not None or mark.by:
            raise BadFigure
    elif mark.stage is None or (whole and (mark.by or mark.stage not in funnel.steps(asked))):
        raise BadFigure
    by_person = mark.by in ("region", "owner")
    if mark.among is not None and isinstance(mark.among, int) != by_person:
        raise BadFigure
    if isinstance(mark.among, int) and not 0 < mark.among < 2**63:
        raise BadFigure
    if asked.period.first > asked.period.last or "\0" in f"{mark.stage}{mark.reason}{mark.among}":
        raise BadFigure


_TITLES: dict[str, Label] = {
    "visits": {"zh-CN": "期内结束的停留", "en": "stays that ended"},
    "decided": {"zh-CN": "期内离开（推进、赢、输、未成）", "en": "left: on, won, lost or dropped"},
    "went_on": {"zh-CN": "期内推进", "en": "went on"},
    "open": {"zh-CN": "期末在此", "en": "standing there at the end"},
    "cohort": {"zh-CN": "期内首次进入", "en": "first came there"},
    "stuck": {"zh-CN": "超期、输单或未成", "en": "late, lost or dropped"},
    "reason": {"zh-CN": "卡点", "en": "stuck"},
    "reached": {"zh-CN": "期内登记、已到达", "en": "registered and came this far"},
    "standing": {"zh-CN": "停在前一步", "en": "still in the step before"},
    "won": {"zh-CN": "期内赢单", "en": "won"},
    "closed": {"zh-CN": "期内赢单与输单", "en": "won and lost"},
    "dropped": {"zh-CN": "期内未成", "en": "dropped"},
    "interrupted": {"zh-CN": "因跟进中断输单", "en": "lost, not followed up"},
    "silent": {"zh-CN": "输单前长期无联系", "en": "lost after a long silence"},
}
