"""Somebody signed in, speaking HTTP over one connection that stays open, as a browser does."""

import http.client
import json
import time
from http.cookies import SimpleCookie
from typing import Any, NamedTuple

TIMEOUT_SECONDS = 60.0
KEPT_SECONDS = 15.0  # the program closes what is idle for longer


class Reply(NamedTuple):
    """headers: names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The stable code of a refusal; empty where the reply is none."""
        if self.headers.get("content-type") != "application/problem+json":
            return ""
        return str(self.json().get("code", ""))


class Visitor:
    """Paths are below /api/v1; bodies are JSON. Not for two threads at once: see `again`.

    An error of the connection (OSError, HTTPException) is raised, and the next request opens a
    new one.
    """

    def __init__(self, port: int, cookies: dict[str, str] | None = None, csrf: str = "") -> None:
        self.port = port
        self.cookies = cookies or {}
        self.csrf = csrf
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        self._used = 0.0

    def again(self) -> "Visitor":
        """The same person with a connection of his own."""
        return Visitor(self.port, dict(self.cookies), self.csrf)

    def sign_in(self, login: str, password: str) -> dict[str, Any]:
        self.csrf = self.get("/session").json()["csrf"]
        reply = self.post("/session", {"login": login, "password": password})
        if reply.status != 200:
            raise RuntimeError(f"sign-in refused: {reply.status} {reply.body[:300]!r}")
        session: dict[str, Any] = reply.json()
        self.csrf = session["csrf"]
        return session

    def get(self, path: str) -> Reply:
        return self.ask("GET", path)

    def post(self, path: str, body: object, *, key: str = "") -> Reply:
        return self.ask("POST", path, json.dumps(body).encode(), key=key)

    def patch(self, path: str, body: object) -> Reply:
        return self.ask("PATCH", path, json.dumps(body).encode())

    def upload(
        self, path: str, parts: dict[str, str], file: tuple[str, str, bytes], *, key: str = ""
    ) -> Reply:
        """POST multipart/form-data. file: its part's name, its own name, its bytes."""
        line = "zhudan-part"
        text = "".join(
            f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in parts.items()
        )
        part, name, content = file
        text += f'--{line}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"'
        body = f"{text}\r\n\r\n".encode() + content + f"\r\n--{line}--\r\n".encode()
        return self.ask("POST", path, body, key=key, kind=f"multipart/form-data; boundary={line}")

    def ask(
        self,
        verb: str,
        path: str,
        body: bytes | None = None,
        *,
        key: str = "",
        kind: str = "application/json",
    ) -> Reply:
        headers = {"X-CSRFToken": self.csrf, "Accept-Language": "en"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={one}" for name, one in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = kind
        if key:
            headers["Idempotency-Key"] = key
        if time.monotonic() - self._used > KEPT_SECONDS:
            self._connection.close()
        self._used = time.monotonic()
        try:
            self._connection.request(verb, f"/api/v1{path}", body, headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        told = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status, told, content)

    def close(self) -> None:
        self._connection.close()
