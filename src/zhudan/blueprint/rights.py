"""What a viewer may do, read from the roles of the live blueprint.

Of several roles the widest counts, right by right and field by field. A field a role does not
name: edit where the role may edit the table at all, else read. A computed field is never seen
more clearly than what it is computed from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.fields.formula import FormulaField
from zhudan.blueprint.fields.kind import FieldKind
from zhudan.blueprint.fields.rollup import RollupField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.role import (
    ACCESSES,
    SCOPES,
    VERBS,
    Ability,
    Access,
    FieldRight,
    Role,
    Scope,
    TableRights,
    Verb,
)
from zhudan.kit.errors import Forbidden

NO_RIGHTS = TableRights()


class HasRoles(Protocol):
    @property
    def roles(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Rights:
    """Rights of one set of roles over one revision. Unknown tables and fields: none, hidden.
    reveals: the masked fields whose full values may be asked for one by one."""

    abilities: frozenset[Ability]
    tables: Mapping[str, TableRights]
    fields: Mapping[str, Mapping[str, Access]]
    unexported: Mapping[str, frozenset[str]]
    reveals: Mapping[str, frozenset[str]]

    def need(self, ability: Ability) -> None:
        """Raise Forbidden without the ability."""
        if ability not in self.abilities:
            raise Forbidden

    def scope(self, table: str, verb: Verb) -> Scope:
        return self.tables.get(table, NO_RIGHTS).scope(verb)

    def may_create(self, table: str) -> bool:
        return self.tables.get(table, NO_RIGHTS).create

    def field(self, table: str, field: str) -> Access:
        return self.fields.get(table, {}).get(field, "hidden")

    def may_export(self, table: str, field: str) -> bool:
        """Whether the field's values may leave in an export (of rows the scope allows)."""
        access = self.field(table, field)
        return access != "hidden" and field not in self.unexported.get(table, frozenset())

    def may_compare(self, table: str, field: str) -> bool:
        """Whether lists may be filtered, sorted or grouped by the field: only by what is read
        in clear, for a filter on a masked phone would spell it out."""
        return self.field(table, field) in ("read", "edit")


def rights_of(live: LiveBlueprint, viewer: HasRoles) -> Rights:
    return rights_in(live.document, tuple(sorted(viewer.roles)))


_known: dict[tuple[str, tuple[str, ...]], Rights] = {}
_KEPT = 256


def rights_in(document: Blueprint, roles: Iterable[str]) -> Rights:
    """The rights of somebody with these roles; roles the document does not know give none."""
    held = tuple(key for key in roles if key in document.roles_by_key)
    key = (document.digest, held)
    if key not in _known:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[key] = _combine(document, [document.role(one) for one in held])
    return _known[key]


def _combine(document: Blueprint, roles: list[Role]) -> Rights:
    tables = {
        table.key: _widest([role.rights.get(table.key, NO_RIGHTS) for role in roles])
        for table in document.tables
    }
    fields: dict[str, dict[str, Access]] = {}
    unexported: dict[str, set[str]] = {}
    for table in document.tables:
        holders = [role for role in roles if _reaches(role, table.key)]
        fields[table.key] = {
            field.key: _access(holders, table.key, field.key) for field in table.fields
        }
        unexported[table.key] = {
            field.key
            for field in table.fields
            if not any(_right(role, table.key, field.key).export for role in holders)
        }
    _narrow_computed(document, fields)
    _narrow_exports(document, unexported)
    reveals = {
        table: frozenset(
            key
            for key, access in seen.items()
            if access == "masked"
            and any(_reaches(role, table) and _right(role, table, key).reveal for role in roles)
        )
        for table, seen in fields.items()
    }
    return Rights(
        abilities=frozenset(ability for role in roles for ability in role.abilities),
        tables=tables,
        fields=fields,
        unexported={table: frozenset(keys) for table, keys in unexported.items()},
        reveals=reveals,
    )


def _widest(rights: list[TableRights]) -> TableRights:
    scopes = {
        verb: max((one.scope(verb) for one in rights), key=SCOPES.index, default="none")
        for verb in VERBS
    }
    return TableRights(create=any(one.create for one in rights), **scopes)


def _reaches(role: Role, table: str) -> bool:
    rights = role.rights.get(table, NO_RIGHTS)
    return rights.read != "none" or rights.create


def _right(role: Role, table: str, field: str) -> FieldRight:
    return role.fields.get(table, {}).get(field, FieldRight())


def _access(holders: list[Role], table: str, field: str) -> Access:
    seen: list[Access] = ["hidden"]
    for role in holders:
        rights = role.rights[table]
        named = _right(role, table, field).access
        seen.append(named or ("edit" if rights.edit != "none" or rights.create else "read"))
    return max(seen, key=ACCESSES.index)


def _narrow_computed(document: Blueprint, fields: dict[str, dict[str, Access]]) -> None:
    """Hide computed fields whose sources are not read in clear, until nothing changes: one may
    be computed from another."""
    changed = True
    while changed:
        changed = False
        for table in document.tables:
            for field in table.fields:
                seen = fields[table.key][field.key]
                if seen != "hidden" and not _clear(table.key, field, fields):
                    fields[table.key][field.key] = "hidden"
                    changed = True


def _narrow_exports(document: Blueprint, unexported: dict[str, set[str]]) -> None:
    """What is computed from a field that may not leave may not leave either."""
    changed = True
    while changed:
        changed = False
        for table in document.tables:
            for field in table.fields:
                kept = unexported[table.key]
                if field.key not in kept and any(
                    key in unexported.get(where, ()) for where, key in _sources(table.key, field)
                ):
                    kept.add(field.key)
                    changed = True


def _clear(table: str, field: FieldKind, fields: Mapping[str, Mapping[str, Access]]) -> bool:
    sources = _sources(table, field)
    return all(fields.get(where, {}).get(key, "edit") in ("read", "edit") for where, key in sources)


def _sources(table: str, field: FieldKind) -> list[tuple[str, str]]:
    """The fields a computed one is computed from, as (table, key); none for another."""
    if isinstance(field, FormulaField):
        return [(table, key) for key in field.reads]
    if isinstance(field, RollupField):
        return [(field.source, field.field)] if field.field else []
    return []
