"""HTTP of imports: bring a file, say what its columns are, preview, run, undo."""

import io
import json
from typing import Annotated, Any

from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from zhudan.blueprint import live as blueprint
from zhudan.exchange import refused
from zhudan.exchange.complaint import Complaint
from zhudan.exchange.models import Import, RefusedRow, Touched
from zhudan.exchange.wizard import drafts, running, sheets, showing, undoing
from zhudan.exchange.wizard.answers import (
    ImportAnswer,
    ImportBody,
    ImportJobAnswer,
    ImportRecordsAnswer,
    ImportsAnswer,
)
from zhudan.exchange.wizard.drafts import Change
from zhudan.exchange.wizard.refusals import NothingRefused, no_file
from zhudan.kit import pages
from zhudan.kit.answer import written
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer
from zhudan.records import access, query
from zhudan.records.api import Limit, shown_all, viewer_of

router = Router(tags=["imports"])
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "table": {"type": "string"},
                    },
                    "required": ["file"],
                }
            },
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"text": {"type": "string"}, "table": {"type": "string"}},
                    "required": ["text"],
                }
            },
        },
    }
}


@router.post(
    "/imports",
    response={201: ImportAnswer},
    operation_id="begin_import",
    openapi_extra=_BODY,
)
def post_import(request: HttpRequest) -> Any:
    """Bring a file, or {text, table}: a range copied from a spreadsheet."""
    live, viewer = blueprint.current(), viewer_of(request)
    access.rights(live, viewer).need("import")
    table: Any
    if (request.content_type or "").startswith("multipart/"):
        upload = request.FILES.get("file")
        table = request.POST.get("table") or None
        if upload is None:
            raise no_file()
        kept = drafts.keep(upload.chunks(), upload.name or "")
    else:
        body = _json(request)
        text, table = body.get("text"), body.get("table") or None
        if not isinstance(text, str) or not text.strip() or not isinstance(table, str | None):
            raise no_file()
        name = pick({"zh-CN": "粘贴的表格.txt", "en": "Pasted.txt"})
        kept = drafts.keep([text.encode("utf-8", "replace")], name)
    made = drafts.begin(live, viewer, kept, table)
    return Status(201, showing.whole(live, viewer, made))


@router.get("/imports", response=ImportsAnswer, operation_id="list_imports")
def list_imports(
    request: HttpRequest,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=pages.MOST)] = pages.LIMIT,
) -> dict[str, Any]:
    """My imports, for administrators everybody's, the newest first."""
    live, viewer = blueprint.current(), viewer_of(request)
    rights = access.rights(live, viewer)
    rights.need("import")
    found = Import.objects.select_related("file").order_by("-id")
    if "administer" not in rights.abilities:
        found = found.filter(by_id=viewer.id)
    if cursor:
        found = found.filter(id__lt=pages.decode_id(cursor))
    items = list(found[: limit + 1])
    following = pages.encode_cursor([items[limit - 1].id]) if len(items) > limit else None
    return {"items": [showing.brief(one) for one in items[:limit]], "next": following}


@router.get("/imports/{import_id}", response=ImportAnswer, operation_id="get_import")
def get_import(request: HttpRequest, import_id: str) -> dict[str, Any]:
    one, viewer = _of(request, import_id)
    return showing.whole(blueprint.current(), viewer, one)


@router.patch("/imports/{import_id}", response=ImportAnswer, operation_id="change_import")
def patch_import(request: HttpRequest, import_id: str, body: ImportBody) -> dict[str, Any]:
    """Choose another sheet, header row, table or mapping."""
    one, viewer = _of(request, import_id)
    live = blueprint.current()
    wanted = Change(body.sheet, body.header_row, body.table, body.mapping)
    return showing.whole(live, viewer, drafts.change(live, viewer, one, wanted))


@router.delete("/imports/{import_id}", response={204: None}, operation_id="discard_import")
def delete_import(request: HttpRequest, import_id: str) -> Any:
    one, _ = _of(request, import_id)
    drafts.discard(one)
    return Status(204, None)


@router.post(
    "/imports/{import_id}/preview", response={202: ImportJobAnswer}, operation_id="preview_import"
)
def preview_import(request: HttpRequest, import_id: str) -> Any:
    """Have every row judged; nothing is written."""
    one, viewer = _of(request, import_id)
    return Status(202, {"job": str(running.ask(one, viewer, running.PREVIEW).id)})


@router.post("/imports/{import_id}/run", response={202: ImportJobAnswer}, operation_id="run_import")
def run_import(request: HttpRequest, import_id: str) -> Any:
    """Have every row written. One that failed goes on where it stopped."""
    one, viewer = _of(request, import_id)
    return Status(202, {"job": str(running.ask(one, viewer, running.RUN).id)})


@router.post(
    "/imports/{import_id}/undo", response={202: ImportJobAnswer}, operation_id="undo_import"
)
def undo_import(request: HttpRequest, import_id: str) -> Any:
    """Have all of it undone but what was touched since."""
    one, viewer = _of(request, import_id)
    return Status(202, {"job": str(undoing.ask(one, viewer).id)})


@router.get(
    "/imports/{import_id}/records",
    by_alias=True,
    response=ImportRecordsAnswer,
    operation_id="list_import_records",
)
def list_import_records(
    request: HttpRequest,
    import_id: str,
    table: str,
    filter: str | None = None,  # noqa: A002  the API's word
    sort: str = "",
    q: str = "",
    cursor: str | None = None,
    limit: Limit = pages.LIMIT,
) -> HttpResponse:
    """The records of a table that the import created, as a list that may be narrowed further."""
    one, viewer = _of(request, import_id)
    live, condition = blueprint.current(), query.parse_filter(filter)
    made = Touched.objects.filter(imported=one, table=table, before__isnull=True)
    within = Q(id__in=made.values("record_id"))
    keys = [word for word in sort.split(",") if word]
    rows, following = query.page(
        live, viewer, table, filter=condition, sort=keys, q=q, cursor=cursor, limit=limit,
        within=within,
    )  # fmt: skip
    total = query.count(live, viewer, table, filter=condition, q=q, within=within)
    told = {"items": shown_all(request, rows), "next": following, "total": total}
    return written({**told, "title": one.file.name})


@router.get("/imports/{import_id}/refused", operation_id="download_refused")
def get_refused(request: HttpRequest, import_id: str) -> FileResponse:
    """The refused rows as a workbook, each with its reasons, to be mended and brought again."""
    one, _ = _of(request, import_id)
    told = RefusedRow.objects.filter(imported=one).values_list("complaints", flat=True)
    reasons = refused.by_row(Complaint(*each) for complaints in told for each in complaints)
    if not reasons:
        raise NothingRefused
    out = io.BytesIO()
    refused.write_xlsx(out, sheets.of(blueprint.current(), one), reasons)
    out.seek(0)
    stem = one.file.name.rsplit(".", 1)[0]
    name = f"{stem} {pick({'zh-CN': '被拒绝的行', 'en': 'refused rows'})}.xlsx"
    response = FileResponse(out, as_attachment=True, filename=name, content_type=_XLSX)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _of(request: HttpRequest, import_id: str) -> tuple[Import, Viewer]:
    viewer = viewer_of(request)
    return drafts.of(blueprint.current(), viewer, access.parse_id(import_id)), viewer


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        raise no_file() from None
    return told if isinstance(told, dict) else {}
