"""A saved view of a table."""

from typing import Annotated

from pydantic import StringConstraints

from zhudan.blueprint.part import Condition, Key, Label, Part

Sort = Annotated[str, StringConstraints(pattern=r"^-?[a-z][a-z0-9_]{0,39}$", strict=True)]


class View(Part):
    """sort: field keys, with - before for descending. roles: who is offered it; empty: all."""

    key: Key
    label: Label
    filter: Condition | None = None
    sort: tuple[Sort, ...] = ()
    columns: tuple[Key, ...] = ()
    roles: tuple[Key, ...] = ()
