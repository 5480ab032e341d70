"""What each role of the live blueprint may do, computed as it is at every door."""

from typing import Any

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.role import VERBS, Role
from zhudan.blueprint.parts.table import Table
from zhudan.blueprint.rights import Rights, rights_in
from zhudan.kit.language import pick
from zhudan.people import directory

Json = dict[str, Any]


def all_of(live: LiveBlueprint) -> list[Json]:
    """The roles in the blueprint's order, each with the tables it reaches and the fields that
    are not simply as the table's rights say."""
    people = directory.current().people.values()
    return [
        {
            "key": role.key,
            "label": pick(role.label),
            "people": sum(one.is_active and role.key in one.roles for one in people),
            "abilities": list(role.abilities),
            "tables": _tables(live.document, role),
        }
        for role in live.document.roles
    ]


def _tables(document: Blueprint, role: Role) -> list[Json]:
    held = rights_in(document, (role.key,))
    return [
        {
            "key": table.key,
            "label": pick(table.label),
            "create": held.may_create(table.key),
            "scopes": {str(verb): held.scope(table.key, verb) for verb in VERBS},
            "piped": bool(document.pipelines_of(table.key)),
            "fields": _fields(held, table),
        }
        for table in document.tables
        if held.scope(table.key, "read") != "none" or held.may_create(table.key)
    ]


def _fields(held: Rights, table: Table) -> list[Json]:
    """export: whether the field may leave, of a table whose rows may."""
    writes = held.scope(table.key, "edit") != "none" or held.may_create(table.key)
    exports = held.scope(table.key, "export") != "none"
    found = []
    for field in table.fields:
        access = held.field(table.key, field.key)
        plain = "edit" if writes else "read"
        kept = exports and access != "hidden" and not held.may_export(table.key, field.key)
        if access != plain or kept:
            found.append(
                {
                    "key": field.key,
                    "label": pick(field.label),
                    "access": access,
                    "differs": access != plain,
                    "export": not kept,
                    "reveal": field.key in held.reveals.get(table.key, ()),
                }
            )
    return found
