"""The document as a viewer may know it: without the tables and fields that are hidden from him,
and, unless he designs, without what the roles may do."""

from collections.abc import Mapping
from typing import Any

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.engine import ENGINE_FIELDS
from zhudan.blueprint.parts.table import Table
from zhudan.blueprint.parts.view import View
from zhudan.blueprint.rights import Rights
from zhudan.kit import conditions


def trimmed(document: Blueprint, rights: Rights, roles: tuple[str, ...]) -> dict[str, Any]:
    """Plain data in the document's shape, defaults written out. roles: the viewer's."""
    told = document.model_dump(mode="json", by_alias=True, exclude_none=True)
    if "design" in rights.abilities:
        return told
    told["roles"] = [{"key": role.key, "label": role.label} for role in document.roles]
    seen = [
        table
        for table in document.tables
        if rights.scope(table.key, "read") != "none" or rights.may_create(table.key)
    ]
    whole = {table["key"]: table for table in told["tables"]}
    told["tables"] = [_table(table, whole[table.key], rights, roles) for table in seen]
    keys = {table.key for table in seen}
    told["pipelines"] = [one for one in told["pipelines"] if one["table"] in keys]
    return told


def _table(
    table: Table, told: Mapping[str, Any], rights: Rights, roles: tuple[str, ...]
) -> dict[str, Any]:
    seen = {key for key in table.fields_by_key if rights.field(table.key, key) != "hidden"}
    shown = seen | set(ENGINE_FIELDS)
    clear = {key for key in seen if rights.may_compare(table.key, key)} | set(ENGINE_FIELDS)
    layout = dict(told["layout"])
    layout["sections"] = [
        {**section, "fields": [key for key in section["fields"] if key in seen]}
        for section in layout["sections"]
    ]
    for part in ("list", "side"):
        layout[part] = [key for key in layout[part] if key in shown]
    offered = {view.key for view in table.views if _offered(view, clear, roles)}
    return {
        **told,
        "fields": [field for field in told["fields"] if field["key"] in seen],
        "layout": layout,
        "views": [
            {**view, "columns": [key for key in view["columns"] if key in shown]}
            for view in told["views"]
            if view["key"] in offered
        ],
        "duplicates": [rule for rule in told["duplicates"] if set(rule["fields"]) <= clear],
    }


def _offered(view: View, clear: set[str], roles: tuple[str, ...]) -> bool:
    """A view is for the viewer's role, and asks nothing of fields he does not read in clear."""
    asked = {key.removeprefix("-") for key in view.sort}
    asked |= conditions.fields_of(view.filter) if view.filter else set()
    return asked <= clear and (not view.roles or bool(set(view.roles) & set(roles)))
