"""What the routes of administration take and answer."""

from datetime import date, datetime

from ninja import Field, Schema
from pydantic import ConfigDict

from zhudan.blueprint.parts.role import Ability, Access, Scope
from zhudan.people.api import Named


class UserRow(Named):
    """seen_at: when last here, to ten minutes; null where no session of theirs is left."""

    email: str | None
    phone: str | None
    roles: list[str]
    region: Named | None
    supervisor: Named | None
    language: str
    active: bool
    started_on: date | None
    left_on: date | None
    seen_at: datetime | None


class UserList(Schema):
    items: list[UserRow]


class OpenWork(Schema):
    """What is under way and theirs: records in a pipeline, and tasks."""

    records: int
    tasks: int


class UserWhole(UserRow):
    open: OpenWork


class UserWithPassword(UserRow):
    """password: shown this once."""

    password: str


class PasswordAnswer(Schema):
    password: str


class UserPatch(Schema):
    """What is left out stays. email, phone: one of them at least. region, supervisor: ids."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=100)
    email: str | None = Field(None, max_length=200)
    phone: str | None = Field(None, max_length=40)
    roles: list[str] = Field([], max_length=50)
    region: str | None = None
    supervisor: str | None = None
    language: str = "zh-CN"
    started_on: date | None = None


class UserBody(UserPatch):
    name: str = Field(min_length=1, max_length=100)


class SessionRow(Schema):
    """A device somebody is signed in with. agent: what the browser calls itself."""

    id: str
    agent: str
    started_at: datetime
    seen_at: datetime
    mine: bool


class SessionList(Schema):
    items: list[SessionRow]


class TokenRow(Schema):
    id: str
    label: str
    created_at: datetime
    last_used_at: datetime | None


class TokenList(Schema):
    items: list[TokenRow]


class TokenBody(Schema):
    label: str = Field(min_length=1, max_length=100)


class TokenOnce(Schema):
    """token: shown this once."""

    token: str


class RegionBody(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=100)
    parent: str | None = None


class RegionPatch(Schema):
    """What is left out stays; parent null: to the top."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=100)
    parent: str | None = None


class RoleField(Schema):
    """A field that is not simply as the table's rights say. differs: its access is another;
    export: false where it is left out of exports."""

    key: str
    label: str
    access: Access
    differs: bool
    export: bool
    reveal: bool


class RoleTable(Schema):
    """piped: its records go through a pipeline, so that move, close and the like mean something."""

    key: str
    label: str
    create: bool
    piped: bool
    scopes: dict[str, Scope]
    fields: list[RoleField]


class RoleRights(Schema):
    """people: how many active people hold it."""

    key: str
    label: str
    people: int
    abilities: list[Ability]
    tables: list[RoleTable]


class RoleList(Schema):
    items: list[RoleRights]
