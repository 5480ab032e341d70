"""A role: what its holders may do, on which records, and which fields they see."""

from typing import Literal

from zhudan.blueprint.part import Key, Label, Part

Scope = Literal["none", "own", "involved", "team", "region", "all"]
# narrow to wide; each includes the one before it
SCOPES: tuple[Scope, ...] = ("none", "own", "involved", "team", "region", "all")

Ability = Literal["administer", "design", "import", "migrate", "journal"]
Access = Literal["hidden", "masked", "read", "edit"]
ACCESSES: tuple[Access, ...] = ("hidden", "masked", "read", "edit")

Verb = Literal[
    "read",
    "edit",
    "delete",
    "export",
    "assign",
    "move",
    "skip",
    "override",
    "close",
    "reopen",
    "tick",
    "log",
]
VERBS: tuple[Verb, ...] = (
    "read",
    "edit",
    "delete",
    "export",
    "assign",
    "move",
    "skip",
    "override",
    "close",
    "reopen",
    "tick",
    "log",
)


class TableRights(Part):
    """How far each verb reaches. tick: state that a document was approved, sent or signed.
    log: add activities, documents and key actions."""

    read: Scope = "none"
    create: bool = False
    edit: Scope = "none"
    delete: Scope = "none"
    export: Scope = "none"
    assign: Scope = "none"
    move: Scope = "none"
    skip: Scope = "none"
    override: Scope = "none"
    close: Scope = "none"
    reopen: Scope = "none"
    tick: Scope = "none"
    log: Scope = "none"

    def scope(self, verb: Verb) -> Scope:
        scope: Scope = getattr(self, verb)
        return scope


class FieldRight(Part):
    """access None: as the table's rights say. export False: left out of exports. reveal: of a
    masked field, each full value may be asked for, one by one, and each time is journaled."""

    access: Access | None = None
    reveal: bool = False
    export: bool = True


class Role(Part):
    key: Key
    label: Label
    abilities: tuple[Ability, ...] = ()
    rights: dict[Key, TableRights] = {}
    fields: dict[Key, dict[Key, FieldRight]] = {}
