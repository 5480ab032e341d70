"""Pipelines: what of their table they use, the intake form, the ways out."""

from collections.abc import Iterator

from zhudan.blueprint.check.fields import no_table
from zhudan.blueprint.check.problem import Problem, error, listed, warning
from zhudan.blueprint.check.tables import unknown_field
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.fields.kind import FieldKind
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.parts.outcome import Outcome
from zhudan.blueprint.parts.pipeline import Intake, Pipeline
from zhudan.blueprint.parts.table import Table


def judge(document: Blueprint) -> Iterator[Problem]:
    for pipeline in document.pipelines:
        path = f"pipelines.{pipeline.key}"
        table = document.tables_by_key.get(pipeline.table)
        if table is None:
            yield no_table(document, pipeline.table, f"{path}.table")
            continue
        yield from _uses(table, pipeline, path)
        if pipeline.intake is not None:
            yield from _Form(document, table, pipeline.intake, f"{path}.intake").judge()
        for outcome in pipeline.outcomes:
            yield from _outcome(pipeline, outcome, f"{path}.outcomes.{outcome.key}")
        if not any(outcome.kind == "won" for outcome in pipeline.outcomes):
            yield warning(
                f"{path}.outcomes",
                "没有赢单的结果，这个流程里的记录永远赢不了",
                "No outcome is of kind won: records of this pipeline can never be won",
            )


def _uses(table: Table, pipeline: Pipeline, path: str) -> Iterator[Problem]:
    def kind_of(field: FieldKind) -> str:
        return str(getattr(field, "result", field.kind))

    for word, key, kind in (
        ("amount", pipeline.amount, "money"),
        ("due", pipeline.due, "date"),
        ("card.subtitle", pipeline.card.subtitle, None),
    ):
        if key is None:
            continue
        field = table.fields_by_key.get(key)
        if field is None:
            yield unknown_field(table, key, f"{path}.{word}")
        elif kind is not None and kind_of(field) != kind:
            yield error(
                f"{path}.{word}",
                f"“{key}”是 {kind_of(field)}，这里要用 {kind} 字段",
                f'"{key}" is of kind {kind_of(field)}; a {kind} field belongs here',
            )


def _outcome(pipeline: Pipeline, outcome: Outcome, path: str) -> Iterator[Problem]:
    for key in outcome.from_stages:
        if key not in pipeline.stages_by_key:
            known = listed(pipeline.stage_keys)
            yield error(
                f"{path}.from",
                f"流程里没有阶段“{key}”，现有：{known}",
                f'The pipeline has no stage "{key}"; it has: {known}',
            )
    if outcome.asks.reason == "required" and not outcome.reasons:
        yield error(
            f"{path}.reasons",
            "要求填原因，但没有可选的原因",
            "A reason is required, but there is none to choose",
        )
    if outcome.reasons and outcome.asks.reason is None:
        yield warning(
            f"{path}.asks.reason",
            "列出了原因，但不会询问原因",
            "There are reasons, but the reason is not asked for",
        )
    if outcome.wakes and outcome.kind != "dropped":
        yield error(
            f"{path}.wakes",
            "只有 dropped 的结果可以约定唤醒日期",
            "Only an outcome of kind dropped can have a date to wake up",
        )


class _Form:
    """The intake form of one pipeline."""

    def __init__(self, document: Blueprint, table: Table, intake: Intake, path: str) -> None:
        self.document = document
        self.table = table
        self.intake = intake
        self.path = path

    def judge(self) -> Iterator[Problem]:
        for name in self.intake.fields:
            yield from self._asked(name, f"{self.path}.fields")
        yield from self._reuse()
        yield from self._carry()
        yield from self._fill()
        yield from self._complete()

    def _target(self, reference: str) -> Table | None:
        field = self.table.fields_by_key.get(reference)
        if not isinstance(field, ReferenceField):
            return None
        return self.document.tables_by_key.get(field.table)

    def _find(self, name: str) -> FieldKind | None:
        """The field a path names."""
        first, _, second = name.partition(".")
        if not second:
            return self.table.fields_by_key.get(first)
        target = self._target(first)
        return target.fields_by_key.get(second) if target else None

    def _asked(self, name: str, path: str) -> Iterator[Problem]:
        field = self._find(name)
        if field is None:
            yield error(
                path,
                f"“{name}”不对：要写本表的字段，或“引用字段.对方的字段”",
                f'"{name}" leads nowhere: name a field of the table, or reference.field',
            )
        elif field.read_only:
            yield error(
                path,
                f"“{name}”由系统填写，不能放进登记表单",
                f'"{name}" is written by the system and cannot be asked for',
            )

    def _references(self) -> list[str]:
        return list(dict.fromkeys(n.partition(".")[0] for n in self.intake.fields if "." in n))

    def _reuse(self) -> Iterator[Problem]:
        for reference, key in self.intake.reuse.items():
            if f"{reference}.{key}" not in self.intake.fields:
                yield error(
                    f"{self.path}.reuse.{reference}",
                    f"要按“{reference}.{key}”找已有记录，表单里就要有它",
                    f'To find an existing record by "{reference}.{key}", the form must ask for it',
                )

    def _carry(self) -> Iterator[Problem]:
        for name, own in self.intake.carry.items():
            path = f"{self.path}.carry.{name}"
            field, source = self._find(name), self.table.fields_by_key.get(own)
            if "." not in name or name.partition(".")[0] not in self._references():
                yield error(
                    path,
                    f"“{name}”要写成“引用字段.对方的字段”，并且表单里会登记这个引用",
                    f'"{name}" must be reference.field of a record that the form creates',
                )
            elif field is None or source is None or not _alike(field, source):
                yield error(
                    path,
                    f"“{own}”的值不能填到“{name}”",
                    f'The value of "{own}" cannot be put into "{name}"',
                )

    def _fill(self) -> Iterator[Problem]:
        for own, name in self.intake.fill.items():
            path = f"{self.path}.fill.{own}"
            field, source = self.table.fields_by_key.get(own), self._find(name)
            if field is None:
                yield unknown_field(self.table, own, path)
            elif source is None or name not in self.intake.fields or not _alike(field, source):
                yield error(
                    path,
                    f"“{name}”的值不能填到“{own}”，它要是表单里同类的字段",
                    f'"{own}" cannot be filled from "{name}": that must be asked for and be alike',
                )

    def _complete(self) -> Iterator[Problem]:
        """Whatever is required is asked for, filled or carried."""
        given = {*self.intake.fields, *self.intake.fill, *self._references()}
        for field in self.table.fields:
            if field.required and field.key not in given:
                yield self._lacking(field.key)
        given |= set(self.intake.carry)
        for reference in self._references():
            target = self._target(reference)
            for field in target.fields if target else ():
                if field.required and f"{reference}.{field.key}" not in given:
                    yield self._lacking(f"{reference}.{field.key}")

    def _lacking(self, name: str) -> Problem:
        return error(
            f"{self.path}.fields",
            f"“{name}”是必填的，登记表单里却没有",
            f'"{name}" is required, but the form does not ask for it',
        )


def _alike(field: FieldKind, source: FieldKind) -> bool:
    """Whether every value of `source` may stand in `field`."""
    if field.read_only:
        return False
    if isinstance(field, ReferenceField):
        return isinstance(source, ReferenceField) and field.table == source.table
    mine, other = field.condition_type, source.condition_type
    if mine.family != other.family or mine.scale < other.scale:
        return False
    return mine.options is None or (other.options or frozenset()) <= mine.options
