"""One thing that is wrong with a blueprint."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from zhudan.kit.errors import Label, Refusal

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """path: where, by keys: "pipelines.project_sales.stages.quotation.gate.quote_sent". A
    warning does not keep the blueprint from being published."""

    path: str
    message: Label
    level: Level = "error"

    def json(self) -> dict[str, Any]:
        return {"path": self.path, "message": self.message, "level": self.level}


class BlueprintInvalid(Refusal):
    """extra: problems, a list of {path, message, level}."""

    status = 422
    code = "blueprint_invalid"
    title = {
        "zh-CN": "蓝图有 {count} 处需要改正：{first}",
        "en": "The blueprint needs {count} corrections, the first: {first}",
    }

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        first = self.problems[0]
        place = f"{first.path}: " if first.path else ""
        super().__init__(
            params={
                "count": len(self.problems),
                "first": {lang: f"{place}{text}" for lang, text in first.message.items()},
            },
            extra={"problems": [problem.json() for problem in self.problems]},
        )


def error(path: str, zh: str, en: str) -> Problem:
    return Problem(path, {"zh-CN": zh, "en": en})


def warning(path: str, zh: str, en: str) -> Problem:
    return Problem(path, {"zh-CN": zh, "en": en}, "warning")


def listed(words: Iterable[str]) -> str:
    """Keys for a sentence: the first ten."""
    words = sorted(words)
    return ", ".join(words[:10]) + (" …" if len(words) > 10 else "")
