"""A document comes in: first its bytes, to disk; then its row, in the record's transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.document_type import DocumentType
from zhudan.documents.models import Document, Version
from zhudan.files import store
from zhudan.files.store import Kept
from zhudan.kit.errors import Refusal
from zhudan.records import writes
from zhudan.records.tables import Row


class UnknownDocumentType(Refusal):
    status = 422
    code = "unknown_document_type"
    title = {"zh-CN": "没有这种文件类型", "en": "There is no such document type"}


def type_of(live: LiveBlueprint, key: str) -> DocumentType:
    found = live.document.document_types_by_key.get(key)
    if found is None:
        raise UnknownDocumentType
    return found


def keep(live: LiveBlueprint, document_type: str, blocks: Iterable[bytes], name: str) -> Kept:
    """Bring the bytes to disk, judged by the document type; call it outside transactions."""
    kind = type_of(live, document_type)
    return store.keep(blocks, name, accept=kind.accept, max_mb=kind.max_mb)


def add(
    live: LiveBlueprint,
    row: Row,
    document_type: str,
    kept: Kept,
    *,
    note: str | None,
    actor: int,
    at: datetime,
) -> Version:
    """The next version of the record's document of that type; of a photo type, a new document.

    The caller holds the record's lock, so numbers do not collide.
    """
    kind = type_of(live, document_type)
    document = None
    if not kind.photo:
        document = Document.objects.filter(record_id=row.id, type=kind.key).first()
    if document is None:
        document = Document.objects.create(record_id=row.id, type=kind.key, created_at=at)
    number = document.versions.aggregate(last=Max("number"))["last"] or 0
    file = store.name_it(kept, actor=actor, record_id=row.id)
    version = Version.objects.create(
        record_id=row.id,
        type=kind.key,
        document=document,
        number=number + 1,
        file=file,
        note=note,
        uploaded_by_id=actor,
        uploaded_at=at,
    )
    data = {
        "type": kind.key,
        "label": kind.label,
        "name": file.name,
        "number": version.number,
        "note": note,
        "photo": kind.photo,
        "file": {"id": str(file.id), "type": file.type, "size": file.size},
    }
    writes.note(live, row, row, "document_added", actor, data)
    return version
