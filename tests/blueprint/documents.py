"""Blueprints to test with: a small one to spoil, and any that can be written down."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import zhudan.blueprint
from zhudan.blueprint import yaml_text
from zhudan.blueprint.check.structure import read
from zhudan.blueprint.document import Blueprint

SHIPPED = Path(zhudan.blueprint.__file__).parent / "shipped" / "building_materials.yaml"
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def shipped() -> Blueprint:
    return yaml_text.load(SHIPPED.read_text(encoding="utf-8"))


def small() -> dict[str, Any]:
    """Plain data of a sound blueprint with one of everything that can go wrong."""
    return {
        "format": 1,
        "name": "Small",
        "settings": {"ramp_up_stage": "talk"},
        "tables": [
            {
                "key": "customer",
                "label": "Customer",
                "title": "name",
                "fields": [
                    {"key": "name", "kind": "text", "label": "Name", "required": True},
                    {"key": "phone", "kind": "phone", "label": "Phone"},
                    {
                        "key": "deals",
                        "kind": "rollup",
                        "label": "Deals",
                        "from": "deal",
                        "by": "customer",
                        "function": "count",
                        "where": {"field": "status", "op": "=", "value": "open"},
                        "result": "number",
                    },
                ],
            },
            {
                "key": "deal",
                "label": "Deal",
                "title": "name",
                "fields": [
                    {"key": "name", "kind": "text", "label": "Name", "required": True},
                    {"key": "customer", "kind": "reference", "label": "C", "table": "customer"},
                    {"key": "worth", "kind": "money", "label": "Worth"},
                    {"key": "count", "kind": "number", "label": "Count", "min": 0, "max": 9},
                    {
                        "key": "each",
                        "kind": "formula",
                        "label": "Each",
                        "expression": "worth / count",
                        "result": "money",
                    },
                    {"key": "due", "kind": "date", "label": "Due"},
                ],
                "layout": {
                    "sections": [{"key": "all", "label": "All", "fields": ["name", "worth"]}],
                    "list": ["title", "worth"],
                },
                "views": [
                    {
                        "key": "mine",
                        "label": "Mine",
                        "filter": {"field": "owner", "op": "=", "value": {"me": True}},
                        "sort": ["-worth"],
                        "columns": ["title"],
                        "roles": ["seller"],
                    }
                ],
            },
        ],
        "document_types": [{"key": "offer", "label": "Offer"}],
        "pipelines": [
            {
                "key": "sales",
                "label": "Sales",
                "table": "deal",
                "amount": "worth",
                "due": "due",
                "card": {"subtitle": "customer"},
                "intake": {
                    "fields": ["customer.name", "customer.phone", "worth"],
                    "reuse": {"customer": "name"},
                    "fill": {"name": "customer.name"},
                },
                "stages": [
                    {"key": "talk", "label": "Talk", "expected_days": 3},
                    {
                        "key": "quote",
                        "label": "Quote",
                        "expected_days": 5,
                        "applies_if": {"field": "worth", "op": ">", "value": 1000},
                        "gate": [
                            {"key": "filled", "kind": "field", "field": "due", "label": "Due"},
                            {"key": "sent", "kind": "sent", "document": "offer", "label": "Sent"},
                            {
                                "key": "big",
                                "kind": "condition",
                                "if": {"field": "count", "op": ">", "value": 1},
                                "label": "Big",
                            },
                        ],
                        "tasks": [
                            {
                                "key": "write",
                                "label": "Write",
                                "assign": {"role": "seller", "in": "region"},
                                "due": {"days": 2},
                                "closes_with": "sent",
                            }
                        ],
                    },
                ],
                "outcomes": [
                    {"key": "won", "kind": "won", "label": "Won", "from": ["quote"]},
                    {
                        "key": "lost",
                        "kind": "lost",
                        "label": "Lost",
                        "reasons": [{"key": "price", "label": "Price"}],
                        "asks": {"reason": "required"},
                    },
                ],
            }
        ],
        "roles": [
            {
                "key": "seller",
                "label": "Seller",
                "rights": {"deal": {"read": "involved", "create": True, "edit": "own"}},
                "fields": {"customer": {"phone": {"access": "masked"}}},
            },
            {"key": "admin", "label": "Admin", "abilities": ["administer", "design"]},
        ],
    }


def spoiled(path: str, value: Any) -> dict[str, Any]:
    """The small blueprint with one thing changed: "tables.deal.fields.due.kind". A value of
    None takes the thing away."""
    raw = small()
    here: Any = raw
    *way, last = path.split(".")
    for step in way:
        here = _step(here, step)
    if isinstance(here, list):
        place = next((n for n, part in enumerate(here) if part["key"] == last), len(here))
        here[place : place + 1] = [] if value is None else [value]
    elif value is None:
        del here[last]
    else:
        here[last] = value
    return raw


def _step(here: Any, step: str) -> Any:
    return next(p for p in here if p["key"] == step) if isinstance(here, list) else here[step]


keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
words = (
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=20)
    | st.sampled_from(["yes", "no", "on", "null", "~", "1", "010", "1e5", "2026-01-01", "- a", "#"])
    | st.sampled_from(
        ["a: b", "'", '"', "{x}", "a\nb", " a ", "\u2028", "\x85", "\ufeff", "😀", "1:30"]
    )
).filter(lambda text: bool(text.strip()))
labels = (
    words
    | st.fixed_dictionaries({"zh-CN": words, "en": words})
    | words.map(lambda text: {"en": text})
)
comparisons = st.fixed_dictionaries(
    {
        "field": keys,
        "op": st.sampled_from(["=", "!=", "contains"]),
        "value": words | st.integers(-9, 9) | st.booleans() | st.sampled_from([0.5, 1e20, 1e-7]),
    }
)
conditions = comparisons | st.lists(comparisons, max_size=2).map(lambda parts: {"all": parts})


def parts(strategy: Any, most: int = 3) -> Any:
    return st.lists(strategy, max_size=most, unique_by=lambda part: part["key"])


options = parts(st.fixed_dictionaries({"key": keys, "label": labels})).filter(bool)
plain_kinds = st.sampled_from(["text", "long_text", "date", "yes_no", "phone", "email", "user"])
fields = st.one_of(
    st.fixed_dictionaries(
        {"key": keys, "kind": plain_kinds, "label": labels},
        optional={"help": labels, "required": st.booleans()},
    ),
    st.fixed_dictionaries(
        {"key": keys, "kind": st.just("number"), "label": labels},
        optional={"scale": st.integers(0, 6), "min": st.decimals(-9, 9, places=2).map(str)},
    ),
    st.fixed_dictionaries(
        {"key": keys, "kind": st.just("choice"), "label": labels, "options": options}
    ),
    st.fixed_dictionaries(
        {
            "key": keys,
            "kind": st.just("rollup"),
            "label": labels,
            "from": keys,
            "by": keys,
            "function": st.sampled_from(["count", "sum"]),
            "result": st.just("number"),
        },
        optional={"where": conditions, "field": keys},
    ),
)
gates = st.one_of(
    st.fixed_dictionaries({"key": keys, "kind": st.just("field"), "field": keys, "label": labels}),
    st.fixed_dictionaries(
        {"key": keys, "kind": st.just("condition"), "if": conditions, "label": labels},
        optional={"applies_if": conditions},
    ),
)
stages = st.fixed_dictionaries(
    {"key": keys, "label": labels, "expected_days": st.integers(1, 99)},
    optional={"gate": parts(gates), "applies_if": conditions},
)
tables = st.fixed_dictionaries(
    {"key": keys, "label": labels, "title": keys, "fields": parts(fields)},
    optional={"views": parts(st.fixed_dictionaries({"key": keys, "label": labels}))},
)
pipelines = st.fixed_dictionaries(
    {"key": keys, "label": labels, "table": keys, "stages": parts(stages).filter(bool)},
    optional={"order": st.sampled_from(["fixed", "free"])},
)
rights = st.fixed_dictionaries(
    {}, optional={"read": st.sampled_from(["own", "all"]), "create": st.booleans()}
)
roles = st.fixed_dictionaries(
    {"key": keys, "label": labels, "rights": st.dictionaries(keys, rights, max_size=2)}
)
# whatever can be read, sound or not
blueprints = st.fixed_dictionaries(
    {
        "name": labels,
        "tables": parts(tables),
        "pipelines": parts(pipelines, 2),
        "roles": parts(roles, 2),
    }
).map(read)
