"""What the API answers about exports."""

from datetime import datetime

from ninja import Schema


class ExportAskedAnswer(Schema):
    id: str
    job: str


class ExportColumnAnswer(Schema):
    key: str
    label: str


class ExportPreviewAnswer(Schema):
    """left_out: labels of columns that are seen and may not leave. about: the list in words."""

    rows: int
    columns: list[ExportColumnAnswer]
    left_out: list[str]
    about: list[str]


class ExportProgressAnswer(Schema):
    done: int
    total: int


class ExportErrorAnswer(Schema):
    code: str
    title: str


class ExportAnswer(Schema):
    """status: waiting, running, done or failed. rows, size (bytes) and name once it is done."""

    id: str
    job: str | None
    table: str
    table_label: str
    format: str
    status: str
    progress: ExportProgressAnswer | None
    rows: int | None
    size: int | None
    name: str
    created_at: datetime
    kept_until: datetime
    error: ExportErrorAnswer | None


class ExportsAnswer(Schema):
    items: list[ExportAnswer]
    next: None = None
