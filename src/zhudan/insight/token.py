"""What a figure counts, as an opaque text that can be asked for its records.

It is readable and not signed: whoever changes one asks another question, which is judged anew
with his own rights.
"""

import base64
import binascii
import json
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zhudan.insight.period import Period
from zhudan.insight.question import Question
from zhudan.kit.errors import Refusal

LONGEST = 16_000
Kind = Literal[
    "visits", "decided", "went_on", "open", "cohort", "stuck", "reason", "reached", "standing",
    "won", "closed", "dropped", "interrupted", "silent",
]  # fmt: skip
_Id = Field(None, gt=0, lt=2**63)
_Word = Field(None, max_length=40)


class BadFigure(Refusal):
    status = 422
    code = "bad_figure"
    title = {
        "zh-CN": "这个数字的链接无效，请回到报表重新打开",
        "en": "This link to a figure is not valid; please open it from the report again",
    }


class Mark(BaseModel):
    """kind: a predicate of the measures. stage: whose figure; for the funnel, the step, or
    "won"; none for the effect. by, among: the group it belongs to, and which of them (None:
    those without). reason: "" for those that gave none."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kind: Kind
    pipeline: str = Field(max_length=40)
    stage: str | None = _Word
    begins: date | None = Field(None, strict=False)
    ends: date | None = Field(None, strict=False)
    region: int | None = _Id
    owner: int | None = _Id
    condition: dict[str, Any] | None = None
    by: str | None = _Word
    among: int | str | None = None
    reason: str | None = Field(None, max_length=4000)

    @property
    def period(self) -> Period:
        return Period(self.begins, self.ends)

    @cached_property
    def token(self) -> str:
        told = self.model_dump(mode="json", exclude_defaults=True)
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def mark(
    asked: Question,
    kind: Kind,
    stage: str | None = None,
    *,
    among: int | str | None = None,
    reason: str | None = None,
) -> Mark:
    """The mark of a figure of the question's own period."""
    return Mark.model_construct(
        kind=kind,
        pipeline=asked.pipeline.key,
        stage=stage,
        begins=asked.period.begins,
        ends=asked.period.ends,
        region=asked.region,
        owner=asked.owner,
        condition=dict(asked.condition) if asked.condition else None,
        by=asked.group,
        among=among,
        reason=reason,
    )


def read(text: str) -> Mark:
    """BadFigure for anything that `Mark.token` did not make."""
    if len(text) > LONGEST:
        raise BadFigure
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return Mark.model_validate(json.loads(raw))
    except (binascii.Error, ValueError, RecursionError, ValidationError):
        raise BadFigure from None
