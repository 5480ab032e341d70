"""What changed between two blueprints, and back again."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.blueprint.documents import blueprints, small, spoiled
from zhudan.blueprint.check.structure import read
from zhudan.blueprint.difference import apply, difference
from zhudan.blueprint.document import Blueprint


def told(new: Blueprint) -> list[tuple[str, str, object, object]]:
    return [(c.path, c.kind, c.before, c.after) for c in difference(read(small()), new)]


@given(blueprints, blueprints)
def test_applying_the_differences_makes_the_new_of_the_old(old: Blueprint, new: Blueprint) -> None:
    assert apply(old, difference(old, new)).raw() == new.raw()


@given(blueprints, st.randoms())
def test_a_new_order_is_told_and_made(document: Blueprint, chance: Random) -> None:
    raw = document.raw()
    for part in ("tables", "pipelines", "roles"):
        chance.shuffle(raw.get(part, []))
    turned = read(raw)
    changes = difference(document, turned)
    assert all(change.path.endswith("#order") for change in changes)
    assert apply(document, changes).raw() == turned.raw()


@given(blueprints)
def test_nothing_changed_is_no_difference(document: Blueprint) -> None:
    assert difference(document, document) == []


def test_an_attribute_is_told_by_its_path_with_both_values() -> None:
    new = read(spoiled("pipelines.sales.stages.quote.expected_days", 9))
    assert told(new) == [("pipelines.sales.stages.quote.expected_days", "changed", 5, 9)]
    change = difference(read(small()), new)[0]
    assert change.label["en"] == "Sales › Quote › expected_days"


def test_a_part_that_comes_or_goes_is_one_change() -> None:
    assert [t[:2] for t in told(read(spoiled("pipelines.sales.stages.quote.gate.sent", None)))] == [
        ("pipelines.sales.stages.quote.gate.sent", "removed")
    ]
    stage = {"key": "design", "label": "Design", "expected_days": 4}
    assert [t[:2] for t in told(read(spoiled("pipelines.sales.stages.design", stage)))] == [
        ("pipelines.sales.stages.design", "added")
    ]


def test_an_inserted_part_tells_its_place() -> None:
    raw = small()
    raw["pipelines"][0]["stages"].insert(
        1, {"key": "design", "label": "Design", "expected_days": 4}
    )
    changes = told(read(raw))
    assert [change[0] for change in changes] == [
        "pipelines.sales.stages.design",
        "pipelines.sales.stages.#order",
    ]
    assert changes[1][3] == ["talk", "design", "quote"]


def test_a_condition_is_one_item() -> None:
    new = read(
        spoiled("tables.deal.views.mine.filter", {"field": "owner", "op": "=", "value": "7"})
    )
    assert [change[0] for change in told(new)] == ["tables.deal.views.mine.filter"]
