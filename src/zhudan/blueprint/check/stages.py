"""Stages: when they apply, what their gates ask, whom their tasks go to."""

from collections.abc import Iterator

from zhudan.blueprint.check.conditions import judge_lasting, judge_path
from zhudan.blueprint.check.problem import Problem, error, listed, warning
from zhudan.blueprint.check.tables import unknown_field
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.gates import GateKind
from zhudan.blueprint.gates.condition import ConditionGate
from zhudan.blueprint.gates.field import FieldGate
from zhudan.blueprint.parts.pipeline import Pipeline
from zhudan.blueprint.parts.stage import Stage
from zhudan.blueprint.parts.table import Table
from zhudan.blueprint.parts.task import OWNER, StageTask

# A board's other addresses: /boards/{pipeline}/{stage} continues a column.
RESERVED = ("cards", "chips", "intake")


def judge(document: Blueprint) -> Iterator[Problem]:
    for pipeline in document.pipelines:
        for place, stage in enumerate(pipeline.stages):
            path = f"pipelines.{pipeline.key}.stages.{stage.key}"
            yield from _stage(document, pipeline, stage, path, first=place == 0)


def _stage(
    document: Blueprint, pipeline: Pipeline, stage: Stage, path: str, *, first: bool
) -> Iterator[Problem]:
    if stage.key in RESERVED:
        yield error(
            f"{path}.key",
            f"“{stage.key}”是系统保留的标识，请给这个阶段换一个",
            f'"{stage.key}" is reserved by the system; please choose another key for the stage',
        )
    yield from judge_path(document, pipeline.table, stage.applies_if, f"{path}.applies_if")
    if first and stage.applies_if is not None:
        yield error(
            f"{path}.applies_if",
            "第一个阶段必须适用于所有记录，因为新记录从这里开始",
            "The first stage must apply to every record: new ones begin there",
        )
    table = document.tables_by_key.get(pipeline.table)
    for item in stage.gate:
        yield from _gate(document, table, item, f"{path}.gate.{item.key}")
    for task in stage.tasks:
        yield from _task(document, stage, task, f"{path}.tasks.{task.key}")


def _gate(document: Blueprint, table: Table | None, item: GateKind, path: str) -> Iterator[Problem]:
    if table is None:
        return
    yield from judge_path(document, table.key, item.applies_if, f"{path}.applies_if")
    if isinstance(item, FieldGate):
        field = table.fields_by_key.get(item.field)
        if field is None:
            yield unknown_field(table, item.field, f"{path}.field")
        elif field.read_only:
            yield error(
                f"{path}.field",
                f"“{item.field}”由系统填写，没有人能补上它；请改用 condition",
                f'"{item.field}" is written by the system, nobody could supply it; use a condition',
            )
    elif isinstance(item, ConditionGate):
        yield from judge_lasting(document, table.key, item.condition, f"{path}.if")
    document_type = getattr(item, "document", None)
    if document_type is not None and document_type not in document.document_types_by_key:
        yield _no_document_type(document, document_type, f"{path}.document")


def _no_document_type(document: Blueprint, key: str, path: str) -> Problem:
    known = listed(document.document_types_by_key)
    return error(
        path,
        f"没有文件类型“{key}”，现有：{known}",
        f'There is no document type "{key}"; there are: {known}',
    )


def _task(document: Blueprint, stage: Stage, task: StageTask, path: str) -> Iterator[Problem]:
    roles = document.roles_by_key
    for word, role in (("assign.role", task.assign.role), *(("invite", r) for r in task.invite)):
        if role != OWNER and role not in roles:
            known = listed([OWNER, *roles])
            yield error(
                f"{path}.{word}",
                f"没有角色“{role}”，可用：{known}",
                f'There is no role "{role}"; there are: {known}',
            )
    if task.assign.role == OWNER and task.assign.within is not None:
        yield warning(
            f"{path}.assign.in",
            "已经分配给负责人，in 不起作用",
            "Given to the owner; `in` has no effect",
        )
    if task.closes_with is not None and all(task.closes_with != item.key for item in stage.gate):
        known = listed(item.key for item in stage.gate)
        yield error(
            f"{path}.closes_with",
            f"这个阶段没有推进条件“{task.closes_with}”，现有：{known}",
            f'The stage has no gate item "{task.closes_with}"; it has: {known}',
        )
    wanted = task.due.after_document if task.due else None
    if wanted is not None and wanted not in document.document_types_by_key:
        yield _no_document_type(document, wanted, f"{path}.due.after_document")
