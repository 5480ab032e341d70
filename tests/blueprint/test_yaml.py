"""The blueprint as a file: nothing lost, nothing hostile let in."""

from pathlib import Path

import pytest
from hypothesis import given

from tests.blueprint.documents import EXAMPLES, SHIPPED, blueprints, shipped
from zhudan.blueprint import yaml_text
from zhudan.blueprint.check import BlueprintInvalid
from zhudan.blueprint.document import Blueprint


@given(blueprints)
def test_what_is_written_reads_back_the_same(document: Blueprint) -> None:
    text = yaml_text.dump(document)
    again = yaml_text.load(text)
    assert again.raw() == document.raw()
    assert yaml_text.dump(again) == text


def test_the_shipped_file_survives_a_round_trip_and_stays_readable() -> None:
    text = yaml_text.dump(shipped())
    assert yaml_text.load(text) == shipped()
    assert text.startswith("format: 1\nname: {zh-CN: 建材工程销售, en: Building-materials sales}\n")
    assert "- {key: remark, kind: long_text, label: {zh-CN: 备注, en: Remark}}\n" in text


def test_words_that_other_readers_take_for_truth_are_texts() -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace("en: Remark", "en: yes")
    document = yaml_text.load(text)
    assert document.table("customer").field("remark").label["en"] == "yes"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no blueprint"),
        ("- 1", "no blueprint"),
        ("a: [", "not valid YAML"),
        ("a: 1\na: 2", "stands here twice"),
        ("? [a]\n: 1", "must be a text"),
        ("a: &x [1]\nb: *x", "anchors and aliases"),
        ("a: !!python/object/apply:os.system [ls]", "tags"),
        ("a: !secret x", "tags"),
        ("[" * 5000, "nested too deeply"),
        ("a:\n" + "".join(" " * n + "a:\n" for n in range(1, 100)), "nested too deeply"),
        ("- [" + "1," * 400_000 + "]", "too much"),
        ("a: " + "x" * 6_000_000, "too large"),
        ("a: 1\n---\nb: 2", "not valid YAML"),
        ("name: \x00", "not valid YAML"),
        ("name: \ud800", "cannot be read"),
    ],
)
def test_a_hostile_file_is_refused_in_a_sentence(text: str, told: str) -> None:
    with pytest.raises(BlueprintInvalid) as refused:
        yaml_text.load(text)
    assert any(told in problem.message["en"] for problem in refused.value.problems)
    assert all(problem.message["zh-CN"] for problem in refused.value.problems)


def test_a_billion_laughs_are_not_expanded() -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(BlueprintInvalid):
        yaml_text.load("\n".join(lines))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_can_be_read(path: Path) -> None:
    document = yaml_text.load(path.read_text(encoding="utf-8"))
    assert yaml_text.load(yaml_text.dump(document)) == document
