"""How many queries each page makes: `python -m bench.queries ACCOUNTS WHERE`, in one process.

Run as a module of its own because Django counts only what it asks itself. WHERE gets a JSON
object: page -> the most that any of the measured people's asked.
"""

import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.pages import LIST, PIPELINE  # noqa: E402
from zhudan.people.models import User  # noqa: E402


def main() -> None:
    accounts = json.loads(Path(sys.argv[1]).read_text())
    most: dict[str, int] = {}
    for login in accounts["logins"].values():
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(email=login))
        for page, path in _paths(client, accounts["search"]).items():
            _get(client, path)
            with CaptureQueriesContext(connection) as asked:
                _get(client, path)
            most[page] = max(most.get(page, 0), len(asked))
    Path(sys.argv[2]).write_text(json.dumps(most))


def _paths(client: Client, searched: str) -> dict[str, str]:
    board = _get(client, f"/boards/{PIPELINE}")
    column = next(one for one in board["columns"] if one["stage"] == "quotation")
    record = column["cards"][0]["id"]
    return {
        "board": f"/boards/{PIPELINE}",
        "board, 200 cards a column": f"/boards/{PIPELINE}?limit=200",
        "column": f"/boards/{PIPELINE}/quotation?cursor={column['next']}",
        "chips": f"/boards/{PIPELINE}/chips",
        "list": LIST,
        "list, 200 rows": f"{LIST}&limit=200",
        "search": f"/search?q={searched}",
        "record": f"/records/{record}",
        "record's flow": f"/records/{record}/flow",
        "record's timeline": f"/records/{record}/timeline",
        "my tasks": "/tasks?limit=200",
        "changes": "/changes",
    }


def _get(client: Client, path: str) -> Any:
    reply = client.get(f"/api/v1{path}")
    if reply.status_code != 200:
        raise RuntimeError(f"{path}: {reply.status_code} {reply.content[:300]!r}")
    return reply.json()


if __name__ == "__main__":
    main()
