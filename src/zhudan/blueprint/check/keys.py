"""Keys are unique in their list, and labels exist in every language."""

from collections.abc import Iterator, Mapping
from typing import Any

from zhudan.blueprint.check.problem import Problem, error, warning
from zhudan.blueprint.document import Blueprint
from zhudan.kit.language import LANGUAGES


def judge(document: Blueprint) -> Iterator[Problem]:
    """Walks the plain data, so that no part can be forgotten."""
    yield from _walk(document.raw(), "")


def _walk(value: Any, path: str) -> Iterator[Problem]:
    dot = f"{path}." if path else ""
    if isinstance(value, Mapping):
        if value and value.keys() <= set(LANGUAGES):
            yield from _label(value, path)
            return
        for key, one in value.items():
            yield from _walk(one, f"{dot}{key}")
    elif isinstance(value, list):
        yield from _keyed(value, path)
        for place, one in enumerate(value, 1):
            key = one.get("key", place) if isinstance(one, Mapping) else place
            yield from _walk(one, f"{dot}{key}")


def _label(label: Mapping[str, str], path: str) -> Iterator[Problem]:
    for language in LANGUAGES:
        if language not in label:
            yield warning(path, f"缺少 {language} 的文字", f"There is no text in {language}")


def _keyed(parts: list[Any], path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for part in parts:
        key = part.get("key") if isinstance(part, Mapping) else None
        if not isinstance(key, str):
            continue
        if key in seen:
            yield error(
                f"{path}.{key}",
                f"“{key}”出现了两次，同一列表里的标识不能重复",
                f'"{key}" stands here twice; keys in one list must differ',
            )
        seen.add(key)
