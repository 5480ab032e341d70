"""Exports as somebody asks for them, the worker makes them, and a week later they are gone."""

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.exchange.exporting import making, reach
from zhudan.exchange.exporting.asked import Asked, judge
from zhudan.exchange.exporting.narrowed import Narrowings
from zhudan.exchange.exporting.refusals import NotReady, RightLost, TooManyExports
from zhudan.exchange.models import Export
from zhudan.journal import jobs
from zhudan.kit import language
from zhudan.kit.errors import Forbidden, NotFound
from zhudan.people import directory, viewer
from zhudan.people.viewer import Viewer

KIND = "export"
KEPT = timedelta(days=7)
MOST_AT_ONCE = 3
_LISTED = 50
_YOUNG = timedelta(days=1)  # a file being written may have no row that names it yet


@transaction.atomic
def ask(asked: Asked, narrowings: Narrowings, *, actor: Viewer) -> Export:
    """Have a list written by the worker. TooManyExports, and what `judge` and the size refuse."""
    leaving = judge(blueprint.current(), actor, asked, narrowings)
    making.check_count(asked.format, leaving.rows.count())
    under_way = Export.objects.filter(by_id=actor.id, job__status__in=("waiting", "running"))
    if under_way.count() >= MOST_AT_ONCE:
        raise TooManyExports(params={"most": MOST_AT_ONCE})
    export = Export.objects.create(
        by_id=actor.id,
        table=asked.table,
        format=asked.format,
        asked={"list": asked.kept()},
        created_at=timezone.now(),
    )
    export.job = jobs.enqueue(KIND, {"export": export.id}, actor=actor.id)
    export.save(update_fields=["job"])
    return export


def run(work: jobs.Work, narrowings: Narrowings) -> Mapping[str, Any]:
    """The job: write the file, then say that it is there. What was asked is judged again, with
    the rights of now."""
    export = Export.objects.filter(id=work.payload["export"]).first()
    if export is None:
        return {}
    if export.rows is None:
        asked = Asked(**export.asked["list"])
        with language.use(asked.language):
            _write(export, asked, work, narrowings)
    return {"export": str(export.id), "rows": export.rows}


def _write(export: Export, asked: Asked, work: jobs.Work, narrowings: Narrowings) -> None:
    if not directory.current().people[export.by_id].is_active:
        raise Forbidden
    live, who = blueprint.current(), viewer.of(export.by_id)
    settings.EXPORTS_DIRECTORY.mkdir(mode=0o700, exist_ok=True)
    made = making.make(
        live,
        who,
        asked,
        path_of(export),
        narrowings=narrowings,
        now=timezone.now(),
        progress=lambda done, total: work.progress(done=done, total=total),
    )
    export.rows, export.size, export.name = made.rows, made.size, made.name
    export.asked |= {"reach": reach.of(live, who, asked.table, made.columns)}
    with transaction.atomic():
        work.hold()
        export.save(update_fields=["rows", "size", "name", "asked"])
        making.write_down(asked, made, who)


def mine(who: Viewer) -> list[Export]:
    """The viewer's exports of the last week, the newest first."""
    own = Export.objects.filter(by_id=who.id, created_at__gt=timezone.now() - KEPT)
    return list(own.select_related("job").order_by("-id")[:_LISTED])


def one_of_mine(who: Viewer, export_id: int) -> Export:
    """NotFound, also for another's."""
    own = Export.objects.filter(by_id=who.id, created_at__gt=timezone.now() - KEPT)
    found = own.select_related("job").filter(id=export_id).first()
    if found is None:
        raise NotFound
    return found


def file_of(who: Viewer, export_id: int) -> tuple[Export, Path]:
    """The file, for who asked for it. NotFound, NotReady, RightLost."""
    export = one_of_mine(who, export_id)
    if export.rows is None:
        raise NotReady
    if not reach.is_held(blueprint.current(), who, export.table, export.asked["reach"]):
        raise RightLost
    path = path_of(export)
    if not path.exists():
        raise NotFound
    return export, path


def path_of(export: Export) -> Path:
    return Path(settings.EXPORTS_DIRECTORY) / f"{export.id}.{export.format}"


def sweep(now: datetime) -> int:
    """Remove exports older than a week, and what no export names, as a killed worker leaves it;
    how many files and folders went."""
    Export.objects.filter(created_at__lte=now - KEPT).delete()
    named = {path_of(export).name for export in Export.objects.only("id", "format")}
    removed = 0
    for path in Path(settings.EXPORTS_DIRECTORY).glob("*"):
        if path.name in named or _is_young(path, now):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        removed += 1
    return removed


def _is_young(path: Path, now: datetime) -> bool:
    return path.stat().st_mtime > (now - _YOUNG).timestamp()
