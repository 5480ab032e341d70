"""Rules for duplicates: their fields exist and are of a kind that the match can compare."""

from collections.abc import Iterator

from zhudan.blueprint.check.problem import Problem, error, warning
from zhudan.blueprint.check.tables import unknown_field
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.parts.duplicates import DuplicateRule
from zhudan.blueprint.parts.table import Table

NAMES = frozenset({"text", "auto_number"})
_TAKES = {
    "company": NAMES,
    "similar": NAMES,
    "phone": frozenset({"phone"}),
    "same": NAMES | {"phone", "email", "url", "address", "choice", "date", "reference", "number"},
}


def judge(document: Blueprint) -> Iterator[Problem]:
    for table in document.tables:
        for rule in table.duplicates:
            yield from _rule(table, rule, f"tables.{table.key}.duplicates.{rule.key}")


def _rule(table: Table, rule: DuplicateRule, path: str) -> Iterator[Problem]:
    for key in rule.fields:
        field = table.fields_by_key.get(key)
        if field is None:
            yield unknown_field(table, key, f"{path}.fields")
        elif field.kind not in _TAKES[rule.match]:
            takes = " ".join(sorted(_TAKES[rule.match]))
            yield error(
                f"{path}.fields",
                f"“{key}”是 {field.kind}，{rule.match} 只能比较：{takes}",
                f'"{key}" is of kind {field.kind}; {rule.match} compares only: {takes}',
            )
    if len(set(rule.fields)) < len(rule.fields):
        yield warning(f"{path}.fields", "有字段写了两次", "A field stands here twice")
    if rule.match == "similar" and rule.level == "block":
        yield error(
            f"{path}.level",
            "相似（similar）只是猜测，不能拦截，请改为 warn，或改用 company",
            "A similar name is a guess and must not block; use warn, or match company",
        )
