"""The table of an import, unpacked beside the kept file as often as it is not there."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange import sheet as sheets
from zhudan.exchange import spool
from zhudan.exchange.models import Import
from zhudan.exchange.sheet import Sheet
from zhudan.exchange.spool import Spool
from zhudan.exchange.values import fold
from zhudan.exchange.wizard import synonyms
from zhudan.files import store

_KEPT = timedelta(days=3)
_FORMAT = "1"  # of the lines; another makes them anew


def unpacked(digest: str, sheet: str | None) -> Spool:
    """Raises Unreadable."""
    name = hashlib.sha256(f"{_FORMAT}:{sheet}".encode()).hexdigest()[:16]
    target = _directory() / f"{digest}-{name}"
    if target.exists():
        target.touch()
        return spool.opened(target)
    return spool.unpack(store.path_of(digest), sheet, target)


def of(live: LiveBlueprint, one: Import) -> Sheet:
    """The table that an import is about. Raises Unreadable."""
    lines = unpacked(one.file.digest, one.sheet)
    return sheets.of(lines, one.header_row, known(live))


def known(live: LiveBlueprint) -> Collection[str]:
    """What columns are called by everybody, folded."""
    return {
        name
        for table in live.document.tables
        for field in table.fields
        for name, _ in synonyms.names(table, field)
    } | {name for names in synonyms.OWN.values() for name in map(fold, names)}


def header_of(sheet: Sheet) -> str:
    """What a header is recognised by."""
    text = "\x1f".join(sorted({fold(name) for name in sheet.header}))
    return hashlib.sha256(text.encode()).hexdigest()


def sweep(now: datetime) -> int:
    """Remove what was unpacked and not looked at for days; how many."""
    removed = 0
    for path in _directory().glob("*"):
        if path.stat().st_mtime < (now - _KEPT).timestamp():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _directory() -> Path:
    return Path(settings.FILES_DIRECTORY) / "sheets"
