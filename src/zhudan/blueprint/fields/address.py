"""A place: its text, and where somebody pinned it on the map."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from zhudan.blueprint.fields.kind import WRONG_TYPE, FieldKind, Storage, clean_text, refuse


class AddressField(FieldKind):
    """canonical: {"text": str} and, when pinned, "lat" and "lng" in degrees to six places.

    Two columns: the text, which lists, filters and search see, and "lat,lng" beside it.
    """

    storage: ClassVar[tuple[tuple[str, Storage], ...]] = (("", "text"), ("_at", "text"))

    kind: Literal["address"]

    def canonical(self, raw: object) -> dict[str, Any] | None:
        if isinstance(raw, str):
            raw = {"text": raw}
        if not isinstance(raw, Mapping) or not set(raw) <= {"text", "lat", "lng"}:
            raise WRONG_TYPE
        written = raw.get("text")
        text = "" if written is None else " ".join(clean_text(written, 300).split())
        lat, lng = _degrees(raw.get("lat"), 90), _degrees(raw.get("lng"), 180)
        if (lat is None) != (lng is None):
            raise WRONG_TYPE
        if not text:
            if lat is None:
                return None
            raise refuse("no_text", "请写出地址", "The address needs its text")
        return {"text": text} if lat is None else {"text": text, "lat": lat, "lng": lng}

    def to_db(self, value: dict[str, Any] | None) -> tuple[str | None, str | None]:
        if value is None:
            return None, None
        at = f"{value['lat']},{value['lng']}" if "lat" in value else None
        return value["text"], at

    def from_db(self, *stored: str | None) -> dict[str, Any] | None:
        text, at = stored
        if text is None:
            return None
        if at is None:
            return {"text": text}
        lat, _, lng = at.partition(",")
        return {"text": text, "lat": float(lat), "lng": float(lng)}


def _degrees(raw: object, most: int) -> float | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise WRONG_TYPE
    if not -most <= raw <= most:
        raise refuse("out_of_range", "坐标超出范围", "The coordinates are out of range")
    return round(float(raw), 6)
