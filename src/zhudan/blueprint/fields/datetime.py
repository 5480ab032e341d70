"""A moment."""

from datetime import UTC, datetime
from typing import ClassVar, Literal

from zhudan.blueprint.fields.kind import WRONG_TYPE, FieldKind, Storage, refuse
from zhudan.kit.conditions import EARLIEST, LATEST, Family


class DatetimeField(FieldKind):
    """canonical: aware datetime in UTC; JSON: ISO 8601 with an offset."""

    storage: ClassVar[tuple[tuple[str, Storage], ...]] = (("", "datetime"),)
    family: ClassVar[Family] = "datetime"

    kind: Literal["datetime"]

    def canonical(self, raw: object) -> datetime:
        if isinstance(raw, str):
            raw = _read(raw.strip())
        if not isinstance(raw, datetime):
            raise WRONG_TYPE
        if raw.tzinfo is None:
            raise refuse("no_offset", "时间缺少时区", "The time lacks its offset")
        if not EARLIEST < raw.year < LATEST:
            raise refuse("out_of_range", "时间超出范围", "This time is out of range")
        return raw.astimezone(UTC)

    def to_json(self, value: datetime | None) -> str | None:
        return None if value is None else value.isoformat()


def _read(text: str) -> datetime:
    try:
        if "T" in text and len(text) <= 40:
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise refuse(
        "not_a_time",
        "请填写时间，如 2026-03-31T09:30:00+08:00",
        "This must be a time, as 2026-03-31T09:30:00+08:00",
    )
