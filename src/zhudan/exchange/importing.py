"""Bringing the rows of a file into a table: created, updated, or refused with reasons.

Rows are written in chunks of one transaction each, and each row by itself: a refused row takes
nothing with it. Whoever imports does so with his own rights.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhudan import journal
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange import mapping as mappings
from zhudan.exchange.mapping import MappingFile, MappingRefused
from zhudan.exchange.outcome import Outcome
from zhudan.exchange.pointers import Pointers
from zhudan.exchange.rows import Complaint, Placed, Prepared, RowReader
from zhudan.exchange.sheet import Row, Sheet
from zhudan.exchange.values import fold
from zhudan.flow import close, moves, register
from zhudan.flow.register import BroughtIn
from zhudan.kit import language, worktime
from zhudan.kit.errors import Conflict, Forbidden, NotFound, Refusal
from zhudan.people.viewer import Viewer
from zhudan.records import access, computed, tables, writes

CHUNK = 500


class BlueprintTurned(Conflict):
    code = "blueprint_turned"
    title = {
        "zh-CN": "导入期间发布了新的蓝图版本，已停在第 {row} 行之前；请再运行一次",
        "en": "A new blueprint was published meanwhile; stopped before row {row}. Run it again",
    }


def run(
    table: str, sheet: Sheet, mapping: MappingFile | None, *, viewer: Viewer, dry: bool = False
) -> Outcome:
    """Import all rows. mapping None: columns are matched by their names.

    dry: every row is written and undone again. Raises Forbidden without the ability `import`
    (with stages, `migrate`), NotFound for the table, MappingRefused; rows never raise.
    """
    live = blueprint.current()
    if table not in live.document.tables_by_key:
        raise NotFound
    part = live.document.table(table)
    chosen = mapping or mappings.by_names(sheet.header, part)
    wrong = mappings.problems(chosen, sheet.header, part, live.document)
    if wrong:
        raise MappingRefused(wrong)
    needed = {"import"} | ({"migrate"} if chosen.place else set())
    if not needed <= access.rights(live, viewer).abilities:
        raise Forbidden
    return _Import(live, table, sheet, chosen, viewer, dry).run()


class _Import:
    def __init__(
        self,
        live: LiveBlueprint,
        table: str,
        sheet: Sheet,
        mapping: MappingFile,
        viewer: Viewer,
        dry: bool,
    ) -> None:
        self.live = live
        self.table = table
        self.sheet = sheet
        self.mapping = mapping
        self.viewer = viewer
        self.pointers = Pointers(live, viewer)
        self.reader = RowReader(live, table, sheet.header, mapping, self.pointers)
        self.columns = {column.field: name for name, column in mapping.columns.items()}
        self.outcome = Outcome(read=len(sheet.rows), dry=dry)
        self.outcome.left_out = [
            name for name in sheet.header if name and name not in mappings.columns_used(mapping)
        ]
        self.keys: set[str] = set()
        self.tried: set[int] = set()  # ids of records that a dry run made and undid

    def run(self) -> Outcome:
        waiting = self._pass(self.sheet.rows, last=False)
        # Rows that name a later row of the same file get another turn while that helps.
        while waiting:
            left = self._pass(waiting, last=False)
            if len(left) == len(waiting):
                self._pass(left, last=True)
                break
            waiting = left
        if not self.outcome.dry:
            self._journal()
        return self.outcome

    def _pass(self, rows: Sequence[Row], *, last: bool) -> list[Row]:
        """Write the rows; returns those that wait for a record of their own table."""
        waiting: list[Row] = []
        for start in range(0, len(rows), CHUNK):
            with transaction.atomic():
                if blueprint.hold().number != self.live.number:
                    raise BlueprintTurned(params={"row": rows[start].number})
                with computed.together(self.live, self._today()):
                    waiting += self._chunk(rows[start : start + CHUNK], last)
                transaction.set_rollback(self.outcome.dry)
        return waiting

    def _today(self) -> date:
        return worktime.day_of(timezone.now(), self.live.document.settings.timezone)

    def _chunk(self, rows: Iterable[Row], last: bool) -> list[Row]:
        waiting = []
        for row in rows:
            notes = type(self.outcome.notes)()
            made = self.reader.read(row, notes)
            if made.waits and not last and all(c.code == "not_there" for c in made.complaints):
                waiting.append(row)
                continue
            if self._taken(made):
                self.outcome.notes.replaced += notes.replaced
                self.outcome.notes.empty += notes.empty
        return waiting

    def _taken(self, made: Prepared) -> bool:
        if made.complaints:
            self.outcome.refuse(made.complaints)
            return False
        try:
            with transaction.atomic():
                self._write(made)
        except Refusal as refusal:
            self.outcome.refuse(self._complaints(made, refusal))
            return False
        return True

    def _write(self, made: Prepared) -> None:
        record_id = self._existing(made)
        if record_id is None:
            row = self._create(made)
            self.pointers.learn(row)
            self._remember(made)
            if self.outcome.dry:
                self.tried.add(row.id)
            self.outcome.created += 1
            return
        row = access.lock_record(self.live, self.viewer, record_id, verb="edit")
        if made.place and (row.stage, row.outcome) != (
            made.place.standing.stage,
            made.place.standing.outcome,
        ):
            raise _StandsElsewhere
        # An empty cell says nothing about what the record holds already.
        told = self._told(made)
        after = writes.update(self.live, row, told, viewer=self.viewer)
        self._remember(made)
        if after.version == row.version:
            self.outcome.unchanged += 1
        else:
            self.outcome.updated += 1

    def _told(self, made: Prepared) -> dict[str, Any]:
        """What the row says; in a dry run without references to what was undone already."""
        fields = self.reader.table.fields_by_key
        return {
            key: value
            for key, value in made.values.items()
            if value is not None
            and not (fields[key].kind == "reference" and int(value) in self.tried)
        }

    def _remember(self, made: Prepared) -> None:
        if self.mapping.key is not None:
            self.keys.add(fold(str(made.values[self.mapping.key])))

    def _existing(self, made: Prepared) -> int | None:
        """The record the row's key names. Two rows with one key contradict each other."""
        key = self.mapping.key
        if key is None:
            return None
        value = made.values.get(key)
        if value is None:
            raise _NoKey
        name = fold(str(value))
        if name in self.keys:
            raise _KeyTwice
        found = self.pointers.of(self.table, key).get(name, set())
        if len(found) > 1:
            raise _KeyAmbiguous
        return next(iter(found), None)

    def _create(self, made: Prepared) -> tables.Row:
        if made.place is not None:
            return self._bring_in(made, made.place)
        values = self._told(made)
        if self.reader.pipeline is not None:
            return register.register(self.table, values, viewer=self.viewer, owner=made.owner)
        return writes.create(
            self.live,
            self.table,
            values,
            viewer=self.viewer,
            owner=made.owner,
            created_at=made.registered_at,
        )

    def _bring_in(self, made: Prepared, place: Placed) -> tables.Row:
        values = self._told(made)
        standing = place.standing
        entered = place.entered_at or place.closed_at or timezone.now()
        begun = made.registered_at or entered
        first = BroughtIn(None, begun)
        if begun == entered:
            first = BroughtIn(
                standing.stage, begun, standing.outcome, place.closed_at, place.reason
            )
        row = register.bring_in(self.table, values, first, viewer=self.viewer, owner=made.owner)
        if begun == entered:
            return row
        # It was registered before it came into its stage: the time between was in the first.
        if row.stage != standing.stage:
            moves.place_existing(row.id, standing.stage, viewer=self.viewer, entered_at=entered)
        if standing.outcome is not None and place.closed_at is not None:
            close.close_existing(
                row.id,
                standing.outcome,
                viewer=self.viewer,
                closed_at=place.closed_at,
                reason=place.reason,
            )
        return row

    def _complaints(self, made: Prepared, refusal: Refusal) -> list[Complaint]:
        errors = refusal.extra.get("errors")
        if not isinstance(errors, list):
            return [Complaint(made.row.number, None, refusal.code, _sentences(refusal))]
        return [
            Complaint(
                made.row.number,
                self._column(str(error["field"])),
                error["code"],
                error["message"],
            )
            for error in errors
        ]

    def _column(self, key: str) -> str:
        """How the file calls what the engine calls by its key."""
        place = self.mapping.place
        stated = {"entered_at": place.entered_at} if place else {}
        part = self.reader.table.fields_by_key.get(key)
        return self.columns.get(key) or stated.get(key) or (part.key if part else key)

    def _journal(self) -> None:
        done = self.outcome
        with transaction.atomic():
            journal.record(
                "rows_imported",
                actor=self.viewer.id,
                table=self.table,
                data={
                    "read": done.read,
                    "created": done.created,
                    "updated": done.updated,
                    "unchanged": done.unchanged,
                    "refused": done.refused,
                },
            )


def _sentences(refusal: Refusal) -> dict[str, str]:
    told = {}
    for spoken in language.LANGUAGES:
        with language.use(spoken):
            told[spoken] = refusal.sentence()
    return told


class _StandsElsewhere(Conflict):
    code = "stands_elsewhere"
    title = {
        "zh-CN": "记录已在系统中，阶段或结果与文件不同；阶段只能在系统里推进",
        "en": "The record is here already in another stage; stages are moved in the system only",
    }


class _NoKey(Conflict):
    code = "key_empty"
    title = {"zh-CN": "用来查找记录的字段为空", "en": "The field that finds the record is empty"}


class _KeyTwice(Conflict):
    code = "key_twice"
    title = {
        "zh-CN": "文件里前面已有同样的一行",
        "en": "An earlier row of the file is about the same record",
    }


class _KeyAmbiguous(Conflict):
    code = "key_ambiguous"
    title = {
        "zh-CN": "系统里有几条记录都符合，不知道更新哪一条",
        "en": "Several records match, so it is unclear which to update",
    }
