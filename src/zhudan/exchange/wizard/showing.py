"""An import as the API answers it."""

from typing import Any

from zhudan.blueprint.fields.choice import WithOptions
from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange import fitting
from zhudan.exchange import mapping as mappings
from zhudan.exchange.mapping import MappingRefused
from zhudan.exchange.models import Import
from zhudan.exchange.wizard import drafts
from zhudan.kit.language import pick, spoken
from zhudan.people import directory
from zhudan.people.viewer import Viewer


def brief(one: Import) -> dict[str, Any]:
    person = directory.current().user(one.by_id)
    return {
        "id": str(one.id),
        "status": drafts.state_of(one),
        "created_at": one.created_at,
        "by": {"id": str(one.by_id), "name": person.name if person else ""},
        "file": {"name": one.file.name, "size": one.file.size},
        "table": one.table,
        "rows": one.rows,
        "job": str(one.job_id) if one.job_id else None,
        "result": spoken(one.result),
    }


def whole(live: LiveBlueprint, viewer: Viewer, one: Import) -> dict[str, Any]:
    columns = [
        {key: column[key] for key in ("name", "filled", "samples", "colour")}
        for column in one.facts["columns"]
    ]
    return {
        **brief(one),
        "sheets": one.sheets,
        "sheet": one.sheet,
        "header_row": one.header_row,
        "header_found": one.header_found,
        "columns": columns,
        "head": one.facts["head"],
        "mapping": one.mapping,
        "remembered": one.remembered,
        "problems": _problems(live, viewer, one),
        "unmatched": one.facts.get("unmatched", []),
        "unmatched_rows": one.facts.get("unmatched_rows", one.rows),
        "preview": _report(live, one, one.preview),
        "result": _report(live, one, one.result),
    }


def _report(live: LiveBlueprint, one: Import, raw: dict[str, Any] | None) -> Any:
    """A report in the viewer's language; what cells were taken for is called by its label."""
    if not raw:
        return spoken(raw)
    names: dict[tuple[str, str], str] = {}
    for table in one.mapping.get("tables", ()):
        part = live.document.tables_by_key.get(table.get("table") or one.table)
        for name, column in table.get("columns", {}).items():
            field = part.fields_by_key.get(column["field"]) if part else None
            if isinstance(field, WithOptions):
                names |= {(name, option.key): pick(option.label) for option in field.options}
    replaced = [
        {**line, "meaning": names.get((line["column"], line["meaning"]), line["meaning"])}
        for line in raw["replaced"]
    ]
    return spoken({**raw, "replaced": replaced})


def _problems(live: LiveBlueprint, viewer: Viewer, one: Import) -> list[dict[str, str]]:
    try:
        mapping = mappings.parse(one.mapping)
    except MappingRefused as refusal:  # it was made by an earlier version of the program
        found = refusal.extra["problems"]
        assert isinstance(found, list)
        return [{"path": item["path"], "message": pick(item["message"])} for item in found]
    header = tuple(column["name"] for column in one.facts["columns"])
    return [
        {"path": path, "message": pick(message)}
        for path, message in fitting.problems(mapping, header, live, viewer)
    ]
