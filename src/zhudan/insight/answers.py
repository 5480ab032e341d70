"""The shapes of what the reports' routes give. Days are numbers with two decimals, shares
0 to 1 with four."""

from datetime import date
from typing import Literal

from ninja import Field, Schema

from zhudan.records.answers import RecordsAnswer


class FigureAnswer(Schema):
    """cases: how many are behind the value; small: too few to tell anything. previous: of the
    period before, change: since then. drill: opens the records through /insight/records."""

    value: float | int | None
    cases: int
    small: bool
    previous: float | int | None
    change: float | int | None
    drill: str | None


class PeriodAnswer(Schema):
    """Both days belong to it; null: without limit."""

    from_: date | None = Field(alias="from")
    to: date | None


class ReasonCountAnswer(Schema):
    count: int
    share: float | None
    drill: str | None


class ReasonAnswer(ReasonCountAnswer):
    """key: of a sticking point or of an outcome's reason, else the words given. side: null
    where nobody said on whom it waited."""

    key: str
    label: str
    side: Literal["ours", "customer", "outside"] | None


class StickingAnswer(Schema):
    cases: FigureAnswer
    reasons: list[ReasonAnswer]
    unsaid: ReasonCountAnswer


class StageRowAnswer(Schema):
    """to: the stage that follows, null after the last. expected_days: null for a stage that is
    gone."""

    stage: str
    label: str
    to: str | None
    to_label: str
    expected_days: int | None
    average_days: FigureAnswer
    median_days: FigureAnswer
    p90_days: FigureAnswer
    days_per_visit: FigureAnswer
    conversion: FigureAnswer
    cohort_conversion: FigureAnswer
    cohort_open: FigureAnswer
    ended: FigureAnswer
    went_on: FigureAnswer
    open: FigureAnswer
    efficiency: FigureAnswer
    sticking: StickingAnswer


class GroupAnswer(Schema):
    """key: a region, a person or an option; "" for those without."""

    key: str
    label: str
    rows: list[StageRowAnswer]


class StagesAnswer(PeriodAnswer):
    """small: below so many cases a figure tells nothing. closed: the period is over."""

    pipeline: str
    label: str
    previous: PeriodAnswer | None
    small: int
    closed: bool
    rows: list[StageRowAnswer]
    groups: list[GroupAnswer] | None


class FunnelStepAnswer(Schema):
    """stage: "won" for the last. standing: open, and come as far as the step before, not here.
    share: of those who came to the step before."""

    stage: str
    label: str
    reached: FigureAnswer
    standing: FigureAnswer
    share: float | None


class FunnelAnswer(PeriodAnswer):
    """cohort: how many records were registered in the period."""

    pipeline: str
    cohort: int
    steps: list[FunnelStepAnswer]


class PairCohortAnswer(Schema):
    value: float | None
    cases: int


class PairAnswer(Schema):
    """direct: how often a stay in `to` followed one in `from`. cohort: of the records that first
    entered `from` in the period, the share that entered `to` later."""

    from_: str = Field(alias="from")
    to: str
    direct: int
    cohort: PairCohortAnswer


class PairsAnswer(Schema):
    items: list[PairAnswer]


class TitleAnswer(Schema):
    zh: str = Field(alias="zh-CN")
    en: str


class FigureRecordsAnswer(RecordsAnswer):
    """total: all records behind the figure. title: what the figure is. reopened: those of this
    page that came back after the period."""

    total: int
    table: str
    title: TitleAnswer
    reopened: list[str]
