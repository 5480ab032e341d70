"""HTTP of the flow: registering, moving, closing, following up, tasks, timeline."""

from typing import Annotated, Any, Literal

import pydantic
from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Query, Router
from ninja.errors import ValidationError
from ninja.files import UploadedFile
from ninja.responses import Status

from zhudan.blueprint import live as blueprint
from zhudan.documents.api import router as documents_router
from zhudan.flow import (
    activities,
    close,
    intake,
    moves,
    present,
    register,
    situation,
    supply,
    tasks,
    timeline,
    todo,
    upkeep,
)
from zhudan.flow import answers as a
from zhudan.flow.boards.api import router as boards_router
from zhudan.flow.merging.api import router as merging_router
from zhudan.flow.situation import Situation
from zhudan.journal.once import once
from zhudan.kit import pages
from zhudan.records import access
from zhudan.records.answers import RecordAnswer
from zhudan.records.api import router as records_router
from zhudan.records.api import shown, viewer_of
from zhudan.records.tables import Row

router = Router(tags=["flow"])
router.add_router("", boards_router)
router.add_router("", merging_router)

Limit = Annotated[int, Query(ge=1, le=pages.MOST)]
Json = dict[str, Any]


# A path has one router, whoever answers its verbs: Django takes the first that fits.
@records_router.post(
    "/tables/{table}/records", response={201: RecordAnswer}, operation_id="register_record"
)
@once
def post_record(request: HttpRequest, table: str, body: a.RegisterBody) -> Status[Json]:
    """Create a record; where its table has a pipeline, it enters it. 409 `duplicate` with the
    matches where it is there already, unless duplicate_reason says why there must be another."""
    owner = None if body.owner is None else access.parse_id(body.owner)
    row = register.register(
        table,
        body.values,
        viewer=viewer_of(request),
        owner=owner,
        stage=body.stage,
        duplicate_reason=body.duplicate_reason,
    )
    return Status(201, shown(request, row))


@router.post(
    "/boards/{pipeline}/intake", response={201: RecordAnswer}, operation_id="take_in_record"
)
@once
def post_intake(request: HttpRequest, pipeline: str, body: a.IntakeBody) -> Status[Json]:
    """Register a record from the pipeline's short form, with those it refers to."""
    row = intake.take_in(
        pipeline,
        body.values,
        viewer=viewer_of(request),
        take=body.take,
        duplicate_reason=body.duplicate_reason,
    )
    return Status(201, shown(request, row))


@records_router.patch("/records/{record_id}", response=RecordAnswer, operation_id="edit_record")
def patch_record(request: HttpRequest, record_id: str, body: a.EditBody) -> Json:
    """Change fields of a record."""
    row = upkeep.edit_record(
        access.parse_id(record_id),
        body.values,
        viewer=viewer_of(request),
        version=body.version,
        duplicate_reason=body.duplicate_reason,
    )
    return shown(request, row)


@router.post("/records/{record_id}/assign", response=a.MovedAnswer, operation_id="assign_record")
@once
def post_assign(request: HttpRequest, record_id: str, body: a.AssignBody) -> Json:
    """Give a record to another owner, with what is open for its owner to do."""
    row = upkeep.assign_record(
        access.parse_id(record_id),
        access.parse_id(body.owner),
        viewer=viewer_of(request),
        version=body.version,
    )
    live, viewer = blueprint.current(), viewer_of(request)
    if not access.may(live, viewer, row, "read"):
        return {"record": None, "flow": None}
    flow = present.flow(situation.of(live, row, timezone.now()), viewer) if row.pipeline else None
    return {"record": shown(request, row), "flow": flow}


@router.get("/records/{record_id}/flow", response=a.WayAnswer, operation_id="get_flow")
def get_flow(request: HttpRequest, record_id: str) -> Json:
    """The record's path, its gate, and where it may go from here."""
    return present.flow(_situation(request, record_id), viewer_of(request))


@router.get("/records/{record_id}/visits", response=a.VisitsAnswer, operation_id="list_visits")
def get_visits(request: HttpRequest, record_id: str) -> Json:
    return {"items": present.visits(_situation(request, record_id))}


@router.post("/records/{record_id}/move", response=a.MovedAnswer, operation_id="move_record")
@once
def post_move(request: HttpRequest, record_id: str, body: a.MoveBody) -> Json:
    """Move to another stage; 409 `gate_closed` lists what is missing and how to supply it."""
    here = moves.move_record(
        access.parse_id(record_id),
        body.to,
        viewer=viewer_of(request),
        version=body.version,
        reason=body.reason,
        override_reason=body.override_reason,
    )
    return moved(request, here)


@router.post("/records/{record_id}/close", response=a.MovedAnswer, operation_id="close_record")
@once
def post_close(request: HttpRequest, record_id: str, body: a.CloseBody) -> Json:
    """Won, lost or dropped."""
    here = close.close_record(
        access.parse_id(record_id),
        body.outcome,
        viewer=viewer_of(request),
        version=body.version,
        reason=body.reason,
        competitor=body.competitor,
        note=body.note,
        wake_on=body.wake_on,
        override_reason=body.override_reason,
    )
    return moved(request, here)


@router.post("/records/{record_id}/reopen", response=a.MovedAnswer, operation_id="reopen_record")
@once
def post_reopen(request: HttpRequest, record_id: str, body: a.ReopenBody) -> Json:
    """Back into the stage in which it was closed."""
    here = close.reopen_record(
        access.parse_id(record_id),
        viewer=viewer_of(request),
        version=body.version,
        note=body.note,
    )
    return moved(request, here)


@router.get(
    "/records/{record_id}/activities",
    response=a.ActivitiesAnswer,
    operation_id="list_activities",
)
def get_activities(
    request: HttpRequest, record_id: str, cursor: str | None = None, limit: Limit = pages.LIMIT
) -> Json:
    """Follow-ups, the latest entered first."""
    row = _record(request, record_id)
    return activities.page(row.id, cursor=cursor, limit=limit)


@router.post(
    "/records/{record_id}/activities",
    response={201: a.ActivityAnswer},
    operation_id="log_activity",
)
@once
def post_activity(request: HttpRequest, record_id: str, body: a.ActivityBody) -> Status[Json]:
    """Log a call, a visit, a WeChat talk, a meeting or a note, with the next plan."""
    activity = activities.log(
        access.parse_id(record_id), viewer=viewer_of(request), **body.model_dump()
    )
    return Status(201, activities.shown(activity))


@documents_router.post(
    "/records/{record_id}/documents", response={201: a.AddedAnswer}, operation_id="add_document"
)
def post_document(
    request: HttpRequest,
    record_id: str,
    file: File[UploadedFile],
    type: Form[str],  # noqa: A002  the API's word
    note: Form[str | None] = None,
) -> Any:
    """Upload a document of a type: its first version, or the next."""
    found, viewer = access.parse_id(record_id), viewer_of(request)
    # Rights before bytes, and bytes before the transaction; `once` begins one.
    supply.may_supply(found, viewer=viewer)
    kept = supply.keep_document(type, file.chunks(), file.name or "")

    @once
    def add(request: HttpRequest) -> Status[Json]:
        version = supply.add_document(found, type, kept, viewer=viewer, note=note or None)
        return Status(201, {"id": str(version.document_id), "number": version.number})

    return add(request)


@router.post(
    "/records/{record_id}/actions", response={201: a.DoneAnswer}, operation_id="do_key_action"
)
def post_action(request: HttpRequest, record_id: str) -> Any:
    """Say that a key action was done: JSON {key, note?, at?}, or a form with a file besides."""
    found, viewer = access.parse_id(record_id), viewer_of(request)
    body, kept = _action_body(request), None
    upload = request.FILES.get("file")
    if upload is not None:
        supply.may_supply(found, viewer=viewer)
        kept = supply.keep_proof(upload.chunks(), upload.name or "")

    @once
    def act(request: HttpRequest) -> Status[Json]:
        done = supply.do_action(
            found, body.key, viewer=viewer, at=body.at, note=body.note, kept=kept
        )
        return Status(201, {"id": str(done.id), "key": done.item, "at": done.at})

    return act(request)


@router.post(
    "/records/{record_id}/ticks", response={201: a.TickedAnswer}, operation_id="tick_document"
)
@once
def post_tick(request: HttpRequest, record_id: str, body: a.TickBody) -> Status[Json]:
    """Say that a document is approved, sent or signed."""
    tick = supply.tick(
        access.parse_id(record_id),
        body.document,
        body.standing,
        viewer=viewer_of(request),
        note=body.note,
    )
    return Status(
        201,
        {
            "id": str(tick.id),
            "document": tick.document_type,
            "standing": tick.standing,
            "at": tick.at,
        },
    )


@router.delete(
    "/records/{record_id}/ticks/{tick_id}", response={204: None}, operation_id="withdraw_tick"
)
def delete_tick(request: HttpRequest, record_id: str, tick_id: str) -> Status[None]:
    supply.withdraw(access.parse_id(record_id), access.parse_id(tick_id), viewer=viewer_of(request))
    return Status(204, None)


@router.get("/records/{record_id}/timeline", response=a.TimelineAnswer, operation_id="get_timeline")
def get_timeline(
    request: HttpRequest,
    record_id: str,
    kind: Literal["activity", "file", "photo", "approval", "move", "change"] | None = None,
    cursor: str | None = None,
    limit: Limit = 30,
) -> Json:
    """What happened to the record, the latest first, as far as I may see it."""
    row = _record(request, record_id)
    return timeline.read(
        blueprint.current(), viewer_of(request), row, kind=kind, cursor=cursor, limit=limit
    )


@router.get("/records/{record_id}/tasks", response=a.TasksAnswer, operation_id="list_record_tasks")
def get_record_tasks(request: HttpRequest, record_id: str) -> Json:
    row = _record(request, record_id)
    return todo.of_record(blueprint.current(), viewer_of(request), row.id)


@router.get("/tasks", response=a.TasksAnswer, operation_id="list_tasks")
def get_tasks(
    request: HttpRequest,
    status: Literal["open", "done"] = "open",
    cursor: str | None = None,
    limit: Limit = pages.LIMIT,
) -> Json:
    """My tasks."""
    return todo.mine(blueprint.current(), viewer_of(request), status, cursor=cursor, limit=limit)


@router.post("/tasks/{task_id}/done", response={204: None}, operation_id="finish_task")
@once
def post_done(request: HttpRequest, task_id: str, body: a.DoneBody | None = None) -> Status[None]:
    """Close a task by hand; one that serves a gate item closes with it."""
    tasks.finish(
        access.parse_id(task_id), viewer=viewer_of(request), note=body.note if body else None
    )
    return Status(204, None)


def moved(request: HttpRequest, here: Situation) -> Json:
    return {
        "record": shown(request, here.row),
        "flow": present.flow(here, viewer_of(request)),
    }


def _record(request: HttpRequest, record_id: str) -> Row:
    return access.get_record(blueprint.current(), viewer_of(request), access.parse_id(record_id))


def _situation(request: HttpRequest, record_id: str) -> Situation:
    return situation.of(blueprint.current(), _record(request, record_id), timezone.now())


def _action_body(request: HttpRequest) -> a.ActionBody:
    """From JSON or from a form; ninja's routes take only the one or the other."""
    try:
        if request.content_type != "multipart/form-data":
            return a.ActionBody.model_validate_json(request.body)
        return a.ActionBody.model_validate(
            {key: said for key, said in request.POST.items() if said}
        )
    except pydantic.ValidationError as error:
        wrong = [{**item, "loc": ("body", *item["loc"])} for item in error.errors()]
        raise ValidationError(wrong) from None
