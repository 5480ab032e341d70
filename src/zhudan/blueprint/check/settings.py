"""The organisation's settings name what exists."""

from collections.abc import Iterator

from zhudan.blueprint.check.problem import Problem, error, listed
from zhudan.blueprint.document import Blueprint


def judge(document: Blueprint) -> Iterator[Problem]:
    if not document.tables:
        yield error("tables", "至少要有一张数据表", "There must be at least one table")
    stages = {key for pipeline in document.pipelines for key in pipeline.stage_keys}
    wanted = document.settings.ramp_up_stage
    if wanted is not None and wanted not in stages:
        yield error(
            "settings.ramp_up_stage",
            f"没有阶段“{wanted}”，现有：{listed(stages)}",
            f'There is no stage "{wanted}"; there are: {listed(stages)}',
        )
