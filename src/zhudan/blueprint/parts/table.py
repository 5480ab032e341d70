"""A table: one kind of record."""

from collections.abc import Mapping
from functools import cached_property

from zhudan.blueprint.fields import AnyField
from zhudan.blueprint.part import Key, Label, Part, by_key
from zhudan.blueprint.parts.duplicates import DuplicateRule
from zhudan.blueprint.parts.layout import Layout
from zhudan.blueprint.parts.view import View


class Table(Part):
    """title: the field whose value names the record."""

    key: Key
    label: Label
    title: Key
    fields: tuple[AnyField, ...]
    layout: Layout = Layout()
    views: tuple[View, ...] = ()
    duplicates: tuple[DuplicateRule, ...] = ()

    @cached_property
    def fields_by_key(self) -> Mapping[str, AnyField]:
        return by_key(self.fields)

    @cached_property
    def views_by_key(self) -> Mapping[str, View]:
        return by_key(self.views)

    def field(self, key: str) -> AnyField:
        """Raises KeyError."""
        return self.fields_by_key[key]

    def view(self, key: str) -> View:
        """Raises KeyError."""
        return self.views_by_key[key]
