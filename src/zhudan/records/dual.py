"""Writes a changed field's older columns beside its present one, until the change is final, so
that going back to an earlier revision loses nothing that can be said in the old type."""

from collections.abc import Mapping
from typing import Any

from zhudan.blueprint.fields import FieldError
from zhudan.blueprint.live import LiveBlueprint
from zhudan.records.convert import convert
from zhudan.records.tables import Row


def put_older(live: LiveBlueprint, row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set the older columns on the row; returns {column: stored value}. What the old type
    cannot say is left as it was there."""
    stored: dict[str, Any] = {}
    zone = live.document.settings.timezone
    for key, value in values.items():
        for slot in row.older.get(key, ()):
            try:
                old = convert(value, row.slots[key].field, slot.field, zone)
            except FieldError:
                continue
            stored |= dict(zip(slot.attributes, slot.write(old), strict=True))
    row.__dict__.update(stored)
    return stored
