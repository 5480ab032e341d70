"""Older formats are lifted when read, one step after the other, and never rewritten."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.blueprint.documents import small
from zhudan.blueprint.check.structure import read
from zhudan.blueprint.document import FORMAT
from zhudan.blueprint.upgrade import STEPS, UnknownFormat, upgrade


def step(number: int) -> Any:
    return lambda raw: {**raw, "trail": [*raw.get("trail", []), number]}


THREE = {number: step(number) for number in (1, 2, 3)}
documents = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=4)


@given(documents, st.integers(1, 4))
def test_each_step_is_taken_once_in_order_and_the_original_stays(
    raw: Mapping[str, Any], number: int
) -> None:
    old = {**{key: raw[key] for key in raw if key not in ("format", "trail")}, "format": number}
    before = copy.deepcopy(old)
    new = upgrade(old, steps=THREE, newest=4)
    assert old == before
    assert new["format"] == 4
    assert new.get("trail", []) == list(range(number, 4))
    assert upgrade(new, steps=THREE, newest=4) == new


def test_there_is_a_step_from_every_older_format() -> None:
    assert set(STEPS) == set(range(1, FORMAT))


@pytest.mark.parametrize("number", [0, FORMAT + 1, "1", None, True, 1.0, [1]])
def test_a_format_from_elsewhere_is_refused(number: Any) -> None:
    with pytest.raises(UnknownFormat) as refused:
        read(small() | {"format": number})
    assert refused.value.sentence()


def test_a_document_that_names_no_format_has_todays() -> None:
    raw = small()
    del raw["format"]
    assert read(raw).format == FORMAT
