"""The language an answer is written in, and labels that exist in several."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

LANGUAGES = ("zh-CN", "en")
DEFAULT = "zh-CN"

_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def current() -> str:
    return _current.get()


@contextmanager
def use(language: str | None) -> Iterator[None]:
    """Write everything inside in `language`; an unknown one means the default."""
    token = _current.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


def switch(language: str) -> None:
    """Go on in `language` until the enclosing `use` ends: who is asking became known."""
    if language in LANGUAGES:
        _current.set(language)


def pick(label: Mapping[str, str] | str, language: str | None = None) -> str:
    """The label's text in `language` (default: the current one), else in any it has."""
    if isinstance(label, str):
        return label
    text = label.get(language or current()) or label.get(DEFAULT)
    return text or next(iter(label.values()), "")


def spoken(value: Any) -> Any:
    """Plain data in which labels, wherever they stand, have become text of this language."""
    if isinstance(value, Mapping):
        if value and set(value) <= set(LANGUAGES):
            return pick(value)
        return {key: spoken(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [spoken(item) for item in value]
    return value


def from_environment(environ: Mapping[str, str]) -> str:
    """A terminal's language: LC_ALL, LC_MESSAGES or LANG, as zh_CN.UTF-8."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    said = next((environ[name] for name in names if environ.get(name)), "")
    return from_header(said.partition(".")[0].replace("_", "-"))


def from_header(accept_language: str) -> str:
    """The first language of an Accept-Language header that we speak, by quality."""
    wishes: list[tuple[float, str]] = []
    for part in accept_language.split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        wishes.append((-weight, tag.lower()))
    for _, tag in sorted(wishes, key=lambda wish: wish[0]):
        for language in LANGUAGES:
            if tag.split("-")[0] == language.lower().split("-")[0]:
                return language
    return DEFAULT
