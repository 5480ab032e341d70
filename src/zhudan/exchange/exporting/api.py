"""HTTP of exports: ask for a list as a file, see how far it is, have it."""

from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from zhudan.blueprint import live as blueprint
from zhudan.exchange.exporting import exports
from zhudan.exchange.exporting.answers import (
    ExportAnswer,
    ExportAskedAnswer,
    ExportPreviewAnswer,
    ExportsAnswer,
)
from zhudan.exchange.exporting.asked import Asked, judge
from zhudan.exchange.exporting.narrowed import Narrowings
from zhudan.exchange.models import Export
from zhudan.journal.once import once
from zhudan.kit import language
from zhudan.kit.errors import Label
from zhudan.kit.language import pick
from zhudan.records import access
from zhudan.records.api import viewer_of

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_BROKEN: Label = {"zh-CN": "导出没有成功，请再试一次", "en": "The export failed; please try again"}


class ExportBody(Schema):
    """The list as it is seen. filter: a condition. sort: `-amount,title`. columns: keys in
    order, `title` for the record's name; without it, all. figure: the
    token of a figure of the reports, whose records they are."""

    table: str
    format: Literal["xlsx", "csv"] = "xlsx"
    filter: dict[str, Any] | None = None
    sort: str = ""
    q: str = ""
    view: str | None = None
    columns: Annotated[list[str], Field(max_length=500)] | None = None
    figure: str | None = None

    def asked(self) -> Asked:
        return Asked(**self.model_dump(), language=language.current())


def router(narrowings: Narrowings) -> Router:
    """The routes; narrowings: what a list may be narrowed to besides its filter."""
    routes = Router(tags=["exports"])

    @routes.post("/exports/preview", response=ExportPreviewAnswer, operation_id="preview_export")
    def preview_export(request: HttpRequest, body: ExportBody) -> dict[str, Any]:
        """What the file would hold; writes nothing."""
        leaving = judge(blueprint.current(), viewer_of(request), body.asked(), narrowings)
        return {
            "rows": leaving.rows.count(),
            "columns": [{"key": one.key, "label": one.label} for one in leaving.columns.taken],
            "left_out": list(leaving.columns.left_out),
            "about": [text for _, text in leaving.about],
        }

    @routes.post("/exports", response={202: ExportAskedAnswer}, operation_id="ask_export")
    @once
    def ask_export(request: HttpRequest, body: ExportBody) -> Status[dict[str, str]]:
        """Have a list written to a file in the background."""
        export = exports.ask(body.asked(), narrowings, actor=viewer_of(request))
        return Status(202, {"id": str(export.id), "job": str(export.job_id)})

    routes.get("/exports", response=ExportsAnswer, operation_id="list_exports")(list_exports)
    one = "/exports/{export_id}"
    routes.get(one, response=ExportAnswer, operation_id="get_export")(get_export)
    routes.get(f"{one}/file", operation_id="download_export")(download_export)
    return routes


def list_exports(request: HttpRequest) -> dict[str, Any]:
    """My exports of the last week, the newest first."""
    return {"items": [_told(one) for one in exports.mine(viewer_of(request))]}


def get_export(request: HttpRequest, export_id: str) -> dict[str, Any]:
    return _told(exports.one_of_mine(viewer_of(request), access.parse_id(export_id)))


def download_export(request: HttpRequest, export_id: str) -> FileResponse:
    """The file, for who asked for it and may still export what it holds."""
    export, path = exports.file_of(viewer_of(request), access.parse_id(export_id))
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=export.name,
        content_type=_TYPES[export.format],
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _told(export: Export) -> dict[str, Any]:
    job = export.job
    status = "done" if export.rows is not None else job.status if job else "failed"
    table = blueprint.current().document.tables_by_key.get(export.table)
    return {
        "id": str(export.id),
        "job": str(job.id) if job else None,
        "table": export.table,
        "table_label": pick(table.label) if table else export.table,
        "format": export.format,
        "status": status,
        "progress": job.progress if job and job.progress else None,
        "rows": export.rows,
        "size": export.size,
        "name": export.name,
        "created_at": export.created_at,
        "kept_until": export.created_at + exports.KEPT,
        "error": _error(export) if status == "failed" else None,
    }


def _error(export: Export) -> dict[str, str]:
    job = export.job
    title = (job.result or {}).get("title") if job else None
    return {"code": job.error if job else "lost", "title": pick(title or _BROKEN)}
