"""What surrounds every request: an id, a language, one state of the world, limits, headers."""

import logging
import secrets
import time
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from zhudan.blueprint import live
from zhudan.kit import language
from zhudan.kit.errors import Refusal
from zhudan.people import directory
from zhudan.server import problems
from zhudan.server.guards import HEADERS
from zhudan.server.logs import request_id
from zhudan.server.malformed import BadText, TooLarge

LARGEST_BODY = 1_048_576
LARGEST_UPLOAD = 210 * 1_048_576  # the largest a document type may allow, and its envelope

log = logging.getLogger("zhudan.requests")


class UnknownHost(Refusal):
    status = 400
    code = "unknown_host"
    title = {
        "zh-CN": "不认识这个域名，请在 ZHUDAN_HOSTS 中写明",
        "en": "This host name is not known here; name it in ZHUDAN_HOSTS",
    }


class RequestMiddleware:
    """The outermost middleware, and the only one that runs for every kind of request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.monotonic()
        request_id.set(secrets.token_hex(8))
        directory.begin_request()
        live.begin_request()
        with language.use(language.from_header(request.headers.get("Accept-Language", ""))):
            response = self._answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = request_id.get()
        if getattr(request, "replayed", False):
            response.headers["Idempotent-Replay"] = "true"
        _log(request, response, begun)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            _check_host(request)
            _check_size(request)
            _check_text(request)
        except Refusal as refusal:
            return problems.response(refusal)
        response = self.get_response(request)
        if request.path_info.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
            return problems.as_problem(response)
        return response


def _check_host(request: HttpRequest) -> None:
    """Another name that resolves to us is how a foreign page talks to a server at home."""
    try:
        request.get_host()
    except DisallowedHost:
        raise UnknownHost from None


def _check_size(request: HttpRequest) -> None:
    upload = request.content_type == "multipart/form-data"
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > (LARGEST_UPLOAD if upload else LARGEST_BODY):
        raise TooLarge


def _check_text(request: HttpRequest) -> None:
    """No database keeps a NUL character, and PostgreSQL answers one with an error."""
    if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        raise BadText


def _log(request: HttpRequest, response: HttpResponseBase, begun: float) -> None:
    # The route's pattern, not its path: ids and search words are nobody's business in a log.
    match = request.resolver_match
    log.info(
        "request",
        extra={
            "method": request.method,
            "route": match.route if match else "",
            "status": response.status_code,
            "ms": round((time.monotonic() - begun) * 1000, 1),
        },
    )
