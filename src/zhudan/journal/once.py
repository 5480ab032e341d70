"""Idempotency-Key: a request sent twice is done once and answered the same twice.

The answer is kept in the transaction of the change, so either both are there or neither. A
refusal undoes the transaction and with it the key: the same request may be tried again.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from ninja.responses import Status
from pydantic import BaseModel

from zhudan.journal.models import Answer
from zhudan.kit.errors import Refusal

KEPT = timedelta(days=30)
LONGEST_KEY = 200


class IdempotencyMismatch(Refusal):
    status = 422
    code = "idempotency_mismatch"
    title = {
        "zh-CN": "这个 Idempotency-Key 已用于另一个请求",
        "en": "This Idempotency-Key was used for a different request",
    }


class BadIdempotencyKey(Refusal):
    status = 422
    code = "bad_idempotency_key"
    title = {
        "zh-CN": "Idempotency-Key 最长 200 个字符",
        "en": "An Idempotency-Key has at most 200 characters",
    }


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a signed-in POST route: with the header, it acts once for each user and key."""

    @wraps(view)
    def answered_once(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > LONGEST_KEY:
            raise BadIdempotencyKey
        digest = _digest(request)
        user_id: int = request.auth.id  # type: ignore[attr-defined]
        with transaction.atomic():
            if not _begin(user_id, key, digest):
                return _replay(request, user_id, key, digest)
            result = view(request, *args, **kwargs)
            _keep(user_id, key, *_kept(result))
            return result

    return answered_once


def sweep(now: datetime) -> int:
    """Forget answers older than 30 days; how many."""
    return Answer.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _begin(user_id: int, key: str, digest: str) -> bool:
    """False where the key is taken. Waits for another request that is using it right now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_answer (user_id, key, request_digest, created_at)"
            " VALUES (%s, %s, %s, CURRENT_TIMESTAMP) ON CONFLICT (user_id, key) DO NOTHING",
            [user_id, key, digest],
        )
        return bool(cursor.rowcount == 1)


def _keep(user_id: int, key: str, status: int, body: str, content_type: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_answer SET status = %s, body = %s, content_type = %s"
            " WHERE user_id = %s AND key = %s",
            [status, body, content_type, user_id, key],
        )


def _replay(request: HttpRequest, user_id: int, key: str, digest: str) -> Any:
    answer = Answer.objects.get(user_id=user_id, key=key)
    assert answer.status is not None  # it is written in the transaction that made the row
    if answer.request_digest != digest:
        raise IdempotencyMismatch
    request.replayed = True  # type: ignore[attr-defined]  # the middleware says so in a header
    if answer.content_type:
        return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
    return Status(answer.status, answer.body)


def _kept(result: Any) -> tuple[int, str, str]:
    """(status, body as JSON, content type). Without a type the body is what ninja renders
    again, else the text of a finished response."""
    if isinstance(result, HttpResponse):
        text = json.dumps(result.content.decode())
        return result.status_code, text, result.headers.get("Content-Type", "text/plain")
    status, data = 200, result
    if isinstance(result, Status):
        status, data = result.status_code, result.value
    elif isinstance(result, tuple) and len(result) == 2:
        status, data = result
    return status, json.dumps(data, cls=_Encoder), ""


class _Encoder(DjangoJSONEncoder):
    """Moments keep their microseconds, so that the second answer is the first to the letter."""

    def default(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, BaseModel):
            return value.model_dump(mode="json")
        return super().default(value)


def _digest(request: HttpRequest) -> str:
    said = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            said.update(json.dumps([name, values]).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                said.update(json.dumps([name, file.name]).encode())
                for chunk in file.chunks():
                    said.update(chunk)
                file.seek(0)
    else:
        said.update(request.body)
    return said.hexdigest()
