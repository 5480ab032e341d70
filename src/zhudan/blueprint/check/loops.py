"""Nothing is computed from itself, and no two records need each other first."""

from collections.abc import Iterator, Mapping

from zhudan.blueprint.check.problem import Problem, error
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.fields.formula import FormulaField
from zhudan.blueprint.fields.kind import FieldKind
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.fields.rollup import RollupField
from zhudan.kit import conditions
from zhudan.kit.arithmetic import ExpressionRefused

Graph = Mapping[str, list[str]]


def judge(document: Blueprint) -> Iterator[Problem]:
    for loop in loops(_computed(document)):
        table, _, field = loop[0].partition(".")
        told = " → ".join([*loop, loop[0]])
        yield error(
            f"tables.{table}.fields.{field}",
            f"计算形成了循环：{told}",
            f"This is computed from itself: {told}",
        )
    for loop in loops(_needs(document)):
        told = " → ".join([*loop, loop[0]])
        yield error(
            f"tables.{loop[0]}",
            f"必填的引用形成了循环（{told}），谁都无法先登记",
            f"Required references form a loop ({told}): none of them could be created first",
        )


def loops(graph: Graph) -> list[list[str]]:
    """The loops of a graph, each once, found without recursion."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in graph:
        trail: list[str] = []
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            node, depth = stack.pop()
            del trail[depth:]
            if node in trail:
                found.append(trail[trail.index(node) :])
            elif node not in done:
                trail.append(node)
                done.add(node)
                stack.extend((below, len(trail)) for below in graph.get(node, ()))
    return found


def _computed(document: Blueprint) -> Graph:
    graph: dict[str, list[str]] = {}
    for table in document.tables:
        for field in table.fields:
            graph[f"{table.key}.{field.key}"] = list(_sources(table.key, field))
    for pipeline in document.pipelines:
        if pipeline.amount:
            graph[f"{pipeline.table}.amount"] = [f"{pipeline.table}.{pipeline.amount}"]
    return graph


def _sources(table: str, field: FieldKind) -> Iterator[str]:
    if isinstance(field, FormulaField):
        try:
            yield from (f"{table}.{key}" for key in sorted(field.reads))
        except ExpressionRefused:
            return  # told where the field is judged
    elif isinstance(field, RollupField):
        keys = conditions.fields_of(field.where or {}) | {field.by, field.field or field.by}
        yield from (f"{field.source}.{key}" for key in sorted(keys))


def _needs(document: Blueprint) -> Graph:
    return {
        table.key: [
            field.table
            for field in table.fields
            if isinstance(field, ReferenceField) and field.required
        ]
        for table in document.tables
    }
