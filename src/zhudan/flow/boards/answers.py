"""The shapes of what the boards' routes give. Ids are texts, money decimal texts."""

from datetime import date, datetime

from pydantic import BaseModel

from zhudan.flow.answers import KeyLabelAnswer, NamedAnswer
from zhudan.records.dwell import Badge


class CardGateAnswer(BaseModel):
    done: int
    total: int


class CardNextAnswer(BaseModel):
    text: str
    on: date | None
    late: bool


class CardAnswer(BaseModel):
    id: str
    version: int
    title: str
    subtitle: str | None
    amount: str | None
    stage: str
    entered_at: datetime
    days: int
    dwell: Badge
    overdue_days: int | None
    gate: CardGateAnswer
    next: CardNextAnswer | None
    owner: NamedAnswer | None


class HeadAnswer(BaseModel):
    stage: str
    count: int
    amount: str | None
    mean_age_days: float | None


class ColumnAnswer(HeadAnswer):
    label: str
    expected_days: int
    asks: list[str]
    cards: list[CardAnswer]
    next: str | None


class TotalAnswer(BaseModel):
    count: int
    amount: str | None


class BoardAnswer(BaseModel):
    pipeline: str
    label: str
    columns: list[ColumnAnswer]
    total: TotalAnswer


class CardsAnswer(BaseModel):
    items: list[CardAnswer]
    next: str | None


class SomeCardsAnswer(BaseModel):
    cards: list[CardAnswer]
    heads: list[HeadAnswer]


class ChipsAnswer(BaseModel):
    mine: int
    overdue: int
    closing: int | None
    large: int | None
    silent: int


class BoardNameAnswer(KeyLabelAnswer):
    table: str


class BoardsAnswer(BaseModel):
    items: list[BoardNameAnswer]
    next: None = None
