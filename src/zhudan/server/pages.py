"""The built browser part: hashed files that never change, and one page for every address."""

import mimetypes
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise import WhiteNoise

from zhudan.kit.errors import NotFound
from zhudan.server import problems
from zhudan.server.guards import HEADERS

_NOT_BUILT = (
    "The browser part is not built: run `make run`, or install the wheel.\n"
    "浏览器端尚未构建：请运行 make run，或安装发行包。\n"
)


def with_files(application: Callable[..., Any]) -> Callable[..., Any]:
    """Serve the built files before Django sees the request, compressed as they were built."""
    root = settings.WEB_DIRECTORY
    if not root.is_dir():
        return application
    mimetypes.add_type("application/manifest+json", ".webmanifest")
    files: Callable[..., Any] = WhiteNoise(
        application,
        root=str(root),
        max_age=0,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: url.startswith("/assets/"),
        add_headers_function=_headers,
    )
    return files


def _headers(headers: Any, path: str, url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value


def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """The page for any address that is not the API's: the browser part finds the way itself."""
    if path.startswith(("api/", "assets/")):
        return problems.response(NotFound())
    if request.method not in ("GET", "HEAD"):
        return problems.response(problems.WrongMethod())
    html = _index(settings.WEB_DIRECTORY / "index.html")
    if html is None:
        return HttpResponse(_NOT_BUILT, status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(html, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@cache
def _index(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
