"""SQLite as Zhudan uses it: write-ahead log, and one writer at a time who waits his turn.

SQLite lets one transaction write and tells the others to try again; under eight writers that
starves the unlucky. Here every BEGIN first takes a lock among the threads of this process,
then one among processes, so writers are served in order. Reading outside `atomic()` takes no
lock at all.
"""

import fcntl
import os
import threading
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

WAIT_SECONDS = 20.0
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what was acknowledged survives a power cut, too
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA cache_size = -8000",
    "PRAGMA temp_store = MEMORY",
)


class Turn:
    """The right to write to one database file; held from BEGIN to COMMIT or ROLLBACK."""

    def __init__(self, database: str) -> None:
        self._path = Path(f"{database}.lock")
        self._threads = threading.Lock()
        self._file: int | None = None
        self._process = 0

    def take(self) -> None:
        if not self._threads.acquire(timeout=WAIT_SECONDS):
            raise OperationalError("database is locked")
        try:
            fcntl.flock(self._opened(), fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def release(self) -> None:
        try:
            fcntl.flock(self._opened(), fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def _opened(self) -> int:
        # A forked child would share its parent's lock, so each process opens the file itself.
        if self._file is None or self._process != os.getpid():
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._process = os.getpid()
        return self._file


_turns: dict[str, Turn] = {}
_turns_lock = threading.Lock()


def turn_of(database: str) -> Turn:
    with _turns_lock:
        return _turns.setdefault(database, Turn(database))


class DatabaseWrapper(base.DatabaseWrapper):
    _held: Turn | None = None

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params.setdefault("timeout", WAIT_SECONDS)
        self.transaction_mode = "IMMEDIATE"
        given: list[str] = self.init_commands  # type: ignore[has-type]
        self.init_commands = [*PRAGMAS, *given]
        return params

    def _start_transaction_under_autocommit(self) -> None:
        turn = turn_of(str(self.settings_dict["NAME"]))
        turn.take()
        self._held = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._give_back()
            raise

    # Django runs the on-commit calls after these, so no turn is held while they run.

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # the stubs leave it out
        self._give_back()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._give_back()

    def _give_back(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.release()
