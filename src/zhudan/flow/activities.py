"""Follow-ups: what was said and done with the customer, and what comes next."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.flow import progress, refusals, tasks
from zhudan.flow.models import Activity
from zhudan.kit import pages, worktime
from zhudan.kit.errors import Invalid
from zhudan.people.viewer import Viewer
from zhudan.records import access, writes
from zhudan.records.present import person


@transaction.atomic
def log(
    record_id: int,
    kind: str,
    note: str,
    *,
    viewer: Viewer,
    at: datetime | None = None,
    person: str | None = None,
    plan: str | None = None,
    plan_on: date | None = None,
) -> Activity:
    """Log an activity on a record of any table; right `log`.

    A contact sets the record's contact_at, and progress_at where the blueprint says so; a note
    sets neither. A plan replaces the record's; a contact without one fulfils a plan that was
    due by then. Invalid (422) for an unknown kind, an empty note or a moment in the future.
    """
    live = blueprint.hold()
    row = access.lock_record(live, viewer, record_id, verb="log")
    now = timezone.now()
    happened = at or now
    _check(kind, note, happened, now)
    activity = Activity.objects.create(
        record_id=row.id,
        kind=kind,
        at=happened,
        note=note,
        person=person,
        plan=plan,
        plan_on=plan_on,
        by_id=viewer.id,
        created_at=now,
    )
    contact = kind != Activity.Kind.NOTE
    changes: dict[str, object] = {}
    if contact:
        changes["contact_at"] = max(filter(None, [row.contact_at, happened]))
        changes |= progress.at(live, "activity_logged", now)
    day = worktime.day_of(happened, live.document.settings.timezone)
    fulfilled = contact and row.plan_on is not None and row.plan_on <= day
    if plan or plan_on or fulfilled:
        changes |= {"plan": plan, "plan_on": plan_on}
    if changes:
        row = writes.touch(live, row, **changes)
    writes.note(live, row, row, "activity_logged", viewer.id, {"activity": told(activity)})
    tasks.settle(live, row, actor=viewer.id)
    return activity


def page(record_id: int, *, cursor: str | None, limit: int) -> dict[str, Any]:
    """A record's activities, the latest entered first. The caller has seen to the rights."""
    found = Activity.objects.filter(record_id=record_id).order_by("-id")
    if cursor:
        found = found.filter(id__lt=pages.decode_id(cursor))
    rows = list(found[: limit + 1])
    return {
        "items": [shown(activity) for activity in rows[:limit]],
        "next": pages.encode_cursor([rows[limit - 1].id]) if len(rows) > limit else None,
    }


def shown(activity: Activity) -> dict[str, Any]:
    return told(activity) | {"by": person(activity.by_id)}


def told(activity: Activity) -> dict[str, Any]:
    """As plain data, which the journal keeps."""
    return {
        "id": str(activity.id),
        "kind": activity.kind,
        "note": activity.note,
        "at": activity.at.isoformat(),
        "person": activity.person,
        "plan": activity.plan,
        "plan_on": activity.plan_on.isoformat() if activity.plan_on else None,
    }


def _check(kind: str, note: str, happened: datetime, now: datetime) -> None:
    if kind not in Activity.Kind.values:
        raise Invalid.field(
            "kind",
            "unknown_kind",
            {"zh-CN": "没有这种跟进方式", "en": "There is no such kind of activity"},
        )
    if not note.strip():
        raise refusals.required("note", {"zh-CN": "请写下说了什么", "en": "Say what was said"})
    if happened > now:
        raise Invalid.field(
            "at",
            "in_future",
            {"zh-CN": "时间不能晚于现在", "en": "The time must not lie in the future"},
        )
