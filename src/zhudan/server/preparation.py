"""Making a database ready: migrations, the engine's tables, days off, the shipped blueprint.

Everything here may be repeated and is skipped where it is done already, so every start calls
it; two processes starting together wait for each other.
"""

import contextlib
import fcntl
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from zhudan.blueprint import live, yaml_text
from zhudan.designer.publish import publish
from zhudan.people import calendar
from zhudan.records import engine_tables

_LOCK = 7_204_513  # an advisory lock that nothing else of the product uses


def is_needed() -> bool:
    """Whether a migration on disk is not yet applied; reads names only, so it costs little."""
    return bool(_on_disk() - _applied())


def prepare() -> None:
    """Bring the database to this program's version, whatever it was."""
    with _alone():
        if is_needed():
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            calendar.seed()
            engine_tables.bring_up()
        _publish_shipped()


def _publish_shipped() -> None:
    """A fresh company begins with the shipped blueprint, and changes it from there."""
    live.begin_request()
    try:
        live.current()
    except live.NoBlueprint:
        text = files("zhudan.blueprint.shipped").joinpath("building_materials.yaml")
        publish(yaml_text.load(text.read_text("utf-8")))


def _on_disk() -> set[tuple[str, str]]:
    return {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[0-9]*.py")
    }


def _applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Asking again and again, for a session that waits in a statement keeps a snapshot
            # open, and CREATE INDEX CONCURRENTLY of the one who is preparing waits for that.
            while not _try_lock(cursor):
                time.sleep(0.2)
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    with (settings.DATA / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _try_lock(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
    return bool(cursor.fetchone()[0])
