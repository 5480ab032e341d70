"""What every part of the blueprint is made of: frozen models, keys, labels, conditions."""

from collections.abc import Mapping
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from zhudan.kit import conditions
from zhudan.kit.language import LANGUAGES

MAX_LABEL = 2000


class Part(BaseModel):
    """A piece of the document: immutable, and refusing what it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        serialize_by_alias=True,
    )


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$", strict=True)]


# What else people call a thing, in ledgers that are brought in; matched, never shown.
Alias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Aliases = Annotated[tuple[Alias, ...], Field(max_length=40)]


def _spread(raw: object) -> object:
    """A plain string is the label in every language."""
    return dict.fromkeys(LANGUAGES, raw) if isinstance(raw, str) else raw


def _judge_label(label: dict[str, str]) -> dict[str, str]:
    if not label or not set(label) <= set(LANGUAGES):
        raise PydanticCustomError("label_language", "a label is a text, or zh-CN and en")
    if any(not text.strip() or len(text) > MAX_LABEL for text in label.values()):
        raise PydanticCustomError("label_text", "a label has 1 to 2000 characters")
    if any(not _writable(text) for text in label.values()):
        raise PydanticCustomError("bad_character", "a text holds characters that cannot be kept")
    return {language: label[language] for language in LANGUAGES if language in label}


def _writable(text: str) -> bool:
    return not any((ch < " " and ch != "\n") or "\ud800" <= ch <= "\udfff" for ch in text)


def _judge_condition(raw: dict[str, Any]) -> dict[str, Any]:
    found = conditions.problems(raw)
    if found:
        message = found[0].message
        raise PydanticCustomError(
            "condition", "{zh}|{en}", {"zh": message["zh-CN"], "en": message["en"]}
        )
    return raw


Label = Annotated[dict[str, str], BeforeValidator(_spread), AfterValidator(_judge_label)]
Condition = Annotated[dict[str, Any], AfterValidator(_judge_condition)]


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


P = TypeVar("P", bound=Keyed)


def by_key(parts: tuple[P, ...]) -> Mapping[str, P]:
    """Parts by their key; of two with one key (which check refuses) the first counts."""
    return {part.key: part for part in reversed(parts)}
