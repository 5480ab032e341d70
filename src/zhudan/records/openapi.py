"""The OpenAPI description of one table, made from the live revision for one viewer."""

from collections.abc import Mapping
from typing import Any

from zhudan.blueprint.fields import ComputedField, FieldKind
from zhudan.blueprint.fields.choice import WithOptions
from zhudan.blueprint.fields.number import ExactNumber
from zhudan.blueprint.live import LiveBlueprint
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer
from zhudan.records import access
from zhudan.records.answers import RecordAnswer

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_ID: Json = {"type": "string", "pattern": "^[1-9][0-9]*$"}
_NAMED: Json = {
    "type": "object",
    "properties": {"id": _ID, "name": _TEXT},
    "required": ["id", "name"],
}
_TITLED: Json = {
    "type": "object",
    "properties": {"id": _ID, "title": _TEXT, "table": _TEXT, "gone": {"type": "boolean"}},
    "required": ["id", "title"],
}
_FILE: Json = {
    "type": "object",
    "properties": {"id": _ID, "name": _TEXT, "size": {"type": "integer"}, "type": _TEXT},
    "required": ["id", "name"],
}
_ADDRESS: Json = {
    "type": "object",
    "properties": {"text": _TEXT, "lat": {"type": "number"}, "lng": {"type": "number"}},
    "required": ["text"],
}

# kind -> (as answered, as written)
_KINDS: Mapping[str, tuple[Json, Json]] = {
    "date": ({"type": "string", "format": "date"},) * 2,
    "datetime": ({"type": "string", "format": "date-time"},) * 2,
    "email": ({"type": "string", "format": "email"},) * 2,
    "url": ({"type": "string", "format": "uri"},) * 2,
    "yes_no": ({"type": "boolean"},) * 2,
    "address": (_ADDRESS, _ADDRESS),
    "user": (_NAMED, _ID),
    "region": (_NAMED, _ID),
    "reference": (_TITLED, _ID),
    "attachment": ({"type": "array", "items": _FILE}, {"type": "array", "items": _ID}),
}


def document(live: LiveBlueprint, viewer: Viewer, table: str) -> Json:
    """Raises NotFound, Forbidden."""
    access.require_table(live, viewer, table)
    part = live.document.table(table)
    rights = access.rights(live, viewer)
    seen = [field for field in part.fields if rights.field(table, field.key) != "hidden"]
    written = [
        field for field in seen if rights.field(table, field.key) == "edit" and not field.read_only
    ]
    answer = RecordAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = answer.pop("$defs", {})
    answer["properties"]["values"] = _object(seen, written=False)
    required = [field.key for field in written if field.required]
    return {
        "openapi": "3.1.0",
        "info": {"title": pick(part.label), "version": str(live.number)},
        "servers": [{"url": "/api/v1"}],
        "paths": _paths(table),
        "components": {
            "schemas": {
                **parts,
                "Record": answer,
                "Values": _object(written, written=True),
                "NewValues": {**_object(written, written=True), "required": required},
            }
        },
    }


def _object(fields: list[FieldKind] | Any, *, written: bool) -> Json:
    return {
        "type": "object",
        "properties": {field.key: _field(field, written) for field in fields},
        "additionalProperties": False,
    }


def _field(field: FieldKind, written: bool) -> Json:
    shape: Json = {"anyOf": [_plain(field, written), {"type": "null"}], "title": pick(field.label)}
    if field.help:
        shape["description"] = pick(field.help)
    if field.read_only:
        shape["readOnly"] = True
    return shape


def _plain(field: FieldKind, written: bool) -> Json:
    if isinstance(field, ComputedField):
        return _plain(field.stored, written)
    if isinstance(field, WithOptions):
        one: Json = {"type": "string", "enum": [option.key for option in field.options]}
        return one if field.kind == "choice" else {"type": "array", "items": one}
    if isinstance(field, ExactNumber):
        return {"type": "string", "format": "decimal", "description": f"scale {field.scale}"}
    answered, taken = _KINDS.get(field.kind, (_TEXT, _TEXT))
    return taken if written else answered


def _paths(table: str) -> Json:
    record = {"$ref": "#/components/schemas/Record"}
    answers = _answers(record)
    items = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": record},
            "next": {"type": ["string", "null"]},
        },
        "required": ["items", "next"],
    }
    return {
        f"/tables/{table}/records": {
            "get": {
                "operationId": f"list_{table}",
                "parameters": [
                    {"name": name, "in": "query", "schema": {"type": kind}}
                    for name, kind in _LISTING.items()
                ],
                "responses": _answers(items),
            },
            "post": {
                "operationId": f"create_{table}",
                "requestBody": _body({"values": {"$ref": "#/components/schemas/NewValues"}}),
                "responses": {"201": answers["200"]},
            },
        },
        "/records/{record_id}": {
            "parameters": [{"name": "record_id", "in": "path", "required": True, "schema": _ID}],
            "get": {"operationId": f"get_{table}", "responses": answers},
            "patch": {
                "operationId": f"edit_{table}",
                "requestBody": _body(
                    {
                        "version": {"type": "integer"},
                        "values": {"$ref": "#/components/schemas/Values"},
                    }
                ),
                "responses": answers,
            },
        },
    }


_LISTING = {
    "filter": "string",
    "sort": "string",
    "q": "string",
    "view": "string",
    "cursor": "string",
    "limit": "integer",
}


def _answers(schema: Json) -> Json:
    return {"200": {"description": "OK", "content": {"application/json": {"schema": schema}}}}


def _body(properties: Json) -> Json:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"required": True, "content": {"application/json": {"schema": schema}}}
