"""HTTP of merging."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from zhudan.flow.merging import answers as a
from zhudan.flow.merging import merge as merging
from zhudan.flow.merging import undo
from zhudan.journal.once import once
from zhudan.kit.language import pick
from zhudan.records import access
from zhudan.records.api import shown, viewer_of

router = Router(tags=["merging"])
Json = dict[str, Any]


@router.post("/records/{record_id}/merge", response=a.MergedAnswer, operation_id="merge_records")
@once
def post_merge(request: HttpRequest, record_id: str, body: a.MergeBody) -> Json:
    """Merge another record of the table into this one; the other goes into the bin."""
    done = merging.merge(
        access.parse_id(record_id),
        access.parse_id(body.other),
        viewer=viewer_of(request),
        version=body.version,
        other_version=body.other_version,
        take=body.take,
    )
    moved = {kind: len(ids) for kind, ids in done.merge.moved.items()}
    return {"record": shown(request, done.row), "merge": str(done.merge.id), "moved": moved}


@router.post("/merges/{merge_id}/undo", response=a.PartedAnswer, operation_id="undo_merge")
@once
def post_undo(request: HttpRequest, merge_id: str) -> Json:
    """Part them again; what could not be put back is told."""
    parted = undo.undo(access.parse_id(merge_id), viewer=viewer_of(request))
    return {
        "record": shown(request, parted.into),
        "other": shown(request, parted.other),
        "left": [pick(sentence) for sentence in parted.left],
    }
