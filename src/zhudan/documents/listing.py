"""The documents of a record, with their versions and what was said about them."""

from collections import defaultdict
from typing import Any

from zhudan.blueprint.live import LiveBlueprint
from zhudan.documents.models import Document, Tick, Version
from zhudan.documents.standing import standings
from zhudan.kit.language import pick
from zhudan.records.present import person

Json = dict[str, Any]


def of_record(live: LiveBlueprint, record_id: int) -> list[Json]:
    """Documents in the order of their types in the blueprint, versions the newest first."""
    types = [kind.key for kind in live.document.document_types]
    documents = sorted(
        Document.objects.filter(record_id=record_id).order_by("id"),
        key=lambda one: types.index(one.type) if one.type in types else len(types),
    )
    versions: defaultdict[int, list[Json]] = defaultdict(list)
    for version in (
        Version.objects.filter(record_id=record_id).select_related("file").order_by("-number")
    ):
        versions[version.document_id].append(_version(version))
    ticks: defaultdict[str, list[Json]] = defaultdict(list)
    for tick in Tick.objects.filter(record_id=record_id, withdrawn_at=None).order_by("-id"):
        ticks[tick.document_type].append(_tick(tick))
    standing = standings([record_id]).get(record_id, {})
    return [
        {
            "id": str(one.id),
            "type": one.type,
            "label": _label(live, one.type),
            "standing": {
                word: getattr(standing[one.type], word) is not None
                for word in ("approved", "sent", "signed")
            },
            "versions": versions[one.id],
            "ticks": ticks[one.type],
        }
        for one in documents
    ]


def _label(live: LiveBlueprint, type_: str) -> str:
    kind = live.document.document_types_by_key.get(type_)
    return pick(kind.label) if kind else type_


def _version(version: Version) -> Json:
    return {
        "number": version.number,
        "name": version.file.name,
        "size": version.file.size,
        "type": version.file.type,
        "note": version.note,
        "by": person(version.uploaded_by_id),
        "at": version.uploaded_at,
        "url": f"/api/v1/files/{version.file_id}",
    }


def _tick(tick: Tick) -> Json:
    return {
        "id": str(tick.id),
        "standing": tick.standing,
        "by": person(tick.by_id),
        "at": tick.at,
        "note": tick.note,
    }
