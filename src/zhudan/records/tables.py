"""The company's tables as Django model classes, made from the live blueprint.

They are built in an app registry of their own and are only ever read through `access.py` and
`query.py` and written through `writes.py`. Every attribute has its physical column's name.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain
from threading import Lock
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import models
from django.db.models.base import ModelState

from zhudan.blueprint.engine import ENGINE_FIELDS
from zhudan.blueprint.fields import ComputedField, FieldKind
from zhudan.blueprint.fields.reference import Pointer, ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.people.models import Region, User
from zhudan.records.columns import definition, physical
from zhudan.records.engine_tables import COLUMNS, FIELDS, table_name
from zhudan.records.models import Column

# engine field -> the column that holds it, where the two differ
_ENGINE_COLUMNS = {"owner": "owner_id", "region": "region_id", "created_by": "created_by_id"}
_KEPT = 4


@dataclass(frozen=True)
class Slot:
    """Where a row keeps a field, and how it is read, written, and shown as JSON."""

    key: str
    field: FieldKind
    attributes: tuple[str, ...]
    read: Callable[..., Any]
    write: Callable[[Any], tuple[Any, ...]]
    show: Callable[[Any], Any]

    def columns_of(self, stored: Mapping[str, Any]) -> list[Any]:
        return [stored[attribute] for attribute in self.attributes]


class Row(models.Model):
    """A record. `value` and `values` speak canonical values; attributes are the columns.

    older: columns that a changed field had before, written beside its present one.
    """

    table_key: ClassVar[str]
    slots: ClassVar[Mapping[str, Slot]]
    older: ClassVar[Mapping[str, list[Slot]]]
    objects: ClassVar[models.Manager[Any]]
    id: int
    title: str
    title_key: str
    owner_id: int | None
    region_id: int | None
    pipeline: str | None
    stage: str | None
    status: str | None
    outcome: str | None
    amount: int | None
    stage_entered_at: datetime | None
    closed_at: datetime | None
    contact_at: datetime | None
    progress_at: datetime | None
    plan: str | None
    plan_on: Any
    wake_on: Any
    version: int
    created_at: datetime
    updated_at: datetime
    created_by_id: int | None
    deleted_at: datetime | None

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> "Row":
        # Model.__init__ walks over all fields; a page of rows of 50 fields feels that.
        row = cls.__new__(cls)
        row._state = ModelState()
        row._state.adding = False
        row._state.db = db
        row.__dict__.update(zip(field_names, values, strict=True))
        return row

    def __copy__(self) -> "Row":
        # Model's own goes by pickle, which looks the class up among the installed apps.
        twin = self.__class__.__new__(self.__class__)
        twin.__dict__.update(self.__dict__)
        return twin

    def value(self, key: str) -> Any:
        """The canonical value of a field, or of an engine field; raises KeyError."""
        slot = self.slots.get(key)
        if slot is not None:
            return slot.read(*[getattr(self, attribute) for attribute in slot.attributes])
        if key == "amount":
            return None if self.amount is None else Decimal(self.amount).scaleb(-2)
        return getattr(self, engine_attribute(key))

    def values(self) -> dict[str, Any]:
        """All canonical values, engine fields among them."""
        engine = {key: self.value(key) for key in ENGINE_FIELDS}
        return engine | {key: self.value(key) for key in self.slots}

    def put(self, key: str, value: Any) -> dict[str, Any]:
        """Set a field on this row (not in the database); returns {column: stored value}."""
        slot = self.slots[key]
        stored = dict(zip(slot.attributes, slot.write(value), strict=True))
        self.__dict__.update(stored)
        return stored


def engine_attribute(key: str) -> str:
    """The attribute of an engine field; raises KeyError."""
    return _ENGINE_COLUMNS.get(key) or ENGINE_FIELDS[key].key


def model(live: LiveBlueprint, table: str) -> type[Row]:
    """The class of a table; raises KeyError."""
    return _models(live)[table]


def attribute(live: LiveBlueprint, table: str, field: str) -> str:
    """The attribute, and column, of a field or engine field; raises KeyError."""
    return live.columns[table].get(field) or engine_attribute(field)


_made: dict[tuple[int, str, datetime], Mapping[str, type[Row]]] = {}
_making = Lock()


def _models(live: LiveBlueprint) -> Mapping[str, type[Row]]:
    key = (live.number, live.digest, live.published_at)
    made = _made.get(key)
    if made is None:
        with _making:
            made = _make_all(live)
            while len(_made) >= _KEPT:
                del _made[next(iter(_made))]
            _made[key] = made
    return made


def _make_all(live: LiveBlueprint) -> Mapping[str, type[Row]]:
    apps = Apps()
    older = _older(live) if any(live.also.values()) else {}
    return {
        table.key: _make(
            apps, table.key, table.fields, live.columns[table.key], older.get(table.key, {})
        )
        for table in live.document.tables
    }


def _older(live: LiveBlueprint) -> dict[str, dict[str, list[Slot]]]:
    """The columns that are written beside a field's own: table -> field -> slots."""
    found: dict[str, dict[str, list[Slot]]] = {}
    for column in Column.objects.order_by("id"):
        if column.name in live.also.get(column.table, {}).get(column.field, ()):
            slot = slot_of(definition(column), column.name)
            found.setdefault(column.table, {}).setdefault(column.field, []).append(slot)
    return found


def _make(
    apps: Apps,
    table: str,
    fields: Sequence[FieldKind],
    columns: Mapping[str, str],
    older: Mapping[str, list[Slot]],
) -> type[Row]:
    meta = type(
        "Meta",
        (),
        {"apps": apps, "app_label": "rec", "managed": False, "db_table": table_name(table)},
    )
    body: dict[str, Any] = {"__module__": __name__, "Meta": meta, "table_key": table}
    body["id"] = models.BigIntegerField(primary_key=True)
    for column in COLUMNS:
        body[column.name] = FIELDS[column.storage](null=True)
    slots = {field.key: slot_of(field, columns[field.key]) for field in fields}
    for slot in (*slots.values(), *chain.from_iterable(older.values())):
        for name, (_, storage) in zip(slot.attributes, physical(slot.field), strict=True):
            body[name] = FIELDS[storage](null=True)
    targets: dict[str, Any] = {"owner_id": User, "created_by_id": User, "region_id": Region}
    for field in fields:
        if isinstance(field, Pointer):
            targets[columns[field.key]] = _target(field)
    for name, target in targets.items():
        # read by its column's name, and joined as `<column>_row` by a list sorted by it
        body[f"{name}_row"] = Link(target, name)
        del body[name]
    body |= {"slots": slots, "older": older}
    return type(class_name(table), (Row,), body)


def _target(field: Pointer) -> Any:
    if isinstance(field, ReferenceField):
        return f"rec.{class_name(field.table)}"
    return Region if field.kind == "region" else User


def slot_of(field: FieldKind, column: str) -> Slot:
    """How `field` is kept in `column`."""
    keeper = field.stored if isinstance(field, ComputedField) else field
    attributes = tuple(column + suffix for suffix, _ in physical(field))
    return Slot(field.key, field, attributes, keeper.from_db, keeper.to_db, keeper.to_json)


def class_name(table: str) -> str:
    return "Rec_" + table


class Link(models.ForeignKey):  # type: ignore[type-arg]
    """A reference whose attribute has the column's own name, so that a row is read without
    knowing which columns refer to something."""

    def __init__(self, to: Any, column: str) -> None:
        super().__init__(
            to,
            models.DO_NOTHING,
            db_column=column,
            null=True,
            related_name="+",
            db_constraint=False,
            db_index=False,
        )

    def get_attname(self) -> str:
        return str(self.db_column)
