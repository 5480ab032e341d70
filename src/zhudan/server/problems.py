"""Every error as RFC 9457 problem+json, in the reader's language, never with a traceback."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhudan.kit.errors import Anonymous, Invalid, NotFound, Refusal
from zhudan.kit.language import pick

log = logging.getLogger("zhudan")


def told(value: Any) -> Any:
    """Labels anywhere inside become text of the current language."""
    if isinstance(value, Mapping):
        if value and set(value) <= {"zh-CN", "en"}:
            return pick(value)
        return {key: told(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [told(item) for item in value]
    return value


def response(refusal: Refusal) -> HttpResponse:
    sentence = refusal.sentence()
    body = {
        "type": f"about:blank#{refusal.code}",
        "title": sentence,
        "status": refusal.status,
        "code": refusal.code,
        "detail": sentence,
        **told(refusal.extra),
    }
    return HttpResponse(
        json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False),
        status=refusal.status,
        content_type="application/problem+json",
    )


class Broken(Refusal):
    status = 500
    code = "internal"
    title = {"zh-CN": "系统出了点问题", "en": "Something went wrong on our side"}


def attach(api: NinjaAPI) -> None:
    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return response(refusal)

    @api.exception_handler(AuthenticationError)
    def anonymous(request: HttpRequest, error: Exception) -> HttpResponse:
        return response(Anonymous())

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Exception) -> HttpResponse:
        return response(NotFound())

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return response(Refusal(status=error.status_code))

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = [
            (".".join(str(part) for part in item["loc"][1:]), item["type"], item["msg"])
            for item in error.errors
        ]
        return response(Invalid.fields(fields))

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        log.exception("unhandled")
        return response(Broken())
