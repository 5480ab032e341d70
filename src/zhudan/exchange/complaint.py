"""Why a row was refused."""

from dataclasses import dataclass
from typing import Any

from zhudan.kit import language
from zhudan.kit.errors import Label, Refusal


@dataclass(frozen=True, slots=True)
class Complaint:
    """column: as the file's header says, or the label of a field that no column fills; None: the
    row as a whole."""

    row: int
    column: str | Label | None
    code: str
    reason: Label

    def raw(self) -> list[Any]:
        return [self.row, self.column, self.code, dict(self.reason)]


def sentences(refusal: Refusal) -> Label:
    told = {}
    for spoken in language.LANGUAGES:
        with language.use(spoken):
            told[spoken] = refusal.sentence()
    return told
