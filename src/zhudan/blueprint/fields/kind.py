"""What every field kind has in common: its definition, and how a value becomes canonical.

A field's life of a value, none of which needs the database:
    parse(raw)      what came through a door (JSON, or a cell) -> canonical, or FieldError
    to_json(value)  canonical -> what the API answers (names of references are added by records)
    to_db(value)    canonical -> one physical value per entry of `columns`
    from_db(*stored)  and back
Canonical shapes are in docs/blueprint.md. An empty value is None everywhere.
"""

import re
import unicodedata
from typing import Any, ClassVar, Literal

from zhudan.blueprint.part import Aliases, Key, Label, Part
from zhudan.kit.conditions import Family, FieldType
from zhudan.kit.errors import Label as Sentence

MAX_DIGITS = 15

# a physical column: how records declares it
Storage = Literal["text", "bigint", "bool", "date", "datetime"]


class FieldError(Exception):
    """A value the field does not take: a stable code and a sentence."""

    def __init__(self, code: str, message: Sentence) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


def refuse(code: str, zh: str, en: str) -> FieldError:
    return FieldError(code, {"zh-CN": zh, "en": en})


WRONG_TYPE = refuse("wrong_type", "这里填的内容类型不对", "This is not the type of value expected")


class FieldKind(Part):
    """A field of a table. `kind` names the subclass; see fields/__init__.py for all of them.
    aliases: what ledgers call it."""

    # suffixes of the physical columns beside the field's own ("" is the column itself)
    storage: ClassVar[tuple[tuple[str, Storage], ...]] = (("", "text"),)
    family: ClassVar[Family] = "text"
    read_only: ClassVar[bool] = False
    may_be_unique: ClassVar[bool] = False
    may_be_title: ClassVar[bool] = False
    may_be_masked: ClassVar[bool] = False

    key: Key
    kind: str
    label: Label
    aliases: Aliases = ()
    help: Label | None = None
    required: bool = False
    unique: bool = False

    @property
    def columns(self) -> tuple[tuple[str, Storage], ...]:
        """The physical columns: (suffix to the column's name, how it is declared)."""
        return self.storage

    def parse(self, raw: object) -> Any:
        """The canonical value, None when empty; raises FieldError."""
        if self.read_only:
            raise refuse("read_only", "这个字段由系统填写", "This field is written by the system")
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        return self.canonical(raw)

    def canonical(self, raw: object) -> Any:
        """The canonical form of a value that is not empty; raises FieldError."""
        raise NotImplementedError

    def to_json(self, value: Any) -> Any:
        return value

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return (value,)

    def from_db(self, *stored: Any) -> Any:
        return stored[0]

    def mask(self, value: Any) -> str | None:
        """What a viewer with masked access sees of a value."""
        return None if value is None else "****"

    @property
    def condition_type(self) -> FieldType:
        return FieldType(self.family)


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean_text(raw: object, most: int) -> str:
    """Text as it is kept: NFC, outer blanks gone, line ends as \\n; raises FieldError."""
    if not isinstance(raw, str):
        raise WRONG_TYPE
    # before anything walks over it: ten megabytes cost nothing but this comparison
    if len(raw) > most * 2:
        raise too_long(most)
    if _CONTROL.search(raw):
        raise refuse(
            "bad_character", "含有无法保存的控制字符", "It holds characters that cannot be kept"
        )
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > most:
        raise too_long(most)
    return text


def too_long(most: int) -> FieldError:
    return refuse("too_long", f"最多 {most} 个字", f"At most {most} characters")
