"""HTTP of the logbook: what happened in the whole house, for those with the ability `journal`."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhudan.administration.logbook import reading
from zhudan.administration.logbook.kinds import GROUPS, KINDS
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.rights import rights_of
from zhudan.kit import pages
from zhudan.kit.language import pick
from zhudan.people.api import Named
from zhudan.people.viewer import Viewer

router = Router(tags=["journal"])


class JournalQuery(Schema):
    """person: who did it. group, kind: of GET /journal/kinds. from, to: days, both included."""

    person: int | None = Field(None, ge=1, lt=2**63)
    group: str | None = None
    kind: str | None = None
    table: str | None = None
    record: int | None = Field(None, ge=1, lt=2**63)
    from_: date | None = Field(None, alias="from", ge=date(1970, 1, 1), lt=date(9999, 1, 1))
    to: date | None = Field(None, ge=date(1970, 1, 1), lt=date(9999, 1, 1))
    cursor: str | None = None
    limit: int = Field(pages.LIMIT, ge=1, le=pages.MOST)


class JournalTable(Schema):
    key: str
    label: str


class JournalRecord(Schema):
    id: str
    title: str


class EventAnswer(Schema):
    """actor: null for the system and whoever was not signed in. record: of those I may see;
    hidden: it was about another. about: a few words."""

    id: str
    at: datetime
    kind: str
    label: str
    group: str
    actor: Named | None
    table: JournalTable | None
    record: JournalRecord | None
    hidden: bool
    about: list[str]


class EventsAnswer(Schema):
    items: list[EventAnswer]
    next: str | None


class KindAnswer(Schema):
    key: str
    label: str


class KindGroupAnswer(KindAnswer):
    kinds: list[KindAnswer]


class KindsAnswer(Schema):
    items: list[KindGroupAnswer]


@router.get("/journal", response=EventsAnswer, operation_id="list_events")
def list_events(request: HttpRequest, query: Query[JournalQuery]) -> dict[str, Any]:
    """Events, the latest first."""
    asked = reading.Asked(**query.model_dump(exclude={"cursor", "limit"}))
    return reading.page(
        blueprint.current(), _viewer(request), asked, cursor=query.cursor, limit=query.limit
    )


@router.get("/journal/kinds", response=KindsAnswer, operation_id="list_event_kinds")
def list_event_kinds(request: HttpRequest) -> dict[str, Any]:
    """What there is to filter by."""
    rights_of(blueprint.current(), _viewer(request)).need("journal")
    return {
        "items": [
            {
                "key": group,
                "label": pick(label),
                "kinds": [{"key": key, "label": pick(one)} for key, one in KINDS[group].items()],
            }
            for group, label in GROUPS.items()
        ]
    }


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return viewer
