"""The indexes of a company's table: for the lists, the board, references and unique fields."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.fields.reference import Pointer
from zhudan.blueprint.parts.table import Table
from zhudan.records.engine_tables import on_postgresql, table_name

HERE = "deleted_at IS NULL"
OPEN = f"status = 'open' AND {HERE}"


@dataclass(frozen=True)
class Index:
    """include: columns carried along, so that the index alone answers."""

    table: str
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    where: str = ""
    unique: bool = False

    @property
    def name(self) -> str:
        said = repr((self.table, self.columns, self.include, self.where, self.unique))
        digest = hashlib.sha256(said.encode()).hexdigest()[:10]
        return f"{'ux' if self.unique else 'ix'}_{self.table}_{self.columns[0]}"[:50] + f"_{digest}"

    def statement(self, *, concurrently: bool) -> str:
        columns = ", ".join(f'"{column}"' for column in self.columns)
        include = ""
        if self.include and on_postgresql():
            include = " INCLUDE ({})".format(", ".join(f'"{name}"' for name in self.include))
        elif self.include:
            columns += "".join(f', "{name}"' for name in self.include)
        return (
            f"CREATE {'UNIQUE ' if self.unique else ''}INDEX "
            f"{'CONCURRENTLY ' if concurrently else ''}"
            f'"{self.name}" ON "{self.table}" ({columns}){include}'
            + (f" WHERE {self.where}" if self.where else "")
        )


def unique_field(table: Table, columns: Mapping[str, str], told: str) -> str | None:
    """The key of the unique field an IntegrityError speaks of: PostgreSQL names the index,
    SQLite the column."""
    name = table_name(table.key)
    for field in table.fields:
        index = Index(name, (columns[field.key],), where=HERE, unique=True)
        if field.unique and (index.name in told or f"{name}.{columns[field.key]}" in told):
            return field.key
    return None


def indexes_of(document: Blueprint, table: Table, columns: Mapping[str, str]) -> Iterator[Index]:
    name = table_name(table.key)
    for lead in ((), ("owner_id",), ("region_id",)):
        yield Index(name, (*lead, "updated_at", "id"), where=HERE)
    yield Index(name, ("title_key", "id"), where=HERE)
    yield Index(name, ("created_by_id",))
    for field in table.fields:
        column = columns[field.key]
        if isinstance(field, Pointer):
            yield Index(name, (column,))
        if field.unique:
            yield Index(name, (column,), where=HERE, unique=True)
    yield from _board(document, table, columns)


def _board(document: Blueprint, table: Table, columns: Mapping[str, str]) -> Iterator[Index]:
    """A column of the board in its order, and its head's figures, for each width of sight."""
    pipelines = document.pipelines_of(table.key)
    if not pipelines:
        return
    name = table_name(table.key)
    order = ("pipeline", "stage", "stage_entered_at", "id")
    yield Index(name, order, ("amount", "owner_id", "region_id"), OPEN)
    yield Index(name, ("owner_id", *order), ("amount",), OPEN)
    yield Index(name, ("region_id", *order), ("amount", "owner_id"), OPEN)
    for due in sorted({columns[pipeline.due] for pipeline in pipelines if pipeline.due}):
        yield Index(name, ("pipeline", due), where=OPEN)
