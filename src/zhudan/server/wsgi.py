"""The WSGI entry point."""

import os
import threading
import time
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhudan.server.settings")
import_module("zhudan.server.ready")

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  # Django is set up only now

from zhudan.server import pages  # noqa: E402

application = pages.with_files(WSGIHandler())
import_module("zhudan.server.urls")  # now, not during the first request


def _end_with(parent: int) -> None:
    """Without its parent this process would keep the port that the next start needs."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if os.environ.get("ZHUDAN_SUPERVISED"):
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
