"""The browser's judge decides as the server's: cases drawn here, judged by Python, kept in
cases.json and judged again by vitest (web/src/kit/conditions.test.ts).

After a change of the language: ZHUDAN_WRITE_CASES=1 pytest tests/parity/test_browser.py
"""

import json
import os
import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhudan.kit.conditions import OPERATORS, Family, judge

CASES = Path(__file__).parent / "cases.json"
TODAY, ME, ZONE = date(2026, 3, 18), 7, "Asia/Shanghai"
MANY, SEED = 400, 20260318

KINDS: dict[str, tuple[str, Family]] = {
    "name": ("text", "text"),
    "site": ("address", "text"),
    "size": ("number", "number"),
    "price": ("money", "number"),
    "day": ("date", "date"),
    "seen": ("datetime", "datetime"),
    "need": ("choice", "choice"),
    "tags": ("choices", "choices"),
    "urgent": ("yes_no", "yes_no"),
    "owner": ("user", "user"),
    "customer": ("reference", "reference"),
}
TEXTS = ["Ab", "ab", "ABC", "华东建材", "华东", "a%b", "ÄÖ", "äö", "ß", "İ"]
NUMBERS = ["0", "-1", "1", "0.50", "0.5", "12345678901234.5", "12345678901234.6", "-0.01"]
DAYS = ["2026-03-17", "2026-03-18", "2026-03-19", "1999-12-31"]
MOMENTS = [
    "2026-03-17T15:59:59+00:00",
    "2026-03-17T16:00:00+00:00",
    "2026-03-18T23:59:59+08:00",
    "2026-03-19T00:00:00+08:00",
]
KEYS = ["floor", "wall", "roof"]
IDS = ["7", "12", "99"]


def test_the_browser_judges_the_same_cases() -> None:
    drawn = cases()
    if os.environ.get("ZHUDAN_WRITE_CASES"):
        CASES.write_text(drawn, encoding="utf-8")
    assert CASES.read_text(encoding="utf-8") == drawn, "run it with ZHUDAN_WRITE_CASES=1"


def cases() -> str:
    draw = random.Random(SEED)
    head = {"kinds": {key: kind for key, (kind, _) in KINDS.items()}, "today": TODAY.isoformat()}
    lines = [json.dumps(case(draw), ensure_ascii=False) for _ in range(MANY)]
    told = json.dumps({**head, "me": str(ME), "zone": ZONE}, ensure_ascii=False)[:-1]
    return told + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"


def case(draw: random.Random) -> dict[str, Any]:
    values = {key: value(draw, kind) for key, (kind, _) in KINDS.items()}
    tree = condition(draw, 3)
    canonical = {key: read(KINDS[key][0], one) for key, one in values.items()}
    said = judge(tree, canonical, today=TODAY, me=ME, zone=ZoneInfo(ZONE))
    return {"condition": tree, "values": values, "expected": said}


def value(draw: random.Random, kind: str) -> Any:
    """As the API shows it; often nothing."""
    if draw.random() < 0.25:
        return None
    match kind:
        case "text":
            return draw.choice(TEXTS)
        case "address":
            return {"text": draw.choice(TEXTS), "lat": 31.3}
        case "number" | "money":
            return draw.choice(NUMBERS)
        case "date":
            return draw.choice(DAYS)
        case "datetime":
            return draw.choice(MOMENTS)
        case "choice":
            return draw.choice(KEYS)
        case "choices":
            return draw.sample(KEYS, draw.randint(0, 2))
        case "yes_no":
            return draw.choice([True, False])
        case "user":
            return {"id": draw.choice(IDS), "name": "周敏"}
        case _:
            return {"id": draw.choice(IDS), "title": "苏州湖东建设发展"}


def read(kind: str, shown: Any) -> object:
    """The canonical value behind what the API shows."""
    if shown is None:
        return None
    match kind:
        case "number" | "money":
            return Decimal(shown)
        case "date":
            return date.fromisoformat(shown)
        case "datetime":
            return datetime.fromisoformat(shown)
        case "user" | "reference":
            return int(shown["id"])
        case _:
            return shown


def condition(draw: random.Random, depth: int) -> dict[str, Any]:
    shape = draw.random()
    if depth and shape < 0.35:
        parts = [condition(draw, depth - 1) for _ in range(draw.randint(0, 3))]
        return {draw.choice(["all", "any"]): parts}
    if depth and shape < 0.5:
        return {"not": condition(draw, depth - 1)}
    key = draw.choice(sorted(KINDS))
    family = KINDS[key][1]
    op = draw.choice(sorted(OPERATORS[family]))
    if op in ("empty", "not_empty"):
        return {"field": key, "op": op}
    if op in ("in", "not_in"):
        several = [operand(draw, family) for _ in range(draw.randint(0, 3))]
        return {"field": key, "op": op, "value": several}
    return {"field": key, "op": op, "value": operand(draw, family)}


def operand(draw: random.Random, family: Family) -> Any:
    choices: dict[Family, list[Any]] = {
        "text": [*TEXTS, "", "b", "东"],
        "number": [*NUMBERS, 1],
        "date": [*DAYS, {"today": draw.randint(-2, 2)}],
        "datetime": [*MOMENTS, *DAYS, {"today": draw.randint(-1, 1)}],
        "choice": KEYS,
        "choices": KEYS,
        "yes_no": [True, False],
        "user": [*IDS, {"me": True}],
        "reference": IDS,
    }
    return draw.choice(choices[family])
