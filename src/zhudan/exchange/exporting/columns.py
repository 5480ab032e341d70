"""The columns of a list that leaves: what each is called, and what it holds of a record.

A record comes as `records.present` shows it to the viewer, so what is hidden from him is not
there at all and what is masked is masked. What he reads and may not take along is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from zhudan.blueprint.engine import ENGINE_FIELDS, STATUS_LABELS
from zhudan.blueprint.fields import ComputedField, FieldKind
from zhudan.blueprint.fields.choice import WithOptions
from zhudan.blueprint.fields.number import ExactNumber, NumberField
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.rights import Rights
from zhudan.exchange.exporting.refusals import NO_COLUMN, NothingToExport
from zhudan.kit.errors import Invalid, Label
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer
from zhudan.records import access

Json = Mapping[str, Any]
Kind = Literal["text", "number", "money", "percent", "date", "datetime"]
Value = str | Decimal | date | datetime | None

TITLE = "title"
_OF_ALL = ("owner", "region")
_OF_FLOW = (
    "stage", "status", "outcome", "amount", "stage_entered_at", "contact_at", "progress_at",
    "plan", "plan_on", "closed_at", "wake_on",
)  # fmt: skip
_WHEN_MADE = ("created_at", "updated_at", "created_by")
_IN_FLOW = {"stage_entered_at": "entered_at"}
_YES_NO: Mapping[bool, Label] = {
    True: {"zh-CN": "是", "en": "Yes"},
    False: {"zh-CN": "否", "en": "No"},
}


@dataclass(frozen=True)
class Column:
    """value: of a presented record; text, Decimal (6.2 means 6.2 %), date, or datetime with its
    zone. scale: places of a figure. unit: what is counted, in the viewer's language."""

    key: str
    label: str
    kind: Kind
    value: Callable[[Json], Value]
    scale: int = 0
    unit: str = ""


@dataclass(frozen=True)
class Columns:
    """left_out: labels of columns that the viewer sees and may not take along."""

    taken: tuple[Column, ...]
    left_out: tuple[str, ...]


def columns_of(
    live: LiveBlueprint, viewer: Viewer, table: str, wanted: Sequence[str] | None
) -> Columns:
    """In the order wanted; None: all there are. Invalid for an unknown (or hidden) key,
    NothingToExport."""
    held = access.rights(live, viewer)
    known = _keys(live, held, table)
    keys = known if wanted is None else list(dict.fromkeys(wanted))
    for key in keys:
        if key not in known and key != TITLE:
            raise Invalid.field("columns", "unknown_column", NO_COLUMN)
    part = live.document.table(table)
    if TITLE in keys and part.title in keys:
        keys.remove(part.title)
    taken, left_out = [], []
    for key in keys:
        if access.exportable(live, held, table, key):
            taken.append(_column(live, held, table, key))
        else:
            left_out.append(_label(live, table, key))
    if not taken:
        raise NothingToExport
    return Columns(tuple(taken), tuple(left_out))


def _keys(live: LiveBlueprint, held: Rights, table: str) -> list[str]:
    """What the screens can show of a table, the title first."""
    fields = [one.key for one in live.document.table(table).fields]
    title = live.document.table(table).title
    fields.sort(key=lambda key: key != title)
    seen = [key for key in fields if held.field(table, key) != "hidden"]
    flow = _OF_FLOW if live.document.pipelines_of(table) else ()
    return [*seen, *_OF_ALL, *flow, *_WHEN_MADE]


def _label(live: LiveBlueprint, table: str, key: str) -> str:
    part = live.document.table(table)
    field = part.fields_by_key.get(part.title if key == TITLE else key)
    return pick(field.label if field else ENGINE_FIELDS[key].label)


def _column(live: LiveBlueprint, held: Rights, table: str, key: str) -> Column:
    label = _label(live, table, key)
    if key == TITLE:
        return Column(key, label, "text", lambda record: record["title"])
    field = live.document.table(table).fields_by_key.get(key)
    if field is None:
        return _engine_column(live, table, key, label)
    shown = field.stored if isinstance(field, ComputedField) else field
    kind, read = ("text", _text) if held.field(table, key) == "masked" else _reader(shown)
    if isinstance(field, ReferenceField) and not access.exportable(live, held, field.table, TITLE):
        read = _number_only
    scale = shown.scale if isinstance(shown, ExactNumber) else 0
    unit = pick(shown.unit) if isinstance(shown, NumberField) and shown.unit else ""

    def value(record: Json) -> Value:
        told = record["values"].get(key)
        return None if told is None else read(told)

    return Column(key, label, kind, value, scale, unit)


def _engine_column(live: LiveBlueprint, table: str, key: str, label: str) -> Column:
    options: Mapping[str, str] = {}
    if key == "status":
        options = {status: pick(said) for status, said in STATUS_LABELS.items()}
    elif key in ("stage", "outcome"):
        options = {
            one.key: pick(one.label)
            for pipeline in live.document.pipelines_of(table)
            for one in (pipeline.stages if key == "stage" else pipeline.outcomes)
        }
    family = ENGINE_FIELDS[key].family
    kind: Kind = "text"
    if key == "amount":
        kind = "money"
    elif family == "date":
        kind = "date"
    elif family == "datetime":
        kind = "datetime"

    def value(record: Json) -> Value:
        where = (record["flow"] or {}) if key in _OF_FLOW else record
        told = where.get(_IN_FLOW.get(key, key))
        if isinstance(told, Mapping):
            return str(told["name"])
        if kind == "money":
            return None if told is None else Decimal(told)
        return told if told is None or kind != "text" else options.get(told, told)

    return Column(key, label, kind, value, 2 if kind == "money" else 0)


def _reader(field: FieldKind) -> tuple[Kind, Callable[[Any], Value]]:
    """What a field's JSON becomes."""
    if isinstance(field, WithOptions):
        labels = {option.key: pick(option.label) for option in field.options}
        return "text", lambda told: _joined(
            labels.get(one, one) for one in ([told] if isinstance(told, str) else told)
        )
    return _READERS.get(field.kind, ("text", _text))


def _text(told: Any) -> str:
    return str(told)


def _joined(parts: Any) -> str | None:
    return pick({"zh-CN": "、", "en": ", "}).join(parts) or None


def _number_only(told: Any) -> str:
    return f"#{told['id']}"


_READERS: Mapping[str, tuple[Kind, Callable[[Any], Value]]] = {
    "number": ("number", Decimal),
    "money": ("money", Decimal),
    "percent": ("percent", Decimal),
    "date": ("date", date.fromisoformat),
    "datetime": ("datetime", datetime.fromisoformat),
    "yes_no": ("text", lambda told: pick(_YES_NO[told])),
    "address": ("text", lambda told: told["text"]),
    "user": ("text", lambda told: told["name"]),
    "region": ("text", lambda told: told["name"]),
    "reference": ("text", lambda told: told["title"]),
    "attachment": ("text", lambda told: _joined(file["name"] for file in told)),
}
