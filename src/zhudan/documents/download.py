"""Who may have a file's bytes: whoever may see the record it belongs to."""

from zhudan.blueprint.live import LiveBlueprint
from zhudan.files.models import File
from zhudan.kit.errors import NotFound
from zhudan.people.viewer import Viewer
from zhudan.records import access


def readable(live: LiveBlueprint, viewer: Viewer, file_id: int) -> File:
    """NotFound unless the viewer sees the record, and the field that holds the file.

    An upload that belongs to no record yet is its uploader's alone.
    """
    file = File.objects.filter(id=file_id).first()
    if file is None:
        raise NotFound
    if file.record_id is None:
        if file.uploaded_by_id != viewer.id:
            raise NotFound
        return file
    row = access.get_record(live, viewer, file.record_id)
    if file.field:
        seen = access.rights(live, viewer).field(row.table_key, file.field)
        if seen not in ("read", "edit"):
            raise NotFound
    return file
