"""HTTP of documents and files. Adding a document belongs to flow: tasks may close with it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpRequest
from ninja import File as Part
from ninja import Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from zhudan.blueprint import live as blueprint
from zhudan.documents import download, listing
from zhudan.files import kinds, store
from zhudan.journal.once import once
from zhudan.records import access
from zhudan.records.api import viewer_of

router = Router(tags=["documents"])

ATTACHMENT_MAX_MB = 50


class ByAnswer(Schema):
    id: str
    name: str


class VersionAnswer(Schema):
    number: int
    name: str
    size: int
    type: str
    note: str | None
    by: ByAnswer | None
    at: datetime
    url: str


class TickAnswer(Schema):
    id: str
    standing: str
    by: ByAnswer | None
    at: datetime
    note: str | None


class DocumentAnswer(Schema):
    """standing: approved, sent, signed; of the latest version."""

    id: str
    type: str
    label: str
    standing: dict[str, bool]
    versions: list[VersionAnswer]
    ticks: list[TickAnswer]


class DocumentsAnswer(Schema):
    items: list[DocumentAnswer]
    next: None = None


class FileAnswer(Schema):
    id: str
    name: str
    size: int
    type: str


@router.get(
    "/records/{record_id}/documents", response=DocumentsAnswer, operation_id="list_documents"
)
def get_documents(request: HttpRequest, record_id: str) -> dict[str, Any]:
    live = blueprint.current()
    row = access.get_record(live, viewer_of(request), access.parse_id(record_id))
    return {"items": listing.of_record(live, row.id)}


@router.post("/files", response={201: FileAnswer}, operation_id="upload_file")
def post_file(request: HttpRequest, file: Part[UploadedFile]) -> Any:
    """Upload a file, to be named afterwards in an attachment field of a record."""
    kept = store.keep(file.chunks(), file.name or "", accept=kinds.GROUPS, max_mb=ATTACHMENT_MAX_MB)

    @once
    def name_it(request: HttpRequest) -> Status[dict[str, Any]]:
        with transaction.atomic():
            made = store.name_it(kept, actor=viewer_of(request).id)
        return Status(
            201, {"id": str(made.id), "name": made.name, "size": made.size, "type": made.type}
        )

    return name_it(request)


@router.get("/files/{file_id}", operation_id="download_file")
def get_file(request: HttpRequest, file_id: str) -> FileResponse:
    """The bytes of a file whose record I may see. Pictures and PDF open in the browser, the
    rest is saved."""
    file = download.readable(blueprint.current(), viewer_of(request), access.parse_id(file_id))
    response = FileResponse(
        store.path_of(file.digest).open("rb"),
        as_attachment=file.type not in kinds.INLINE,
        filename=file.name,
        content_type=file.type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
