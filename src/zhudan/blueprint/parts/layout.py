"""How a record's fields are laid out."""

from pydantic import Field

from zhudan.blueprint.part import Condition, Key, Label, Part


class Section(Part):
    key: Key
    label: Label
    fields: tuple[Key, ...]
    columns: int = Field(2, ge=1, le=4)
    visible_if: Condition | None = None


class Layout(Part):
    """sections: the form. list_columns (written `list`): columns of the list. side: what stands
    beside the timeline. The last two may name engine fields."""

    sections: tuple[Section, ...] = ()
    list_columns: tuple[Key, ...] = Field((), alias="list")
    side: tuple[Key, ...] = ()
