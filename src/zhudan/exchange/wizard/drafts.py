"""An import before it runs: a file comes in, is looked into, and its mapping is settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange import mapping as mappings
from zhudan.exchange import sheet as sheets_of
from zhudan.exchange.mapping import Mapping, TableMapping
from zhudan.exchange.models import Import
from zhudan.exchange.sheet import Sheet
from zhudan.exchange.spool import LARGEST_FILE
from zhudan.exchange.wizard import facts, sheets, suggesting, unmatched
from zhudan.exchange.wizard.refusals import Busy, Ended
from zhudan.files import store
from zhudan.files.store import Kept
from zhudan.journal.models import Job
from zhudan.kit.errors import NotFound
from zhudan.people.viewer import Viewer
from zhudan.records import access

_DRAFTS_KEPT = timedelta(days=30)
_OPEN = frozenset({"draft", "previewed", "failed"})
_AT_WORK = frozenset({"previewing", "running", "undoing"})
State = Import.State


@dataclass
class Change:
    """What somebody chooses anew; None: as it is."""

    sheet: str | None = None
    header_row: int | None = None
    table: str | None = None
    mapping: Any = None


def keep(blocks: Iterable[bytes], name: str) -> Kept:
    """The upload on disk, before any transaction. Raises FileTooLarge."""
    return store.keep(blocks, name, accept=None, max_mb=LARGEST_FILE // 1_000_000)


def begin(live: LiveBlueprint, viewer: Viewer, kept: Kept, table: str | None) -> Import:
    """A draft of a kept file. Raises Unreadable, NotFound for the table."""
    if table is not None and table not in live.document.tables_by_key:
        raise NotFound
    lines = sheets.unpacked(kept.digest, None)
    sheet = sheets_of.of(lines, None, sheets.known(live))
    one = Import(by_id=viewer.id, created_at=timezone.now(), header_found=True)
    one.sheets, one.sheet = lines.sheets, lines.sheet
    _look_into(one, sheet)
    _suggest(live, viewer, one, sheet, table)
    with transaction.atomic():
        one.file = store.name_it(kept, actor=viewer.id, purpose="import")
        one.save()
    return one


def change(live: LiveBlueprint, viewer: Viewer, one: Import, wanted: Change) -> Import:
    """Raises Busy, Ended, Unreadable, MappingRefused, NotFound for the table."""
    _need_open(one)
    mapping = None if wanted.mapping is None else mappings.parse(wanted.mapping)
    if wanted.table is not None and wanted.table not in live.document.tables_by_key:
        raise NotFound
    elsewhere = wanted.sheet is not None and wanted.sheet != one.sheet
    moved = wanted.header_row is not None and wanted.header_row != one.header_row
    turned = wanted.table is not None and wanted.table != one.table
    if elsewhere:
        lines = sheets.unpacked(one.file.digest, wanted.sheet)
        one.sheet = lines.sheet
        sheet = sheets_of.of(lines, wanted.header_row, sheets.known(live))
    else:
        if wanted.header_row is not None:
            one.header_row = wanted.header_row
        sheet = sheets.of(live, one)
    if elsewhere or moved:
        one.header_found = wanted.header_row is None
        _look_into(one, sheet)
    one.table = wanted.table or one.table
    if mapping is not None:
        one.mapping, one.remembered = mapping.over(one.table).raw(), False
        one.table = _main(mapping.over(one.table))
    elif turned or ((elsewhere or moved) and not _kept(one, sheet)):
        _suggest(live, viewer, one, sheet, wanted.table or one.table)
    one.facts |= unmatched.find(live, viewer, sheet, mapping_of(one))
    one.state, one.preview, one.result = State.DRAFT, None, None
    one.save()
    return one


def discard(one: Import) -> None:
    """Raises Busy, Ended."""
    _need_open(one)
    file = one.file
    with transaction.atomic():
        one.delete()
        file.delete()


def of(live: LiveBlueprint, viewer: Viewer, import_id: int) -> Import:
    """An import that the viewer may see. Forbidden without the ability, NotFound."""
    rights = access.rights(live, viewer)
    rights.need("import")
    found = Import.objects.select_related("file").filter(id=import_id).first()
    if found is None or (found.by_id != viewer.id and "administer" not in rights.abilities):
        raise NotFound
    return found


def state_of(one: Import) -> str:
    """Where it is; failed, too, where the job that had it in hand ended so."""
    if one.state in _AT_WORK and one.job_id is not None:
        job = Job.objects.filter(id=one.job_id).values_list("status", flat=True).first()
        if job in (None, "failed"):
            return State.FAILED
    return one.state


def mapping_of(one: Import) -> Mapping:
    return mappings.parse(one.mapping)


def sweep(now: datetime) -> int:
    """Remove drafts nobody ran; how many."""
    old = Import.objects.filter(state__in=["draft", "previewed"], reached=0)
    removed = 0
    for one in old.filter(created_at__lt=now - _DRAFTS_KEPT).select_related("file"):
        discard(one)
        removed += 1
    sheets.sweep(now)
    return removed


def _need_open(one: Import) -> None:
    state = state_of(one)
    if state in _AT_WORK:
        raise Busy
    if state not in _OPEN or one.reached:
        raise Ended


def _look_into(one: Import, sheet: Sheet) -> None:
    columns, rows = facts.gather(sheet)
    one.header_row, one.rows = sheet.header_row, rows
    one.header = sheets.header_of(sheet)
    unnamed = sheet.unnamed if sheet.header_row else frozenset()
    one.facts = {
        "columns": facts.raw([one for one in columns if one.filled or one.name not in unnamed]),
        "head": facts.head(sheet),
    }


def _suggest(
    live: LiveBlueprint, viewer: Viewer, one: Import, sheet: Sheet, table: str | None
) -> None:
    """The mapping of the last import of such a file that was run, undone or not, else a
    suggestion."""
    ended = (State.DONE, State.UNDOING, State.UNDONE)
    last = Import.objects.filter(header=one.header, state__in=ended)
    last = last if table is None else last.filter(table=table)
    before = last.order_by("-id").first()
    if before is not None:
        one.table, one.mapping, one.remembered = before.table, before.mapping, True
    else:
        columns = facts.revived(one.facts["columns"])
        one.table, mapping = suggesting.suggest(live, viewer, table, columns)
        one.mapping, one.remembered = mapping.raw(), False
    one.facts |= unmatched.find(live, viewer, sheet, mapping_of(one))


def _kept(one: Import, sheet: Sheet) -> bool:
    """Keep what still fits of the mapping; whether anything does."""
    known = set(sheet.header)
    told = mapping_of(one)
    tables: list[TableMapping] = []
    for table in told.tables:
        columns = {name: column for name, column in table.columns.items() if name in known}
        fits = set(mappings.columns_of(table)) - set(table.columns) <= known
        changes: dict[str, Any] = {"columns": columns}
        if not fits:
            changes |= {"place": None, "history": None}
        if table.key not in {column.field for column in columns.values()} | set(table.constants):
            changes["key"] = None
        tables.append(table.model_copy(update=changes))
    one.mapping = told.model_copy(update={"tables": tuple(tables)}).raw()
    one.remembered = False
    return any(table.columns for table in tables)


def _main(mapping: Mapping) -> str:
    """The table the rows are about: the last that none of the others links to."""
    linked = {target for table in mapping.tables for target in table.links.values()}
    free = [table.table for table in mapping.tables if table.table not in linked]
    return free[-1] if free else mapping.tables[-1].table
