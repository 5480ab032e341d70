"""xlsx, xls and ods: told by content, measured before they are opened, opened in a child process.

A workbook is a program for its reader: a few kilobytes may unpack to gigabytes, and one cell at
the far corner makes a dense table of billions. The archive is therefore measured first, and the
reader runs as a child with limits, so that the worst file costs a refusal.
"""

import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import IO

from zhudan.exchange.cell import Cell
from zhudan.exchange.unreadable import Unreadable

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

LARGEST_UNPACKED = 512 * 1024 * 1024
_MOST_PARTS = 5_000
_SECONDS = 120

_CHILD = Path(__file__).with_name("workbook_child.py")
_TYPED: dict[str, Callable[[str], Cell]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


def is_workbook(content: bytes) -> bool:
    return content.startswith((_ZIP, _OLE))


def write_lines(path: Path, sheet: str | None, out: IO[bytes]) -> None:
    """Write the JSON lines of workbook_child.py for one sheet (default: the first that can be
    seen and holds something). Raises Unreadable."""
    content = path.read_bytes()
    if content.startswith(_ZIP):
        _measure(content)
    elif "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable.encrypted()
    del content
    _run_child(path, sheet, out)


def _measure(content: bytes) -> None:
    """Refuse an archive that unpacks to more than we read, whatever its directory declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable from error
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Unreadable.too_large()
    room = LARGEST_UNPACKED
    for part in parts:
        if part.flag_bits & 1:
            raise Unreadable.encrypted()
        room -= _unpacked_size(content, part, room)


def _unpacked_size(content: bytes, part: zipfile.ZipInfo, room: int) -> int:
    """Bytes this part really unpacks to; the declared size is only what its author says."""
    head = content[part.header_offset : part.header_offset + 30]
    if len(head) < 30 or not head.startswith(_ZIP):
        raise Unreadable
    start = part.header_offset + 30 + int.from_bytes(head[26:28], "little")
    start += int.from_bytes(head[28:30], "little")
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        size = len(packed)
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        size = _inflated_size(packed, room)
    else:
        raise Unreadable
    if size > room:
        raise Unreadable.too_large()
    return size


def _inflated_size(packed: bytes, room: int) -> int:
    machine = zlib.decompressobj(-15)
    size = 0
    while packed and not machine.eof:
        try:
            size += len(machine.decompress(packed, 1 << 20))
        except zlib.error as error:
            raise Unreadable from error
        packed = machine.unconsumed_tail
        if size > room:
            break
    return size


def _run_child(path: Path, sheet: str | None, out: IO[bytes]) -> None:
    command = [sys.executable, "-I", str(_CHILD), str(path), *([] if sheet is None else [sheet])]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable.too_large() from error
    if done.returncode == 3:
        raise Unreadable.encrypted()
    if done.returncode == 4:
        raise Unreadable.no_sheet(sheet or "")
    if done.returncode == 5 or done.returncode < 0:  # below 0: ended by one of its limits
        raise Unreadable.too_large()
    if done.returncode:
        raise Unreadable


def cell_of(told: object) -> Cell:
    """A cell as the child wrote it."""
    if isinstance(told, list):
        kind, text = told
        return _TYPED[kind](text)
    return told  # type: ignore[return-value]  # JSON of our own child: text, number, bool or null
