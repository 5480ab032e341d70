"""HTTP of records. Creating, editing and assigning one belong to flow, because a pipeline may
begin there, and tasks may close or change hands."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from zhudan.blueprint import live as blueprint
from zhudan.journal.once import once
from zhudan.kit import pages
from zhudan.kit.answer import written
from zhudan.people.viewer import Viewer
from zhudan.records import (
    access,
    binned,
    changes,
    commands,
    duplicates,
    openapi,
    present,
    query,
    reveal,
    search,
)
from zhudan.records.answers import (
    ChangesAnswer,
    DuplicatesBody,
    HitsAnswer,
    MatchesAnswer,
    RecordAnswer,
    RecordsAnswer,
    RevealAnswer,
    RevealBody,
)
from zhudan.records.match import shown as shown_match
from zhudan.records.tables import Row

router = Router(tags=["records"])

Limit = Annotated[int, Query(ge=1, le=pages.MOST)]
SEARCH_LIMIT = 8
CHANGES_LIMIT = 500


@router.get("/tables/{table}/records", response=RecordsAnswer, operation_id="list_records")
def list_records(
    request: HttpRequest,
    table: str,
    filter: str | None = None,  # noqa: A002  the API's word
    sort: str = "",
    q: str = "",
    view: str | None = None,
    cursor: str | None = None,
    limit: Limit = pages.LIMIT,
) -> HttpResponse:
    """Records of a table. filter: a condition as JSON. sort: `-amount,title`. q: words."""
    live, viewer = blueprint.current(), viewer_of(request)
    rows, following = query.page(
        live,
        viewer,
        table,
        filter=query.parse_filter(filter),
        sort=[word for word in sort.split(",") if word],
        q=q,
        view=view,
        cursor=cursor,
        limit=limit,
    )
    return written({"items": shown_all(request, rows), "next": following})


@router.get("/tables/{table}/bin", response=RecordsAnswer, operation_id="list_bin")
def list_bin(
    request: HttpRequest, table: str, cursor: str | None = None, limit: Limit = pages.LIMIT
) -> HttpResponse:
    """Binned records that I may restore, the latest first."""
    rows, following = binned.page(
        blueprint.current(), viewer_of(request), table, cursor=cursor, limit=limit
    )
    return written({"items": shown_all(request, rows), "next": following})


@router.post("/tables/{table}/duplicates", response=MatchesAnswer, operation_id="find_duplicates")
def find_duplicates(request: HttpRequest, table: str, body: DuplicatesBody) -> dict[str, Any]:
    """Records that may be the same as one with these values; 429 for who asks too much about
    records of other regions."""
    except_id = None if body.except_ is None else access.parse_id(body.except_)
    found = duplicates.asked(viewer_of(request), table, body.values, except_id=except_id)
    return {"items": [shown_match(one) for one in found]}


@router.get("/tables/{table}/openapi.json", operation_id="table_openapi")
def table_openapi(request: HttpRequest, table: str) -> dict[str, Any]:
    """OpenAPI of one table, from the live revision, with the fields I may see."""
    return openapi.document(blueprint.current(), viewer_of(request), table)


@router.get("/records/{record_id}", response=RecordAnswer, operation_id="get_record")
def get_record(request: HttpRequest, record_id: str) -> dict[str, Any]:
    live, viewer = blueprint.current(), viewer_of(request)
    return shown(request, access.get_record(live, viewer, access.parse_id(record_id)))


@router.delete("/records/{record_id}", response={204: None}, operation_id="bin_record")
def bin_record(request: HttpRequest, record_id: str, version: int | None = None) -> Status[None]:
    """Put a record into the bin."""
    commands.put_away(access.parse_id(record_id), viewer=viewer_of(request), version=version)
    return Status(204, None)


@router.post("/records/{record_id}/reveal", response=RevealAnswer, operation_id="reveal_value")
def reveal_value(request: HttpRequest, record_id: str, body: RevealBody) -> dict[str, Any]:
    """A masked value in full, journaled each time. 403 not_revealable. Not kept for an
    Idempotency-Key: what is masked is not written down a second time."""
    value = reveal.reveal(access.parse_id(record_id), body.field, viewer=viewer_of(request))
    return {"field": body.field, "value": value}


@router.post("/records/{record_id}/restore", response=RecordAnswer, operation_id="restore_record")
@once
def restore_record(request: HttpRequest, record_id: str) -> dict[str, Any]:
    """Take a record out of the bin."""
    return shown(request, commands.take_out(access.parse_id(record_id), viewer=viewer_of(request)))


@router.get("/search", response=HitsAnswer, operation_id="search")
def search_records(request: HttpRequest, q: str = "") -> HttpResponse:
    """Records of all tables, by words, pinyin, initials or digits of a phone number."""
    live, viewer = blueprint.current(), viewer_of(request)
    found = search.search(live, viewer, q, limit=SEARCH_LIMIT)
    return written({"items": present.hits(live, viewer, found)})


@router.get("/changes", response=ChangesAnswer, operation_id="list_changes")
def list_changes(request: HttpRequest, after: str | None = None) -> dict[str, Any]:
    """What changed after the cursor, of what I may see; without it, the cursor of now."""
    return changes.changes(blueprint.current(), viewer_of(request), after, limit=CHANGES_LIMIT)


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return viewer


def shown(request: HttpRequest, row: Row) -> dict[str, Any]:
    return shown_all(request, [row])[0]


def shown_all(request: HttpRequest, rows: list[Row]) -> list[dict[str, Any]]:
    live, viewer = blueprint.current(), viewer_of(request)
    return present.record(live, viewer, access.rights(live, viewer), rows)
