"""A calendar day."""

import re
from datetime import date, datetime
from typing import ClassVar, Literal

from zhudan.blueprint.fields.kind import WRONG_TYPE, FieldKind, Storage, refuse
from zhudan.kit.conditions import EARLIEST, LATEST, Family

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class DateField(FieldKind):
    """canonical: date, from 1900 to 2199; JSON: YYYY-MM-DD."""

    storage: ClassVar[tuple[tuple[str, Storage], ...]] = (("", "date"),)
    family: ClassVar[Family] = "date"

    kind: Literal["date"]

    def canonical(self, raw: object) -> date:
        if isinstance(raw, datetime):
            raise WRONG_TYPE
        if isinstance(raw, str):
            raw = _read(raw.strip())
        if not isinstance(raw, date):
            raise WRONG_TYPE
        if not EARLIEST <= raw.year < LATEST:
            raise refuse("out_of_range", "日期超出范围", "This date is out of range")
        return raw

    def to_json(self, value: date | None) -> str | None:
        return None if value is None else value.isoformat()


def _read(text: str) -> date:
    try:
        if _WRITTEN.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise refuse(
        "not_a_date",
        "请填写真实存在的日期，如 2026-03-31",
        "This must be a date that exists, as 2026-03-31",
    )
