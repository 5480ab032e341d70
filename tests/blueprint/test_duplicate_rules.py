"""Rules for duplicates: what may be compared how, kept through YAML; old documents stay valid."""

from typing import Any

import pytest

from tests.blueprint.documents import shipped
from zhudan.blueprint import yaml_text
from zhudan.blueprint.check import BlueprintInvalid, check
from zhudan.blueprint.check.structure import read


def document(table: str, *rules: dict[str, Any]) -> Any:
    raw = shipped().raw()
    for one in raw["tables"]:
        one.pop("duplicates", None)
        if one["key"] == table and rules:
            one["duplicates"] = list(rules)
    return raw


def problems(raw: Any) -> list[tuple[str, str]]:
    try:
        return [(one.path, one.level) for one in check(read(raw))]
    except BlueprintInvalid as refused:
        return [(one.path, one.level) for one in refused.problems]


def test_rules_go_through_yaml_and_back() -> None:
    assert yaml_text.load(yaml_text.dump(shipped())) == shipped()
    assert "match: company" in yaml_text.dump(shipped())


def test_a_document_without_rules_is_as_it_was() -> None:
    raw = document("customer")
    assert problems(raw) == []
    assert "duplicates" not in read(raw).canonical


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ({"fields": ["nothing"], "match": "company"}, "fields"),
        ({"fields": ["phone"], "match": "company"}, "fields"),
        ({"fields": ["name"], "match": "phone"}, "fields"),
        ({"fields": ["remark"], "match": "same"}, "fields"),
        ({"fields": [], "match": "same"}, "fields"),
        ({"fields": ["name"], "match": "magic"}, "match"),
        ({"fields": ["name"], "match": "similar", "level": "block"}, "level"),
        ({"fields": ["name"], "match": "company", "level": "shout"}, "level"),
        ({"fields": ["name"], "match": "company", "colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_compared_so_is_told(rule: dict[str, Any], place: str) -> None:
    raw = document("contact", {"key": "r"} | rule)
    assert problems(raw) == [(f"tables.contact.duplicates.r.{place}", "error")]


def test_a_field_named_twice_is_a_warning() -> None:
    raw = document("contact", {"key": "r", "fields": ["name", "name"], "match": "same"})
    assert problems(raw) == [("tables.contact.duplicates.r.fields", "warning")]


def test_two_rules_of_one_key_are_refused() -> None:
    rule = {"key": "r", "fields": ["name"], "match": "company"}
    assert ("tables.contact.duplicates.r", "error") in problems(document("contact", rule, rule))
