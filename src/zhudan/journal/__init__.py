"""The journal: `record` writes down what happened, in the transaction of its cause."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Required, TypedDict, Unpack

from django.apps import apps

from zhudan.kit import rows

if TYPE_CHECKING:
    from zhudan.journal.models import Event


class Told(TypedDict, total=False):
    """owner, region: before and after the change, as user and region ids."""

    actor: Required[int | None]
    record_id: int | None
    table: str | None
    version: int | None
    data: Mapping[str, Any]
    owner: tuple[int | None, int | None]
    region: tuple[int | None, int | None]
    gone: bool


def record(kind: str, **told: Unpack[Told]) -> int:
    """Write an event and return its id."""
    made = event(kind, **told)
    rows.insert(made)
    return made.id


def event(kind: str, **told: Unpack[Told]) -> "Event":
    """As `record`, but not saved: for many that are written at once.

    The model is asked of the app registry, because Django imports this package before any
    model may be.
    """
    events: type[Event] = apps.get_model("journal", "Event")
    owner, region = told.get("owner", (None, None)), told.get("region", (None, None))
    return events(
        kind=kind,
        actor_id=told["actor"],
        record_id=told.get("record_id"),
        table=told.get("table"),
        version=told.get("version"),
        data=dict(told.get("data") or {}),
        owner_before=owner[0],
        owner_after=owner[1],
        region_before=region[0],
        region_after=region[1],
        gone=told.get("gone", False),
    )
