"""Stages that a publish takes away, and where the records in them go."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.kit.errors import Conflict, Refusal
from zhudan.records import tables

MoveTo = Mapping[str, str]
Moves = dict[str, dict[str, str]]


class StageInUse(Conflict):
    """extra: stages, a list of {pipeline, stage, label, open, closed}."""

    code = "stage_in_use"
    title = {
        "zh-CN": "要去掉的阶段“{stage}”里还有 {count} 条记录，请用 move_to 说明把它们移到哪个阶段",
        "en": 'The stage "{stage}" to be removed still holds {count} records; say with move_to '
        "to which stage they go",
    }


class PipelineInUse(Conflict):
    code = "pipeline_in_use"
    title = {
        "zh-CN": "要去掉的流程“{pipeline}”里还有 {count} 条进行中的记录",
        "en": 'The pipeline "{pipeline}" to be removed still holds {count} open records',
    }


class BadMove(Refusal):
    status = 422
    code = "bad_move_to"
    title = {
        "zh-CN": "move_to 里的“{said}”不对：左边要是被去掉的阶段，右边要是同一流程留下的阶段",
        "en": 'move_to says "{said}": to the left belongs a stage that is removed, to the right '
        "one of the same pipeline that stays",
    }


@dataclass(frozen=True)
class Leaving:
    """A stage that goes. to: where its records go, None where nobody said."""

    pipeline: str
    table: str
    stage: str
    label: Mapping[str, str]
    to: str | None
    fallback: str


def leaving(before: LiveBlueprint | None, document: Blueprint, move_to: MoveTo) -> list[Leaving]:
    """The stages that `document` lacks. move_to: "stage" or "pipeline.stage" -> stage."""
    if before is None:
        if move_to:
            raise BadMove(params={"said": next(iter(move_to))})
        return []
    unused = dict(move_to)
    found = []
    for old in before.document.pipelines:
        new = document.pipelines_by_key.get(old.key)
        if new is None:
            continue
        stays = [key for key in old.stage_keys if key in new.stages_by_key]
        for stage in old.stages:
            if stage.key in new.stages_by_key:
                continue
            to = unused.pop(f"{old.key}.{stage.key}", None) or unused.pop(stage.key, None)
            if to is not None and to not in new.stages_by_key:
                raise BadMove(params={"said": f"{stage.key}={to}"})
            earlier = [key for key in stays if old.place(key) < old.place(stage.key)]
            fallback = (earlier or stays or new.stage_keys)[-1 if earlier else 0]
            found.append(Leaving(old.key, old.table, stage.key, stage.label, to, fallback))
    for said, to in unused.items():
        raise BadMove(params={"said": f"{said}={to}"})
    return found


def moves(before: LiveBlueprint | None, document: Blueprint, move_to: MoveTo) -> Moves:
    """{pipeline: {removed stage: stage}} for every stage that goes; refuses where open records
    are inside and nobody said where they go. Closed ones follow, or go one stage back, so that
    they can be reopened."""
    if before is not None:
        _refuse_lost_pipelines(before, document)
    found: Moves = {}
    held = []
    for one in leaving(before, document, move_to):
        assert before is not None
        inside = count(before, one)
        if one.to is None and inside["open"]:
            held.append((one, inside))
        found.setdefault(one.pipeline, {})[one.stage] = one.to or one.fallback
    if held:
        raise StageInUse(
            params={"stage": held[0][0].label, "count": held[0][1]["open"]},
            extra={
                "stages": [
                    {"pipeline": one.pipeline, "stage": one.stage, "label": one.label, **inside}
                    for one, inside in held
                ]
            },
        )
    return found


def count(before: LiveBlueprint, one: Leaving) -> dict[str, int]:
    """How many records stand in the stage: {open, closed}; the bin's are among them, because
    they may come back."""
    statuses = dict(
        tables.model(before, one.table)
        .objects.filter(pipeline=one.pipeline, stage=one.stage)
        .values_list("status")
        .annotate(Count("id"))
    )
    still_open = statuses.pop("open", 0)
    return {"open": still_open, "closed": sum(statuses.values())}


def _refuse_lost_pipelines(before: LiveBlueprint, document: Blueprint) -> None:
    for pipeline in before.document.pipelines:
        kept = document.pipelines_by_key.get(pipeline.key)
        if kept is not None and kept.table == pipeline.table:
            continue
        inside = (
            tables.model(before, pipeline.table)
            .objects.filter(pipeline=pipeline.key, status="open")
            .count()
        )
        if inside:
            raise PipelineInUse(params={"pipeline": pipeline.label, "count": inside})
