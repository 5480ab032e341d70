"""Logs: one JSON object a line, with the request's id and no personal values.

A traceback names files, lines and kinds of error. The error's own words are left out, because
databases put the offending value into them; ZHUDAN_DEBUG=1 brings them back.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

request_id: ContextVar[str] = ContextVar("request_id", default="")

_Caught = tuple[type[BaseException], BaseException, TracebackType | None]
_STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName", "request"}


class JsonLines(logging.Formatter):
    """words: also write the message of an exception."""

    def __init__(self, words: bool = False) -> None:
        super().__init__()
        self.words = words

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "said": record.getMessage(),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info and record.exc_info[1]:
            line["error"] = self._error(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)

    def _error(self, caught: _Caught) -> list[str]:
        told: list[str] = []
        error: BaseException | None = caught[1]
        while error is not None and len(told) < 200:
            told.append(f"{type(error).__name__}: {error}" if self.words else type(error).__name__)
            frames = traceback.extract_tb(error.__traceback__)
            told.extend(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
            error = error.__cause__ or error.__context__
        return told


def configuration(level: str, *, words: bool) -> dict[str, object]:
    """For Django's LOGGING. Django's own lines on requests quote addresses: left out."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines, "words": words}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "ERROR", "propagate": True, "handlers": []},
        },
    }
