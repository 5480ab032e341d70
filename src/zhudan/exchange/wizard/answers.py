"""The shapes of what the routes of imports take and give."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Schema

from zhudan.records.answers import RecordsAnswer


class ImportByAnswer(Schema):
    id: str
    name: str


class ImportFileAnswer(Schema):
    name: str
    size: int


class ImportSheetAnswer(Schema):
    name: str
    rows: int
    columns: int
    hidden: bool


class ImportColumnAnswer(Schema):
    """filled: how many rows say something. colour: made of the cells' background colours."""

    name: str
    filled: int
    samples: list[str]
    colour: bool


class ImportProblemAnswer(Schema):
    path: str
    message: str


class ImportUnmatchedAnswer(Schema):
    """kind: choice, user, region, reference, stage, reason. guess: what it probably means."""

    column: str
    table: str
    field: str
    kind: str
    value: str
    rows: int
    guess: str | None
    creatable: bool


class ImportBriefAnswer(Schema):
    """status: draft, previewing, previewed, running, done, undoing, undone, failed."""

    id: str
    status: str
    created_at: datetime
    by: ImportByAnswer
    file: ImportFileAnswer
    table: str
    rows: int
    job: str | None
    result: dict[str, Any] | None


class ImportAnswer(ImportBriefAnswer):
    """header_row: 0 for none. head: the file's first lines as they stand. unmatched_rows: rows
    with any unmatched cell. preview, result:
    {read, tables, refused, refusals, samples, replaced, empty, left_out}, after an undo with
    `undone`: {removed, restored, kept_count, kept}."""

    sheets: list[ImportSheetAnswer]
    sheet: str | None
    header_row: int
    header_found: bool
    columns: list[ImportColumnAnswer]
    head: list[list[str]]
    mapping: dict[str, Any]
    remembered: bool
    problems: list[ImportProblemAnswer]
    unmatched: list[ImportUnmatchedAnswer]
    unmatched_rows: int
    preview: dict[str, Any] | None


class ImportsAnswer(Schema):
    items: list[ImportBriefAnswer]
    next: str | None


class ImportRecordsAnswer(RecordsAnswer):
    """total: all records of the table that the import created and the viewer may see. title: the
    file's name."""

    total: int
    title: str


class ImportJobAnswer(Schema):
    job: str


class ImportBody(Schema):
    """mapping: as docs/import.md describes it. What is left out stays."""

    sheet: str | None = None
    header_row: Annotated[int, Query(ge=0, le=1_048_576)] | None = None
    table: str | None = None
    mapping: dict[str, Any] | None = None
