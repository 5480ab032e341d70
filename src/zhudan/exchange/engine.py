"""Rows of a file become records, a chunk at a time: every row judged before anything is written,
what is new written together, what is here already updated or filled up."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Any

from django.db import transaction

from zhudan.blueprint.fields import FieldError
from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange import chunk, keyed, planning, writing
from zhudan.exchange.chunk import Group, Reading, Written
from zhudan.exchange.complaint import Complaint
from zhudan.exchange.judging import Judge, complaints
from zhudan.exchange.mapping import Mapping
from zhudan.exchange.planning import Plan
from zhudan.exchange.pointers import Pointers
from zhudan.exchange.rows import Notes
from zhudan.exchange.samples import Samples
from zhudan.exchange.sheet import Row
from zhudan.kit.errors import Label, Refusal
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables, writes

CHUNK = 500


class _Again(Exception):
    """Rows were refused after records had been made for them, or in favour of such a row."""

    def __init__(self, written: Written) -> None:
        self.written = written


class Engine:
    """What is known of the file's rows so far. dry: nothing is written, all else is alike."""

    def __init__(
        self,
        live: LiveBlueprint,
        header: tuple[str, ...],
        mapping: Mapping,
        viewer: Viewer,
        *,
        dry: bool,
    ) -> None:
        self.live, self.viewer, self.dry = live, viewer, dry
        self.pointers = Pointers(live, viewer)
        self.plans = planning.plans(live, mapping, header, self.pointers)
        self.samples = Samples(live, self.plans)
        self._width = len(header)
        self._seen: set[tuple[str, str]] = set()
        self._judge = Judge(live, viewer, self.pointers, dry=dry)
        self._imagined = 0
        rights = access.rights(live, viewer)
        self._heirs = [
            (target, plan.table)
            for plan in reversed(self.plans)
            for target in plan.mapping.links.values()
            if rights.scope(target, "assign") != "none"
        ]

    def recall(self, touched: Iterable[tuple[str, int]]) -> None:
        """Records that this import has written before it was interrupted: (table, id)."""
        by_table: dict[str, set[int]] = {}
        for table, record_id in touched:
            by_table.setdefault(table, set()).add(record_id)
        for plan in self.plans:
            ids = by_table.get(plan.table)
            if ids and plan.mapping.key is not None and not plan.linked:
                known = self.pointers.of(plan.table, plan.mapping.key)
                self._seen |= {(plan.table, name) for name, found in known.items() if found & ids}

    def read(self, row: Row) -> Reading:
        """What a row says of every table. Whose its record is, a linked one is as well."""
        notes = Notes()
        parts = {plan.table: plan.reader.read(row, notes) for plan in self.plans}
        for target, table in self._heirs:
            if parts[target].owner is None:
                parts[target].owner = parts[table].owner
        complaints = [one for plan in self.plans for one in parts[plan.table].complaints]
        if any(cell is not None for cell in row.cells[self._width :]):
            complaints.append(Complaint(row.number, None, "too_many_cells", _TOO_MANY_CELLS))
        waits = any(part.waits for part in parts.values())
        return Reading(row.number, parts, complaints, waits, notes)

    def write(self, readings: Sequence[Reading]) -> Written:
        """Write rows without complaints, in the caller's transaction unless dry."""
        refused: dict[int, list[Complaint]] = {}
        while True:
            try:
                with nullcontext() if self.dry else transaction.atomic():
                    written = self._attempt([one for one in readings if one.number not in refused])
                break
            except _Again as again:
                refused |= chunk.standing(again.written)
        written.refused |= refused
        written.taken = [one for one in readings if one.number not in written.refused]
        self._seen |= written.keys
        self._judge.learn(written)
        self.pointers.learn(written.created)
        for table, values, record_id in written.imagined:
            self.pointers.imagine(table, values, record_id)
        return written

    def _attempt(self, readings: Sequence[Reading]) -> Written:
        written = Written()
        ids: dict[tuple[int, str], int] = {}
        for plan in self.plans:
            alive = [one for one in readings if one.number not in written.refused]
            groups = self._groups(plan, alive, ids, written)
            self._look_up(plan, groups)
            for group in groups:
                if group.record_id is not None:
                    self._here(group, written)
            self._make([group for group in groups if group.record_id is None], plan, written)
            for group in groups:
                for row in group.rows:
                    if group.record_id is not None and row.number not in written.refused:
                        ids[row.number, plan.table] = group.record_id
                        title = str(group.values.get(plan.reader.table.title) or "")
                        title = title or (group.here.title if group.here else "")
                        written.titles.setdefault(row.number, []).append(
                            {"table": plan.table, "title": title}
                        )
        freed = len(chunk.standing(written)) < len(written.refused)
        if freed or (written.refused and len(self.plans) > 1):
            raise _Again(written)
        return written

    def _groups(
        self,
        plan: Plan,
        readings: Iterable[Reading],
        ids: dict[tuple[int, str], int],
        written: Written,
    ) -> list[Group]:
        groups: list[Group] = []
        by_name: dict[str, Group] = {}
        for reading in readings:
            part = reading.parts[plan.table]
            if plan.linked and not part.filled:
                continue
            values = dict(part.values)
            for key, target in plan.mapping.links.items():
                linked = ids.get((reading.number, target))
                values[key] = None if linked is None else str(linked)
            try:
                name = keyed.name_of(plan, values)
                chunk.once(plan, name, self._seen | written.keys)
                known = by_name.get(name) if name is not None else None
                if known is not None:
                    chunk.merge(known, values, part.owner)
                    known.rows.append(reading)
                    continue
                here = keyed.found(plan, name, self.pointers) if name is not None else None
            except Refusal as refusal:
                written.refuse([reading], complaints(plan, refusal))
                continue
            group = Group(plan, [reading], values, part, part.owner, record_id=here, name=name)
            groups.append(group)
            if name is not None:
                by_name[name] = group
                if not plan.linked:
                    written.keys.add((plan.table, name))
        return groups

    def _look_up(self, plan: Plan, groups: Sequence[Group]) -> None:
        wanted = {one.record_id: one for one in groups if one.record_id is not None}
        model = tables.model(self.live, plan.table)
        for row in model.objects.filter(id__in=[one for one in wanted if one > 0]):
            wanted[row.id].here = row

    def _here(self, group: Group, written: Written) -> None:
        """A record that is here already: updated, or filled up where others link to it."""
        row, plan = group.here, group.plan
        if row is None:  # an earlier row of a dry run would have made it
            return
        try:
            if group.prepared.way and not plan.linked:
                way = group.prepared.way
                if (row.stage, row.outcome) != (way.stage, way.outcome):
                    raise keyed.StandsElsewhere
            changed = {
                key: value
                for key, value in chunk.told(group.values).items()
                if _differs(row, key, value) and (not plan.linked or row.value(key) is None)
            }
            if plan.linked and not access.may(self.live, self.viewer, row, "edit"):
                changed = {}
            after = row
            if changed and not self.dry:
                with transaction.atomic():
                    held = access.lock_record(self.live, self.viewer, row.id, verb="edit")
                    after = writes.update(self.live, held, changed, viewer=self.viewer)
                    before = {key: writes.told(held, key, held.value(key)) for key in changed}
                    if after.version != held.version:
                        written.updated.append((after, before))
        except Refusal as refusal:
            written.refuse(group.rows, complaints(plan, refusal))
            return
        done = bool(changed)
        if done or not plan.linked:
            written.count(plan.table, 1 if done else 2)
        self._act(group, "update", written)

    def _make(self, groups: Sequence[Group], plan: Plan, written: Written) -> None:
        sound = self._judge.sound(plan, groups, written)
        made = (
            [None] * len(sound)
            if self.dry
            else writing.create(self.live, plan, sound, viewer=self.viewer)
        )
        for group, row in zip(sound, made, strict=True):
            if isinstance(row, Refusal):
                written.refuse(group.rows, complaints(plan, row))
                continue
            if row is None:
                self._imagined -= 1
                group.record_id = self._imagined
                written.imagined.append((plan.table, group.values, group.record_id))
            else:
                group.record_id, group.here = row.id, row
                written.created.append(row)
            written.count(plan.table, 0)
            self._act(group, "create", written)

    def _act(self, group: Group, action: str, written: Written) -> None:
        for row in group.rows:
            written.actions[row.number] = action


def _differs(row: Any, key: str, value: Any) -> bool:
    try:
        return bool(row.slots[key].field.parse(value) != row.value(key))
    except FieldError:
        return True


_TOO_MANY_CELLS: Label = {
    "zh-CN": "这一行的单元格比表头多",
    "en": "The row has more cells than the header",
}
