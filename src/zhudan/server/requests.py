"""What surrounds every request."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhudan.kit import language
from zhudan.people import directory


class RequestMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        directory.begin_request()
        _begin_blueprint()
        with language.use(language.from_header(request.headers.get("Accept-Language", ""))):
            response = self.get_response(request)
        response["X-Request-Id"] = secrets.token_hex(8)
        return response


def _begin_blueprint() -> None:
    try:
        from zhudan.blueprint import live
    except ImportError:
        return
    live.begin_request()
