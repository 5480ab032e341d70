"""Every mistake of a blueprint is told, with its place, in both languages."""

import re
from typing import Any

import pytest
from hypothesis import given

from tests.blueprint.documents import EXAMPLES, blueprints, shipped, small, spoiled
from zhudan.blueprint import yaml_text
from zhudan.blueprint.check import BlueprintInvalid, Problem, check, require
from zhudan.blueprint.check.structure import read
from zhudan.blueprint.document import Blueprint


def problems_of(raw: dict[str, Any]) -> list[Problem]:
    try:
        return check(read(raw))
    except BlueprintInvalid as refused:
        return refused.problems


def errors_of(raw: dict[str, Any]) -> list[str]:
    return [problem.path for problem in problems_of(raw) if problem.level == "error"]


def test_the_small_blueprint_is_sound() -> None:
    assert problems_of(small()) == []


def test_the_shipped_blueprint_has_neither_error_nor_warning() -> None:
    assert check(shipped()) == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=str)
def test_every_example_is_sound(path: Any) -> None:
    assert check(yaml_text.load(path.read_text(encoding="utf-8"))) == []


NAME = {"key": "name", "kind": "text", "label": "Name", "required": True}
ROLLUP = {"key": "x", "kind": "rollup", "label": "X", "from": "deal", "by": "customer"}
LONE = {"field": "nowhere", "op": "empty"}
MINE = {"field": "owner", "op": "=", "value": {"me": True}}

SPOILS: list[tuple[str, Any, str]] = [
    # structure
    ("name", None, "name"),
    ("settings.zone", "Mars/Base", "settings.zone"),
    ("tables.deal.colour", "red", "tables.deal.colour"),
    ("tables.deal.fields.due.kind", "day", "tables.deal.fields.due"),
    ("tables.deal.fields.count.scale", 9, "tables.deal.fields.count.scale"),
    ("tables.deal.fields.due.label", "", "tables.deal.fields.due.label"),
    ("tables.deal.fields.due.key", "Due Date", "tables.deal.fields.Due Date.key"),
    ("pipelines.sales.stages", [], "pipelines.sales.stages"),
    ("pipelines.sales.stages.talk.expected_days", "x", "pipelines.sales.stages.talk.expected_days"),
    (
        "pipelines.sales.stages.quote.tasks.write.due",
        {},
        "pipelines.sales.stages.quote.tasks.write.due",
    ),
    ("roles.seller.rights.deal.read", "some", "roles.seller.rights.deal.read"),
    # tables and fields
    ("tables", [], "tables"),
    ("tables.deal.title", "nowhere", "tables.deal.title"),
    ("tables.deal.title", "worth", "tables.deal.title"),
    ("tables.deal.fields.owner", {**NAME, "key": "owner"}, "tables.deal.fields.owner"),
    ("tables.deal.fields.due.unique", True, "tables.deal.fields.due.unique"),
    ("tables.deal.fields.each.required", True, "tables.deal.fields.each.required"),
    ("tables.deal.fields.count.max", -1, "tables.deal.fields.count.max"),
    ("tables.deal.fields.customer.table", "client", "tables.deal.fields.customer.table"),
    ("tables.deal.fields.each.expression", "worth /", "tables.deal.fields.each.expression"),
    ("tables.deal.fields.each.expression", "worth / nowhere", "tables.deal.fields.each.expression"),
    ("tables.deal.fields.each.expression", "name & 1", "tables.deal.fields.each.result"),
    ("tables.deal.fields.each.expression", "each + 1", "tables.deal.fields.each"),
    ("tables.customer.fields.deals.from", "nowhere", "tables.customer.fields.deals.from"),
    ("tables.customer.fields.deals.by", "name", "tables.customer.fields.deals.by"),
    ("tables.customer.fields.deals.field", "worth", "tables.customer.fields.deals.field"),
    ("tables.customer.fields.deals.result", "money", "tables.customer.fields.deals.result"),
    ("tables.customer.fields.deals.where", LONE, "tables.customer.fields.deals.where.field"),
    ("tables.customer.fields.deals.where", MINE, "tables.customer.fields.deals.where"),
    (
        "tables.customer.fields.deals.where",
        {"field": "due", "op": "<", "value": {"today": 0}},
        "tables.customer.fields.deals.where",
    ),
    (
        "tables.customer.fields.x",
        {**ROLLUP, "function": "sum", "result": "money"},
        "tables.customer.fields.x.field",
    ),
    (
        "tables.customer.fields.x",
        {**ROLLUP, "function": "sum", "field": "due", "result": "date"},
        "tables.customer.fields.x.field",
    ),
    (
        "tables.customer.fields.x",
        {**ROLLUP, "function": "max", "field": "due", "result": "money"},
        "tables.customer.fields.x.result",
    ),
    (
        "tables.customer.fields.x",
        {**ROLLUP, "function": "sum", "field": "worth", "result": "number"},
        "tables.customer.fields.x.scale",
    ),
    # layouts and views
    ("tables.deal.layout.list", ["nowhere"], "tables.deal.layout.list"),
    ("tables.deal.layout.sections.all.fields", ["stage"], "tables.deal.layout.sections.all.fields"),
    (
        "tables.deal.layout.sections.all.visible_if",
        LONE,
        "tables.deal.layout.sections.all.visible_if.field",
    ),
    ("tables.deal.views.mine.filter", LONE, "tables.deal.views.mine.filter.field"),
    ("tables.deal.views.mine.sort", ["-nowhere"], "tables.deal.views.mine.sort"),
    ("tables.deal.views.mine.columns", ["nowhere"], "tables.deal.views.mine.columns"),
    ("tables.deal.views.mine.roles", ["nobody"], "tables.deal.views.mine.roles"),
    # pipelines
    ("settings.ramp_up_stage", "nowhere", "settings.ramp_up_stage"),
    ("pipelines.sales.table", "nowhere", "pipelines.sales.table"),
    ("pipelines.sales.amount", "due", "pipelines.sales.amount"),
    ("pipelines.sales.due", "nowhere", "pipelines.sales.due"),
    ("pipelines.sales.card.subtitle", "nowhere", "pipelines.sales.card.subtitle"),
    ("pipelines.sales.intake.fields", ["customer.nowhere"], "pipelines.sales.intake.fields"),
    ("pipelines.sales.intake.fields", ["each", "customer.name"], "pipelines.sales.intake.fields"),
    ("pipelines.sales.intake.fields", ["customer.phone"], "pipelines.sales.intake.fields"),
    ("pipelines.sales.intake.fill", {}, "pipelines.sales.intake.fields"),
    (
        "pipelines.sales.intake.fill",
        {"worth": "customer.name"},
        "pipelines.sales.intake.fill.worth",
    ),
    (
        "pipelines.sales.intake.reuse",
        {"customer": "deals"},
        "pipelines.sales.intake.reuse.customer",
    ),
    (
        "pipelines.sales.intake.carry",
        {"customer.deals": "worth"},
        "pipelines.sales.intake.carry.customer.deals",
    ),
    ("pipelines.sales.stages.talk.key", "chips", "pipelines.sales.stages.chips.key"),
    ("pipelines.sales.stages.talk.applies_if", LONE, "pipelines.sales.stages.talk.applies_if"),
    ("pipelines.sales.stages.quote.applies_if", MINE, "pipelines.sales.stages.quote.applies_if"),
    (
        "pipelines.sales.stages.quote.applies_if",
        {"field": "status", "op": "=", "value": "open"},
        "pipelines.sales.stages.quote.applies_if",
    ),
    (
        "pipelines.sales.stages.quote.gate.filled.field",
        "nowhere",
        "pipelines.sales.stages.quote.gate.filled.field",
    ),
    (
        "pipelines.sales.stages.quote.gate.filled.field",
        "each",
        "pipelines.sales.stages.quote.gate.filled.field",
    ),
    (
        "pipelines.sales.stages.quote.gate.sent.document",
        "no",
        "pipelines.sales.stages.quote.gate.sent.document",
    ),
    (
        "pipelines.sales.stages.quote.gate.big.if",
        LONE,
        "pipelines.sales.stages.quote.gate.big.if.field",
    ),
    (
        "pipelines.sales.stages.quote.tasks.write.assign.role",
        "nobody",
        "pipelines.sales.stages.quote.tasks.write.assign.role",
    ),
    (
        "pipelines.sales.stages.quote.tasks.write.closes_with",
        "nothing",
        "pipelines.sales.stages.quote.tasks.write.closes_with",
    ),
    (
        "pipelines.sales.stages.quote.tasks.write.due.after_document",
        "nothing",
        "pipelines.sales.stages.quote.tasks.write.due.after_document",
    ),
    ("pipelines.sales.outcomes.won.from", ["nowhere"], "pipelines.sales.outcomes.won.from"),
    ("pipelines.sales.outcomes.won.wakes", True, "pipelines.sales.outcomes.won.wakes"),
    ("pipelines.sales.outcomes.lost.reasons", [], "pipelines.sales.outcomes.lost.reasons"),
    # roles
    ("roles.admin.abilities", [], "roles"),
    ("roles.seller.key", "owner", "roles.owner"),
    ("roles.seller.rights.nowhere", {"read": "all"}, "roles.seller.rights.nowhere"),
    ("roles.seller.rights.deal.edit", "all", "roles.seller.rights.deal.edit"),
    ("roles.seller.fields.nowhere", {}, "roles.seller.fields.nowhere"),
    ("roles.seller.fields.customer.nowhere", {}, "roles.seller.fields.customer.nowhere"),
    (
        "roles.seller.fields.customer.name",
        {"access": "hidden"},
        "roles.seller.fields.customer.name.access",
    ),
    (
        "roles.seller.fields.customer.deals",
        {"access": "masked"},
        "roles.seller.fields.customer.deals.access",
    ),
    (
        "roles.seller.fields.customer.deals",
        {"access": "edit"},
        "roles.seller.fields.customer.deals.access",
    ),
]


@pytest.mark.parametrize(("path", "value", "place"), SPOILS, ids=lambda one: str(one)[:60])
def test_a_mistake_is_told_at_its_place(path: str, value: Any, place: str) -> None:
    raw = spoiled(path, value)
    assert place in errors_of(raw)
    for problem in problems_of(raw):
        assert problem.message["zh-CN"]
        assert problem.message["en"]
        assert not re.search(r"\{[a-z_]+\}", problem.message["zh-CN"] + problem.message["en"])


def test_all_mistakes_are_told_at_once() -> None:
    raw = spoiled("tables.deal.title", "nowhere")
    raw["pipelines"][0]["due"] = "nowhere"
    raw["roles"][1]["abilities"] = []
    assert errors_of(raw) == ["tables.deal.title", "pipelines.sales.due", "roles"]


def test_keys_may_not_repeat_in_a_list() -> None:
    raw = small()
    raw["tables"][1]["fields"].append(raw["tables"][1]["fields"][2])
    raw["pipelines"][0]["stages"].append(raw["pipelines"][0]["stages"][0])
    assert errors_of(raw) == ["tables.deal.fields.worth", "pipelines.sales.stages.talk"]


def test_a_loop_through_two_tables_is_found() -> None:
    raw = small()
    raw["tables"][0]["fields"].append(
        {**ROLLUP, "key": "total", "function": "sum", "field": "worth", "result": "money"}
    )
    assert errors_of(raw) == []
    raw["tables"][0]["fields"].append(
        {"key": "up", "kind": "reference", "label": "Up", "table": "customer"}
    )
    raw["tables"][0]["fields"].append(
        {
            "key": "below",
            "kind": "rollup",
            "label": "Below",
            "from": "customer",
            "by": "up",
            "function": "sum",
            "field": "twice",
            "result": "money",
        }
    )
    raw["tables"][0]["fields"].append(
        {
            "key": "twice",
            "kind": "formula",
            "label": "Twice",
            "expression": "total + below",
            "result": "money",
        }
    )
    told = [problem for problem in problems_of(raw) if problem.level == "error"]
    assert len(told) == 1
    assert "customer.below → customer.twice" in told[0].message["en"]


def test_records_that_need_each_other_first_are_a_loop() -> None:
    raw = spoiled("tables.deal.fields.customer.required", True)
    raw["tables"][0]["fields"].append(
        {"key": "first", "kind": "reference", "label": "F", "table": "deal", "required": True}
    )
    assert "tables.customer" in errors_of(raw)


def test_a_missing_language_is_only_a_warning() -> None:
    raw = spoiled("tables.deal.label", {"zh-CN": "商机"})
    assert errors_of(raw) == []
    assert [(p.path, p.level) for p in problems_of(raw)] == [("tables.deal.label", "warning")]
    require(read(raw))


def test_require_refuses_with_all_errors() -> None:
    with pytest.raises(BlueprintInvalid) as refused:
        require(read(spoiled("tables.deal.title", "nowhere")))
    assert refused.value.extra["problems"]
    assert "tables.deal.title" in refused.value.sentence()


@given(blueprints)
def test_whatever_can_be_read_can_be_checked(document: Blueprint) -> None:
    for problem in check(document):
        assert problem.message["zh-CN"]
