"""Carries a value over when a field changes its type: what can be kept is kept."""

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any

from zhudan.blueprint.fields import FieldError, FieldKind
from zhudan.blueprint.fields.choice import ChoiceField, WithOptions
from zhudan.blueprint.fields.kind import WRONG_TYPE

_TEXTS = frozenset({"text", "long_text", "phone", "email", "url", "address"})
_NUMBERS = frozenset({"number", "money", "percent"})


def convert(value: Any, old: FieldKind, new: FieldKind, zone: tzinfo) -> Any:
    """`value`, canonical for `old`, as canonical for `new`; FieldError where it cannot be."""
    if value is None:
        return None
    if isinstance(new, WithOptions):
        chosen = [_option(new, one) for one in _written(value, old)]
        if isinstance(new, ChoiceField):
            if len(chosen) != 1:
                raise WRONG_TYPE
            return chosen[0]
        return new.parse(chosen)
    if new.kind == "date" and isinstance(value, datetime):
        return value.astimezone(zone).date()
    if new.kind == "datetime" and type(value) is date:
        return datetime.combine(value, time(), zone)
    if new.kind in _TEXTS:
        return new.parse("、".join(_written(value, old)))
    if new.kind in _NUMBERS | {"date", "datetime"} and isinstance(value, str | Decimal):
        return new.parse(_plain_number(value) if new.kind in _NUMBERS else value)
    if new.kind == old.kind != "reference":
        return new.parse(value)
    raise WRONG_TYPE


def _written(value: Any, field: FieldKind) -> list[str]:
    """The value as a reader sees it; several choices are several texts."""
    if isinstance(field, WithOptions):
        keys = value if isinstance(value, list) else [value]
        return [_label(field, key) for key in keys]
    if isinstance(value, Mapping):
        return [str(value["text"])]
    if isinstance(value, bool):
        return ["是" if value else "否"]
    if isinstance(value, Decimal):
        text = format(value, "f")
        return [text.rstrip("0").rstrip(".") if "." in text else text]
    if isinstance(value, date):
        return [value.isoformat()]
    if isinstance(value, str):
        return [value]
    raise WRONG_TYPE


def _label(field: WithOptions, key: str) -> str:
    option = field.options_by_key.get(key)
    return next(iter(option.label.values())) if option else key


def _option(field: WithOptions, text: str) -> str:
    for option in field.options:
        if text == option.key or text in option.label.values():
            return option.key
    raise FieldError("unknown_option", WRONG_TYPE.message)


def _plain_number(value: str | Decimal) -> str | Decimal:
    return value.replace(",", "").replace("，", "").strip() if isinstance(value, str) else value
