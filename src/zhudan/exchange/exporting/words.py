"""A filter in words, as the chips of a list say it, in the current language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zhudan.blueprint.engine import ENGINE_FIELDS, STATUS_LABELS
from zhudan.blueprint.fields.choice import WithOptions
from zhudan.blueprint.fields.reference import ReferenceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.kit import conditions
from zhudan.kit.errors import Label
from zhudan.kit.language import pick
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access, tables

Condition = Mapping[str, Any]


def said(
    live: LiveBlueprint,
    viewer: Viewer,
    table: str,
    condition: Condition | None,
    *,
    besides: str = "",
) -> str:
    """Over a condition that was found valid for the table; empty for none. besides: what holds
    as well, in words."""
    if condition is None:
        return besides
    told = _Telling(live, viewer, table, condition).node(condition, inner=bool(besides))
    return pick(_AND).join(part for part in (besides, told) if part)


class _Telling:
    def __init__(
        self, live: LiveBlueprint, viewer: Viewer, table: str, condition: Condition
    ) -> None:
        self._live, self._table = live, table
        self._types = live.document.field_types(table)
        self._fields = live.document.table(table).fields_by_key
        self._titles = self._titles_in(viewer, condition)

    def node(self, node: Condition, *, inner: bool = True) -> str:
        """inner: several joined parts stand in brackets."""
        if "not" in node:
            return pick(_NOT).format(what=self.node(node["not"], inner=False))
        if "field" in node:
            return self._leaf(node["field"], node["op"], node.get("value"))
        every = "all" in node
        parts = [self.node(one) for one in node["all" if every else "any"]]
        if not parts:
            return pick(_EVERYTHING if every else _NOTHING)
        told = pick(_AND if every else _OR).join(parts)
        return pick(_BRACKETS).format(what=told) if inner and len(parts) > 1 else told

    def _leaf(self, key: str, op: str, value: Any) -> str:
        field = self._fields.get(key)
        label = pick(field.label if field else ENGINE_FIELDS[key].label)
        days = self._types[key].family in ("date", "datetime")
        word = pick(_DAY_WORDS[op] if days and op in _DAY_WORDS else _WORDS[op])
        if op in ("empty", "not_empty"):
            return f"{label} {word}"
        values = value if isinstance(value, list | tuple) else [value]
        return f"{label} {word} " + pick(_COMMA).join(self._value(key, one) for one in values)

    def _value(self, key: str, value: Any) -> str:
        if isinstance(value, Mapping):
            if "me" in value:
                return pick(_ME)
            days = int(value.get("today", 0))
            return pick(_TODAY if not days else _LATER if days > 0 else _AGO).format(n=abs(days))
        if isinstance(value, bool):
            return pick(_YES if value else _NO)
        return self._option(key, str(value)) or self._name(key, str(value)) or str(value)

    def _option(self, key: str, value: str) -> str | None:
        field = self._fields.get(key)
        if isinstance(field, WithOptions):
            option = field.options_by_key.get(value)
            return pick(option.label) if option else None
        if field is not None:
            return None
        if key == "status" and value in STATUS_LABELS:
            return pick(STATUS_LABELS[value])
        for pipeline in self._live.document.pipelines_of(self._table):
            labels = {
                "pipeline": {pipeline.key: pipeline.label},
                "stage": {one.key: one.label for one in pipeline.stages},
                "outcome": {one.key: one.label for one in pipeline.outcomes},
            }.get(key, {})
            if value in labels:
                return pick(labels[value])
        return None

    def _name(self, key: str, value: str) -> str | None:
        field, family = self._fields.get(key), self._types[key].family
        if family == "number":
            return f"{Decimal(value):,f}"
        if family not in ("user", "reference") or not value.isdigit():
            return None
        if family == "user":
            found = directory.current().user(int(value))
            return found.name if found else None
        if isinstance(field, ReferenceField) or key == "id":
            return self._titles.get(int(value)) or f"#{value}"
        place = directory.current().region(int(value))
        return place.name if place else None

    def _titles_in(self, viewer: Viewer, condition: Condition) -> dict[int, str]:
        """Names of the records the filter points to, of those that the viewer may see."""
        found: dict[int, str] = {}
        held = access.rights(self._live, viewer)
        for leaf in conditions.comparisons(condition):
            field = self._fields.get(leaf["field"])
            if not isinstance(field, ReferenceField):
                continue
            value = leaf.get("value")
            values = value if isinstance(value, list | tuple) else [value]
            ids = [int(str(one)) for one in values if str(one).isdigit()]
            if ids and access.exportable(self._live, held, field.table, "title"):
                rows = tables.model(self._live, field.table).objects.filter(
                    access.visible(self._live, viewer, field.table), id__in=ids
                )
                found |= dict(rows.values_list("id", "title"))
        return found


_AND = {"zh-CN": " 且 ", "en": " and "}
_OR = {"zh-CN": " 或 ", "en": " or "}
_COMMA = {"zh-CN": "、", "en": ", "}
_NOT = {"zh-CN": "不满足（{what}）", "en": "not ({what})"}
_BRACKETS = {"zh-CN": "（{what}）", "en": "({what})"}
_EVERYTHING = {"zh-CN": "全部", "en": "everything"}
_NOTHING = {"zh-CN": "无", "en": "nothing"}
_ME = {"zh-CN": "我", "en": "me"}
_YES = {"zh-CN": "是", "en": "Yes"}
_NO = {"zh-CN": "否", "en": "No"}
_TODAY = {"zh-CN": "今天", "en": "today"}
_LATER = {"zh-CN": "{n} 天后", "en": "in {n} days"}
_AGO = {"zh-CN": "{n} 天前", "en": "{n} days ago"}
_WORDS: Mapping[str, Label] = {
    "=": {"zh-CN": "是", "en": "is"},
    "!=": {"zh-CN": "不是", "en": "is not"},
    ">": {"zh-CN": "大于", "en": "above"},
    "<": {"zh-CN": "小于", "en": "below"},
    ">=": {"zh-CN": "不少于", "en": "at least"},
    "<=": {"zh-CN": "不多于", "en": "at most"},
    "in": {"zh-CN": "是其中之一", "en": "is one of"},
    "not_in": {"zh-CN": "都不是", "en": "is none of"},
    "contains": {"zh-CN": "包含", "en": "contains"},
    "starts_with": {"zh-CN": "开头是", "en": "starts with"},
    "empty": {"zh-CN": "未填", "en": "is empty"},
    "not_empty": {"zh-CN": "已填", "en": "is filled"},
}
_DAY_WORDS: Mapping[str, Label] = {
    ">": {"zh-CN": "晚于", "en": "after"},
    "<": {"zh-CN": "早于", "en": "before"},
    ">=": {"zh-CN": "不早于", "en": "from"},
    "<=": {"zh-CN": "不晚于", "en": "until"},
}
