"""A manager's word that a document is approved, sent or signed; until approvals run."""

from datetime import datetime

from zhudan.blueprint.live import LiveBlueprint
from zhudan.documents import uploads
from zhudan.documents.models import STANDINGS, Tick, Version
from zhudan.documents.standing import standing as standing_of
from zhudan.kit.errors import Conflict, Invalid, NotFound
from zhudan.records import writes
from zhudan.records.tables import Row


class DocumentMissing(Conflict):
    code = "document_missing"
    title = {
        "zh-CN": "请先上传“{document}”",
        "en": "Upload “{document}” first",
    }


class NotApproved(Conflict):
    code = "not_approved"
    title = {
        "zh-CN": "“{document}”审批通过后才能发给客户",
        "en": "“{document}” may reach the customer only once it is approved",
    }


def tick(
    live: LiveBlueprint,
    row: Row,
    document_type: str,
    standing: str,
    *,
    note: str | None,
    actor: int,
    at: datetime,
) -> Tick:
    """Say it about the latest version. The caller holds the record's lock and the right.

    Said again while it still stands, nothing is added. Refusals: 409 `document_missing`, and
    `not_approved` where a gate of the blueprint asks for this type's approval first.
    """
    kind = uploads.type_of(live, document_type)
    if standing not in STANDINGS:
        raise Invalid.field(
            "standing",
            "unknown_standing",
            {
                "zh-CN": "只能是 approved、sent 或 signed",
                "en": "It is one of approved, sent, signed",
            },
        )
    now = standing_of(row.id, kind.key)
    if now.present is None:
        raise DocumentMissing(params={"document": kind.label})
    if standing != "approved" and now.approved is None and needs_approval(live, kind.key):
        raise NotApproved(params={"document": kind.label})
    said = Tick.objects.filter(
        record_id=row.id, document_type=kind.key, standing=standing, withdrawn_at=None
    ).order_by("-id")
    latest = Version.objects.filter(record_id=row.id, type=kind.key).latest("id")
    if getattr(now, standing) is not None and (known := said.first()):
        return known
    made = Tick.objects.create(
        record_id=row.id,
        document_type=kind.key,
        standing=standing,
        version=latest,
        by_id=actor,
        at=at,
        note=note,
    )
    _journal("standing_ticked", live, row, made, actor)
    return made


def withdraw(live: LiveBlueprint, row: Row, tick_id: int, *, actor: int, at: datetime) -> None:
    """Take a word back. NotFound for a tick that is another record's or is withdrawn."""
    found = Tick.objects.filter(id=tick_id, record_id=row.id, withdrawn_at=None).first()
    if found is None:
        raise NotFound
    found.withdrawn_at, found.withdrawn_by_id = at, actor
    found.save(update_fields=["withdrawn_at", "withdrawn_by_id"])
    _journal("standing_withdrawn", live, row, found, actor)


def needs_approval(live: LiveBlueprint, document_type: str) -> bool:
    """Whether some gate asks that documents of this type be approved."""
    return any(
        item.kind == "approved" and item.document == document_type
        for pipeline in live.document.pipelines
        for stage in pipeline.stages
        for item in stage.gate
    )


def _journal(kind: str, live: LiveBlueprint, row: Row, tick: Tick, actor: int) -> None:
    data = {
        "document": tick.document_type,
        "label": uploads.type_of(live, tick.document_type).label,
        "standing": tick.standing,
        "note": tick.note,
    }
    writes.note(live, row, row, kind, actor, data)
