"""What one row of a file becomes: the tables of a mapping in the order they are written."""

from dataclasses import dataclass

from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange.mapping import Mapping, TableMapping
from zhudan.exchange.pointers import Pointers
from zhudan.exchange.rows import RowReader
from zhudan.kit.errors import Label


@dataclass(frozen=True)
class Plan:
    """One table of the mapping. linked: rows of others point to its records, so many rows may be
    about one of them; what they say fills what is empty and overwrites nothing."""

    table: str
    mapping: TableMapping
    reader: RowReader
    linked: bool
    columns: dict[str, str]  # field -> the file's column

    def column(self, key: str) -> str | Label | None:
        """How the file calls what the engine calls by its key; else the label."""
        field = self.reader.table.fields_by_key.get(key)
        return self.columns.get(key) or (dict(field.label) if field else None)


def plans(
    live: LiveBlueprint, mapping: Mapping, header: tuple[str, ...], pointers: Pointers
) -> list[Plan]:
    """Tables that are linked to come before those that link to them."""
    told = _with_created(live, mapping)
    linked = {target for table in told for target in table.links.values()}
    return [
        Plan(
            table=table.table,
            mapping=table,
            reader=RowReader(live, table, header, pointers),
            linked=table.table in linked,
            columns={column.field: name for name, column in table.columns.items()},
        )
        for table in _ordered(told)
    ]


def _with_created(live: LiveBlueprint, mapping: Mapping) -> list[TableMapping]:
    """`create` said as what it means: a table of its own that has only a title."""
    told = {table.table: table for table in mapping.tables}
    for path, wanted in mapping.create.items():
        table, _, key = path.partition(".")
        own = told.get(table)
        if not wanted or own is None or key in own.links:
            continue
        found = [(name, one) for name, one in own.columns.items() if one.field == key]
        target = getattr(live.document.table(table).field(key), "table", "")
        if not found or target in told:
            continue
        ((name, column),) = found
        title = live.document.table(target).title
        columns = {one: kept for one, kept in own.columns.items() if one != name}
        told[table] = own.model_copy(
            update={"columns": columns, "links": {**own.links, key: target}}
        )
        told[target] = TableMapping(
            table=target, key=title, columns={name: column.model_copy(update={"field": title})}
        )
    return list(told.values())


def _ordered(tables: list[TableMapping]) -> list[TableMapping]:
    """Raises ValueError where tables link in a ring."""
    waiting = {table.table: table for table in tables}
    ordered: list[TableMapping] = []
    while waiting:
        free = [
            table
            for table in waiting.values()
            if not any(target in waiting for target in table.links.values())
        ]
        if not free:
            raise ValueError("the links of the mapping form a ring")
        ordered += free
        for table in free:
            del waiting[table.table]
    return ordered
