"""Refusals that matter to security are journaled, in a transaction of their own.

By the time a refusal is answered the transaction of its cause is undone, so what is written
here stays.
"""

import logging

from django.db import Error
from django.http import HttpRequest

from zhudan import journal
from zhudan.kit.errors import Refusal

log = logging.getLogger("zhudan")


def note(request: HttpRequest, refusal: Refusal) -> None:
    """Write down a refused right (403), a failed sign-in (401) or a lock-out (429).

    The route's pattern and the code, no address and no name that was tried. Of an administrator
    who views as another: himself, and as whom.
    """
    if refusal.status not in (403, 429) and refusal.code != "bad_credentials":
        return
    viewer = getattr(request, "auth", None)
    match = request.resolver_match
    said = {
        "code": refusal.code,
        "method": request.method,
        "route": match.route if match else "",
        "object": {key: str(value) for key, value in (match.kwargs if match else {}).items()},
    }
    actor = viewer.id if viewer else None
    if viewer and viewer.seen_by is not None:
        actor, said["as"] = viewer.seen_by, viewer.id
    try:
        journal.record("refused", actor=actor, data=said)
    except Error:
        log.exception("a refusal could not be journaled")  # the answer must still go out
