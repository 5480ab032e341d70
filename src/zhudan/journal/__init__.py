"""The journal: `record` writes down what happened, in the transaction of its cause."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from zhudan.journal.models import Event


def record(
    kind: str,
    *,
    actor: int | None,
    record_id: int | None = None,
    table: str | None = None,
    version: int | None = None,
    data: Mapping[str, Any] | None = None,
    owner: tuple[int | None, int | None] = (None, None),
    region: tuple[int | None, int | None] = (None, None),
    gone: bool = False,
) -> "Event":
    """Write an event. owner, region: before and after the change, as user and region ids.

    The model is asked of the app registry, because Django imports this package before any
    model may be.
    """
    events: type[Event] = apps.get_model("journal", "Event")
    return events.objects.create(
        kind=kind,
        actor_id=actor,
        record_id=record_id,
        table=table,
        version=version,
        data=dict(data or {}),
        owner_before=owner[0],
        owner_after=owner[1],
        region_before=region[0],
        region_after=region[1],
        gone=gone,
    )
