"""The blueprint as a YAML file: read from hostile hands, written for readers, losing nothing.

What is read is YAML's plain core: words like yes, no and on are texts, dates are texts, and
anchors, aliases and tags are refused. What is written puts on one line what fits on one.
"""

import re
from typing import Any

import yaml
from yaml.events import AliasEvent, NodeEvent
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from zhudan.blueprint.check.problem import BlueprintInvalid, error
from zhudan.blueprint.check.structure import read
from zhudan.blueprint.document import Blueprint
from zhudan.kit.language import LANGUAGES

MAX_BYTES = 5_000_000
MAX_DEPTH = 60
MAX_NODES = 300_000
LINE = 110


def load(text: str) -> Blueprint:
    """The blueprint a YAML text describes; raises BlueprintInvalid (or UnknownFormat)."""
    return read(load_plain(text))


def load_plain(text: str) -> Any:
    """The text as plain data: dicts, lists, str, int, float, bool, None."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _refuse("文件太大，最多 5 MB", "The file is too large; at most 5 MB")
    try:
        _scan(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as broken:
        line = getattr(getattr(broken, "problem_mark", None), "line", None)
        where_zh, where_en = ("", "") if line is None else (f"第 {line + 1} 行", f"Line {line + 1}")
        told = getattr(broken, "problem", None) or "characters"
        raise _refuse(
            f"{where_zh}不是正确的 YAML（{told}）", f"{where_en} is not valid YAML ({told})"
        ) from None
    except (ValueError, RecursionError):
        raise _refuse("无法读取这份 YAML", "This YAML cannot be read") from None


def dump(document: Blueprint) -> str:
    """The blueprint as YAML; load() gives back an equal one."""
    representer = yaml.representer.SafeRepresenter(sort_keys=False)
    node = representer.represent_data(_collapse(document.raw()))
    _style(node, 0)
    return str(yaml.serialize(node, Dumper=yaml.SafeDumper, allow_unicode=True, width=10_000))


def _refuse(zh: str, en: str) -> BlueprintInvalid:
    return BlueprintInvalid([error("", zh, en)])


def _scan(text: str) -> None:
    """Walk over the text's events, which nothing can make deep, before anything is built."""
    depth = nodes = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _refuse(
                f"第 {line} 行：不支持锚点和别名（& 和 *）",
                f"Line {line}: anchors and aliases (& and *) are not supported",
            )
        tag = getattr(event, "tag", None)
        # the parser marks a quoted text with a lone "!"
        if tag and tag != "!":
            raise _refuse(
                f"第 {line} 行：不支持标签 {tag[:40]}",
                f"Line {line}: tags are not supported ({tag[:40]})",
            )
        nodes += isinstance(event, NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            raise _refuse(
                f"第 {line} 行：层次太深或内容太多", f"Line {line}: nested too deeply, or too much"
            )


try:
    # libyaml reads ten times faster; PyYAML built without it reads the same
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]


class _Loader(SafeLoader):
    """PyYAML's safe loader with the plain core's idea of what is not a text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                raise yaml.constructor.ConstructorError(
                    problem="a name must be a text", problem_mark=key.start_mark
                )
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f'"{key.value[:40]}" stands here twice', problem_mark=key.start_mark
                )
            seen.add(key.value)
        # names are texts even where they look like numbers
        return {key.value: self.construct_object(value, deep=deep) for key, value in node.value}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?(?:0|[1-9][0-9]{0,17})$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]{1,18}\.[0-9]{0,18}(?:[eE][-+][0-9]{1,3})?$", "-+0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _collapse(value: Any) -> Any:
    """Labels that say the same in every language become one text, as people write them."""
    if isinstance(value, dict):
        texts = list(value.values())
        if tuple(value) == LANGUAGES and texts[0] == texts[1]:
            return texts[0]
        return {key: _collapse(one) for key, one in value.items()}
    return [_collapse(one) for one in value] if isinstance(value, list) else value


def _style(node: Node, indent: int) -> int:
    """Give each list and mapping a style; answers the width of the node on one line."""
    if isinstance(node, ScalarNode):
        if "\n" in node.value:
            return LINE
        return sum(2 if ch > "ᄀ" else 1 for ch in node.value)
    assert isinstance(node, CollectionNode)
    below = indent + 2
    if isinstance(node, MappingNode):
        widths = [len(key.value) + 4 + _style(value, below) for key, value in node.value]
    else:
        assert isinstance(node, SequenceNode)
        widths = [2 + _style(item, below) for item in node.value]
    width = sum(widths) + 2
    node.flow_style = width + indent <= LINE
    return width
