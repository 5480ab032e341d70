"""A kind is one file, listed by hand: none may be forgotten."""

from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from tests.blueprint.documents import shipped
from zhudan.blueprint import fields, gates
from zhudan.blueprint.part import Part

# what several kinds have in common stands beside them
SHARED = {"__init__", "kind", "computed"}


@pytest.mark.parametrize(("room", "union"), [(fields, fields.AnyField), (gates, gates.AnyGate)])
def test_every_file_is_a_listed_kind_and_every_kind_a_file(room: ModuleType, union: object) -> None:
    assert room.__file__
    files = {path.stem for path in Path(room.__file__).parent.glob("*.py")} - SHARED
    assert set(room.KINDS) == files
    for key, kind in room.KINDS.items():
        assert issubclass(kind, Part)
        assert kind.__module__ == f"{room.__name__}.{key}"
        assert get_args(kind.model_fields["kind"].annotation) == (key,)
    assert set(get_args(get_args(union)[0])) == set(room.KINDS.values())


def test_the_shipped_blueprint_uses_every_gate_kind_that_a_person_can_meet() -> None:
    used = {
        item.kind
        for pipeline in shipped().pipelines
        for stage in pipeline.stages
        for item in stage.gate
    }
    assert used == set(gates.KINDS) - {"condition"}


def test_the_reference_page_names_every_kind() -> None:
    page = (Path(__file__).parents[2] / "docs" / "blueprint.md").read_text(encoding="utf-8")
    for kind in (*fields.KINDS, *gates.KINDS):
        assert f"| `{kind}` |" in page
