"""A client that speaks to the API as the pages do."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from zhudan.people.models import User


class Api:
    """Paths are below /api/v1; bodies are JSON; the answer is Django's, with `.json()`."""

    def __init__(self, user: User | None = None, **options: Any) -> None:
        self.client = Client(raise_request_exception=False, **options)
        if user is not None:
            self.client.force_login(user)

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=headers)

    def post(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        return self._send("POST", path, body, headers)

    def patch(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        return self._send("PATCH", path, body, headers)

    def put(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        return self._send("PUT", path, body, headers)

    def delete(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        return self._send("DELETE", path, body, headers)

    def upload(self, path: str, headers: dict[str, str] | None = None, **parts: Any) -> Any:
        """POST multipart/form-data; a part is text or an open file (SimpleUploadedFile)."""
        return self.client.post(
            f"/api/v1{path}", parts, content_type=MULTIPART_CONTENT, headers=headers
        )

    def _send(
        self, verb: str, path: str, body: Any, headers: dict[str, str] | None
    ) -> HttpResponse:
        text = b"" if body is None else json.dumps(body).encode()
        return self.client.generic(  # type: ignore[return-value]
            verb, f"/api/v1{path}", text, content_type="application/json", headers=headers
        )
