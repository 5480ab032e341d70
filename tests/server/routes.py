"""Routes that exist only in tests: each fails in a way of its own, or counts how often it ran."""

from typing import Any

from django.db import DataError, IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from ninja import Body, File, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from zhudan import journal
from zhudan.journal.models import Event
from zhudan.journal.once import once
from zhudan.kit.errors import Forbidden, Invalid, Stale
from zhudan.server.interface import Interface
from zhudan.server.pages import page

router = Router()


class Order(Schema):
    count: int
    note: str = ""


class Locked(Exception):
    sqlstate = "55P03"


@router.post("/echo", operation_id="echo")
def echo(request: HttpRequest, body: Order) -> Any:
    return body


@router.post("/anything", operation_id="anything")
def anything(request: HttpRequest, body: Body[dict[str, Any]]) -> Any:
    return body


@router.get("/fail/{how}", operation_id="fail")
def fail(request: HttpRequest, how: str) -> None:
    if how == "refusal":
        raise Invalid.field("count", "too_many", {"zh-CN": "太多了", "en": "Too many"})
    if how == "stale":
        raise Stale(extra={"current": {"version": 7}})
    if how == "busy":
        raise OperationalError("canceling statement due to lock timeout") from Locked()
    if how == "sqlite_busy":
        raise OperationalError("database is locked")
    if how == "away":
        raise OperationalError("connection refused")
    if how == "range":
        raise DataError("bigint out of range")
    if how == "bug":
        raise IntegrityError("Key (phone)=(13800002207) exists")
    if how == "forbidden":
        journal.record("written", actor=None)
        raise Forbidden


@router.post("/orders", response={201: dict[str, Any]}, operation_id="order")
@once
def order(request: HttpRequest, body: Order) -> Status[dict[str, Any]]:
    event_id = journal.record("ordered", actor=request.auth.id, data={"count": body.count})  # type: ignore[attr-defined]
    if body.count < 0:
        raise Invalid.field("count", "negative", {"zh-CN": "不能为负", "en": "Not below zero"})
    return Status(201, {"id": str(event_id), "at": Event.objects.get(id=event_id).at})


@router.post("/uploads", response=dict[str, Any], operation_id="upload")
@once
def upload(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    journal.record("ordered", actor=request.auth.id)  # type: ignore[attr-defined]
    return {"size": len(file.read())}


@router.post("/silent", operation_id="silent")
@once
def silent(request: HttpRequest) -> HttpResponse:
    journal.record("ordered", actor=request.auth.id)  # type: ignore[attr-defined]
    return HttpResponse("made", status=202, content_type="text/plain")


api = Interface()
api.add_router("", router)
urlpatterns = [path("api/v1/", api.urls), re_path("(?P<path>.*)", page)]
handler500 = "zhudan.server.problems.broken_page"
