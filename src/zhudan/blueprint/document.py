"""The blueprint: the whole definition of a company's sales process as one typed document."""

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, Literal

from zhudan.blueprint.engine import ENGINE_FIELDS
from zhudan.blueprint.part import Label, Part, by_key
from zhudan.blueprint.parts.document_type import DocumentType
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.blueprint.parts.role import Role
from zhudan.blueprint.parts.settings import Settings
from zhudan.blueprint.parts.table import Table
from zhudan.kit.conditions import FieldType

FORMAT: Final = 1


class Blueprint(Part):
    """The root. What a part means stands in its class; that parts fit together is asked of
    check.check(), not of this class."""

    format: Literal[1] = FORMAT
    name: Label
    settings: Settings = Settings()
    tables: tuple[Table, ...]
    document_types: tuple[DocumentType, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    roles: tuple[Role, ...] = ()

    @cached_property
    def tables_by_key(self) -> Mapping[str, Table]:
        return by_key(self.tables)

    @cached_property
    def pipelines_by_key(self) -> Mapping[str, Pipeline]:
        return by_key(self.pipelines)

    @cached_property
    def roles_by_key(self) -> Mapping[str, Role]:
        return by_key(self.roles)

    @cached_property
    def document_types_by_key(self) -> Mapping[str, DocumentType]:
        return by_key(self.document_types)

    def table(self, key: str) -> Table:
        """Raises KeyError."""
        return self.tables_by_key[key]

    def pipeline(self, key: str) -> Pipeline:
        """Raises KeyError."""
        return self.pipelines_by_key[key]

    def role(self, key: str) -> Role:
        """Raises KeyError."""
        return self.roles_by_key[key]

    def document_type(self, key: str) -> DocumentType:
        """Raises KeyError."""
        return self.document_types_by_key[key]

    def pipelines_of(self, table: str) -> tuple[Pipeline, ...]:
        """The pipelines a table's records may go through; new ones enter the first."""
        return tuple(pipeline for pipeline in self.pipelines if pipeline.table == table)

    def field_types(self, table: str) -> Mapping[str, FieldType]:
        """What conditions over a table may name: its fields and the engine's."""
        return self._field_types[table]

    @cached_property
    def _field_types(self) -> Mapping[str, Mapping[str, FieldType]]:
        return {table.key: self._types_of(table) for table in self.tables}

    def _types_of(self, table: Table) -> Mapping[str, FieldType]:
        pipelines = self.pipelines_of(table.key)
        flow = {
            "pipeline": frozenset(pipeline.key for pipeline in pipelines),
            "stage": frozenset(stage for one in pipelines for stage in one.stage_keys),
            "outcome": frozenset(out.key for one in pipelines for out in one.outcomes),
        }
        types = {
            key: FieldType("choice", options=flow[key]) if key in flow else engine.type
            for key, engine in ENGINE_FIELDS.items()
        }
        return types | {field.key: field.condition_type for field in table.fields}

    def raw(self) -> dict[str, Any]:
        """The document as plain data, in canonical form: what is left out has its default."""
        told = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {"format": self.format} | told

    @cached_property
    def canonical(self) -> str:
        """The canonical JSON text, which a revision keeps."""
        return json.dumps(self.raw(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical text: equal documents, equal digests."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    # the digest stands for the whole, so that a document can be the key of a cache
    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Blueprint) and self.digest == other.digest
