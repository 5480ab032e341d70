"""Which record a row is about: one that is here, one that an earlier row makes, or a new one."""

from collections.abc import Mapping
from typing import Any

from zhudan.exchange.planning import Plan
from zhudan.exchange.pointers import Pointers
from zhudan.exchange.values import fold
from zhudan.kit.errors import Conflict


class StandsElsewhere(Conflict):
    code = "stands_elsewhere"
    title = {
        "zh-CN": "记录已在系统中，阶段或结果与文件不同；阶段只能在系统里推进",
        "en": "The record is here already in another stage; stages are moved in the system only",
    }


class NoKey(Conflict):
    code = "key_empty"
    title = {"zh-CN": "用来查找记录的字段为空", "en": "The field that finds the record is empty"}


class KeyTwice(Conflict):
    code = "key_twice"
    title = {
        "zh-CN": "文件里前面已有同样的一行",
        "en": "An earlier row of the file is about the same record",
    }


class KeyAmbiguous(Conflict):
    code = "key_ambiguous"
    title = {
        "zh-CN": "系统里有几条记录都符合，不知道更新哪一条",
        "en": "Several records match, so it is unclear which to update",
    }


def name_of(plan: Plan, values: Mapping[str, Any]) -> str | None:
    """The folded key of a row; None where the mapping has none. NoKey."""
    key = plan.mapping.key
    if key is None:
        return None
    value = values.get(key)
    if value is None:
        raise NoKey
    return fold(str(value))


def found(plan: Plan, name: str, pointers: Pointers) -> int | None:
    """The record that is called so. KeyAmbiguous."""
    ids = pointers.of(plan.table, str(plan.mapping.key)).get(name, set())
    if len(ids) > 1:
        raise KeyAmbiguous
    return next(iter(ids), None)
