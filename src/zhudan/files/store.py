"""The bytes, kept once each under their SHA-256 in $ZHUDAN_DATA/files.

Bytes reach the disk, whole and synced, before any row names them; so a kill leaves at worst
bytes that nothing names, and `sweep` takes those away.
"""

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone

from zhudan.files import kinds
from zhudan.files.models import File
from zhudan.kit.errors import Invalid, Refusal

_YOUNG = timedelta(days=1)  # an upload may wait that long for the form it belongs to


class FileTooLarge(Refusal):
    status = 413
    code = "file_too_large"
    title = {
        "zh-CN": "文件超过 {max_mb} MB，无法上传",
        "en": "The file is larger than {max_mb} MB",
    }

    def __init__(self, max_mb: int) -> None:
        super().__init__(params={"max_mb": max_mb}, extra={"max_mb": max_mb})


class FileTypeRefused(kinds.FileRefused):
    code = "file_type"
    title = {
        "zh-CN": "这里只接受 {endings} 文件",
        "en": "Only {endings} files are accepted here",
    }

    def __init__(self, groups: Collection[str]) -> None:
        endings = kinds.endings(groups)
        super().__init__(params={"endings": " ".join(endings)}, extra={"accept": endings})


@dataclass(frozen=True)
class Kept:
    """Bytes on disk that no row names yet."""

    digest: str
    size: int
    type: str
    name: str


def keep(
    blocks: Iterable[bytes], name: str, *, accept: Collection[str] | None, max_mb: int
) -> Kept:
    """Write an upload to disk, block by block. Call it outside any transaction.

    accept: words of `kinds.GROUPS`; None: anything, because the caller looks into it himself and
    nobody downloads it. FileTooLarge (413), FileTypeRefused or another
    `kinds.FileRefused` (422).
    """
    with _draft() as draft:
        digest, size = hashlib.sha256(), 0
        for block in blocks:
            size += len(block)
            if size > max_mb * 1_000_000:
                raise FileTooLarge(max_mb)
            digest.update(block)
            draft.write(block)
        kind = kinds.UNKNOWN if accept is None else kinds.type_of(draft)
        if accept is not None and not kinds.accepted(kind, accept):
            raise FileTypeRefused(accept)
        draft.flush()
        os.fsync(draft.fileno())
        _settle(Path(draft.name), digest.hexdigest())
    return Kept(digest.hexdigest(), size, kind, kinds.safe_name(name, kind))


def name_it(
    kept: Kept, *, actor: int, record_id: int | None = None, purpose: str | None = None
) -> File:
    """The row for kept bytes, in the caller's transaction. purpose: what they serve other than
    a record (`import`); whoever states one also takes the row away."""
    return File.objects.create(
        digest=kept.digest,
        size=kept.size,
        type=kept.type,
        name=kept.name,
        uploaded_by_id=actor,
        uploaded_at=timezone.now(),
        record_id=record_id,
        field=purpose,
    )


def claim(file_ids: Collection[int], *, record_id: int, field: str, actor: int) -> None:
    """Give uploads to the record whose attachment field now names them.

    Invalid (422) unless each is the record's already or is the actor's own and unused.
    """
    files = {file.id: file for file in File.objects.select_for_update().filter(id__in=file_ids)}
    for file_id in file_ids:
        file = files.get(file_id)
        own = file and (file.record_id, file.field, file.uploaded_by_id) == (None, None, actor)
        here = file and (file.record_id, file.field) == (record_id, field)
        if not own and not here:
            raise no_such_file(field)
    fresh = [file_id for file_id, file in files.items() if file.record_id is None]
    if fresh:
        File.objects.filter(id__in=fresh).update(record_id=record_id, field=field)


def unused(file_ids: Collection[int], *, actor: int) -> set[int]:
    """Those that `claim` would give to any record of the actor's, locked."""
    files = File.objects.select_for_update().filter(
        id__in=file_ids, record_id=None, uploaded_by_id=actor
    )
    return set(files.values_list("id", flat=True))


def no_such_file(field: str) -> Invalid:
    return Invalid.field(
        field, "no_such_file", {"zh-CN": "没有这个文件", "en": "There is no such file"}
    )


def path_of(digest: str) -> Path:
    return _directory() / digest[:2] / digest


def sweep(now: datetime) -> int:
    """Remove uploads nobody used and bytes no row names; returns how many bytes' files went."""
    File.objects.filter(record_id=None, field=None, uploaded_at__lt=now - _YOUNG).delete()
    removed = 0
    for path in _directory().glob("??/*"):
        if _is_young(path, now) or File.objects.filter(digest=path.name).exists():
            continue
        # The same bytes may arrive at this very moment: look again at what was taken.
        taken = path.with_suffix(".swept")
        path.rename(taken)
        if _is_young(taken, now):
            taken.rename(path)
        else:
            taken.unlink()
            removed += 1
    return removed


@contextmanager
def _draft() -> Iterator[IO[bytes]]:
    drafts = _directory() / "drafts"
    drafts.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=drafts, delete=False) as draft:
        try:
            yield draft
        finally:
            Path(draft.name).unlink(missing_ok=True)


def _settle(draft: Path, digest: str) -> None:
    """Put the draft in its place. Bytes that are there already are replaced, not trusted."""
    path = path_of(digest)
    path.parent.mkdir(exist_ok=True)
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is_young(path: Path, now: datetime) -> bool:
    return path.stat().st_mtime > (now - _YOUNG).timestamp()


def _directory() -> Path:
    return Path(settings.FILES_DIRECTORY)
