"""Rows as the records they become would show them, for whoever looks at a preview."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from zhudan.blueprint.engine import ENGINE_FIELDS
from zhudan.blueprint.fields import FieldKind
from zhudan.blueprint.fields.choice import WithOptions
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange.chunk import Reading, Written
from zhudan.exchange.planning import Plan
from zhudan.kit.errors import Label
from zhudan.kit.language import LANGUAGES, pick
from zhudan.people import directory
from zhudan.records import tables

Json = dict[str, Any]
TAKEN, REFUSED = 30, 10
_VALUES = 8
_FIRST = ("money", "date", "user", "choice", "number", "percent", "phone", "region", "reference")


class Samples:
    """The first rows of an import that are taken, and the first refused.

    A sample: {row, action: create|update|refuse, titles: [{table, title}], values: [{field,
    label, text}]}; label and text are texts or labels of every language.
    """

    def __init__(self, live: LiveBlueprint, plans: Sequence[Plan]) -> None:
        self._live, self._plans, self._main = live, plans, plans[-1]
        self._zone = live.document.settings.timezone
        self._left = {"taken": TAKEN, "refuse": REFUSED}

    def of(self, readings: Sequence[Reading], written: Written, waiting: set[int]) -> list[Json]:
        """Of a chunk."""
        taken = {one.number for one in written.taken}
        told = []
        for one in readings:
            kind = "taken" if one.number in taken else "refuse"
            if one.number in waiting or not self._left[kind]:
                continue
            self._left[kind] -= 1
            action = written.actions.get(one.number, "update") if kind == "taken" else kind
            titles = written.titles.get(one.number, []) if kind == "taken" else self._named(one)
            values = list(self._values(one))[:_VALUES]
            told.append({"row": one.number, "action": action, "titles": titles, "values": values})
        return told

    def _named(self, reading: Reading) -> list[Json]:
        """What a refused row calls its records."""
        said = [
            (plan.table, reading.parts[plan.table].values.get(plan.reader.table.title))
            for plan in self._plans
        ]
        return [{"table": table, "title": str(title)} for table, title in said if title]

    def _values(self, reading: Reading) -> Iterator[Json]:
        part, table = reading.parts[self._main.table], self._main.reader.table
        pipeline = self._main.reader.pipeline
        if part.way is not None and pipeline is not None:
            way = part.way
            where = pipeline.outcome(way.outcome) if way.outcome else pipeline.stage(way.stage)
            yield self._own("outcome" if way.outcome else "stage", where.label)
        owner = directory.current().user(part.owner) if part.owner else None
        if owner is not None:
            yield self._own("owner", owner.name)
        fields = [one for one in table.fields if one.key != table.title]
        for field in sorted(fields, key=_rank):
            value = part.values.get(field.key)
            if value is not None and (text := self._text(field, value)):
                yield {"field": field.key, "label": dict(field.label), "text": text}
        if part.registered_at is not None:
            yield self._own("created_at", self._moment(part.registered_at))

    def _own(self, key: str, text: Label | str) -> Json:
        text = text if isinstance(text, str) else dict(text)
        return {"field": key, "label": dict(ENGINE_FIELDS[key].label), "text": text}

    def _text(self, field: FieldKind, value: Any) -> Label | str:
        if isinstance(field, WithOptions):
            keys = value if isinstance(value, list) else [value]
            labels = [field.options_by_key[key].label for key in keys]
            return {one: "、".join(pick(label, one) for label in labels) for one in LANGUAGES}
        if isinstance(value, bool):
            return dict(_YES if value else _NO)
        if field.kind == "percent":
            return f"{Decimal(value):f}%"
        if field.kind in ("money", "number"):
            return f"{Decimal(value):,f}"
        if field.kind == "datetime":
            return self._moment(datetime.fromisoformat(value))
        if field.kind == "user":
            person = directory.current().user(int(value))
            return person.name if person else ""
        if field.kind == "region":
            place = directory.current().region(int(value))
            return place.name if place else ""
        if isinstance(field, ReferenceField):
            rows = tables.model(self._live, field.table).objects.filter(id=int(value))
            return rows.values_list("title", flat=True).first() or ""
        return str(value.get("text") or "") if isinstance(value, Mapping) else str(value)

    def _moment(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")


def _rank(field: FieldKind) -> int:
    return _FIRST.index(field.kind) if field.kind in _FIRST else len(_FIRST)


_YES = {"zh-CN": "是", "en": "Yes"}
_NO = {"zh-CN": "否", "en": "No"}
