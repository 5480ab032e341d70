"""Every error as RFC 9457 problem+json, in the reader's language, never with a traceback."""

import json
import logging

from django.core.exceptions import RequestDataTooBig
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhudan.kit.errors import Anonymous, Forbidden, Invalid, NotFound, Refusal
from zhudan.kit.language import spoken
from zhudan.server import malformed, security

log = logging.getLogger("zhudan")
CONTENT_TYPE = "application/problem+json"
RETRY_AFTER = {429: "300", 503: "1"}  # seconds
BUSY_STATES = ("55P03", "40P01", "40001", "57014")  # lock timeout, deadlock, serialization, cancel


class Busy(Refusal):
    status = 503
    code = "busy"
    title = {
        "zh-CN": "系统正忙，请稍后再试",
        "en": "The system is busy; please try again in a moment",
    }


class DatabaseAway(Refusal):
    status = 503
    code = "database_away"
    title = {"zh-CN": "数据库暂时无法连接", "en": "The database cannot be reached at the moment"}


class OutOfRange(Refusal):
    status = 422
    code = "out_of_range"
    title = {"zh-CN": "有数值超出范围", "en": "A value is out of range"}


class Broken(Refusal):
    status = 500
    code = "internal"
    title = {
        "zh-CN": "系统出了点问题，已经记录下来",
        "en": "Something went wrong on our side; it has been written down",
    }


class BadRequest(Refusal):
    code = "bad_request"
    title = {"zh-CN": "无法理解这个请求", "en": "The request cannot be understood"}


class WrongMethod(Refusal):
    status = 405
    code = "method_not_allowed"
    title = {"zh-CN": "这里不支持这种操作", "en": "This cannot be done here"}


_BY_STATUS: dict[int, type[Refusal]] = {
    400: BadRequest,
    401: Anonymous,
    403: Forbidden,
    404: NotFound,
    405: WrongMethod,
    500: Broken,
}


def response(refusal: Refusal) -> HttpResponse:
    sentence = refusal.sentence()
    body = {
        "type": f"urn:zhudan:problem:{refusal.code}",
        "title": sentence,
        "status": refusal.status,
        "code": refusal.code,
        "detail": sentence,
        **spoken(refusal.extra),
    }
    answer = HttpResponse(
        json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False),
        status=refusal.status,
        content_type=CONTENT_TYPE,
    )
    if refusal.status in RETRY_AFTER:
        answer.headers["Retry-After"] = RETRY_AFTER[refusal.status]
    return answer


def refusal_for(error: Exception) -> Refusal:
    """What an error that no route expected means to the caller."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, AuthenticationError):
        return Anonymous()
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, RequestDataTooBig):
        return malformed.TooLarge()
    if isinstance(error, ValidationError):
        return Invalid(extra={"errors": malformed.field_errors(error.errors)})
    if isinstance(error, HttpError):
        if isinstance(error.__cause__, Exception):  # ninja's word for whatever its parser raised
            return refusal_for(error.__cause__)
        return _BY_STATUS.get(error.status_code, BadRequest)()
    if isinstance(error, OperationalError | InterfaceError):
        return _database_refusal(error)
    if isinstance(error, DataError | OverflowError):
        return OutOfRange()
    if isinstance(error, RecursionError):
        return malformed.TooDeep()
    return Broken()


def _database_refusal(error: Exception) -> Refusal:
    state = getattr(error.__cause__, "sqlstate", None)
    if state in BUSY_STATES or "locked" in str(error):
        return Busy()
    return DatabaseAway()


def attach(api: NinjaAPI) -> None:
    """Make every exception of a route a problem. Those that are our fault are logged."""

    def answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        assert isinstance(error, Exception)  # ninja hands over instances only
        refusal = refusal_for(error)
        if refusal.status >= 500:
            log.error("request failed", exc_info=error)
        security.note(request, refusal)
        return response(refusal)

    for kind in (Exception, Http404, HttpError, AuthenticationError, ValidationError):
        api.add_exception_handler(kind, answer)


def as_problem(answer: HttpResponseBase) -> HttpResponseBase:
    """An error that Django or ninja wrote in their own words, as a problem; others unchanged."""
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code < 400 or kind.startswith((CONTENT_TYPE, "application/json")):
        return answer
    refusal = _BY_STATUS.get(answer.status_code, BadRequest)
    replaced = response(refusal(status=answer.status_code))
    for name in ("Allow", "Retry-After"):
        if name in answer.headers:
            replaced.headers[name] = answer.headers[name]
    return replaced


def broken_page(request: HttpRequest, *_: object) -> HttpResponse:
    """Django's handler500: whatever failed outside a route."""
    log.error("request failed", exc_info=True)
    return response(Broken())
