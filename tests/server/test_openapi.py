"""The interface as partners generate their clients from it: it changes only on purpose."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ninja import Schema

from tests.browser import Api
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]
SNAPSHOT = Path(__file__).with_name("openapi.json")


def test_the_interface_is_the_one_that_was_agreed(client_of: ClientOf, db: None) -> None:
    """After a change on purpose: ZHUDAN_UPDATE=1 pytest tests/server/test_openapi.py"""
    answer = client_of(None).get("/openapi.json")
    assert answer.status_code == 200
    text = json.dumps(answer.json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("ZHUDAN_UPDATE"):
        SNAPSHOT.write_text(text, "utf-8")
    assert text == SNAPSHOT.read_text("utf-8"), (
        test_the_interface_is_the_one_that_was_agreed.__doc__
    )


def operations(client_of: ClientOf) -> list[tuple[str, str, dict[str, Any]]]:
    paths = client_of(None).get("/openapi.json").json()["paths"]
    return [
        (path, verb, operation)
        for path, verbs in paths.items()
        for verb, operation in verbs.items()
    ]


def test_no_two_shapes_share_a_name() -> None:
    """OpenAPI knows one of a name; the other's description would be lost without a word."""
    named: dict[str, set[str]] = {}
    waiting = list(Schema.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("zhudan."):
            named.setdefault(one.__name__, set()).add(one.__module__)
    twice = {name: rooms for name, rooms in named.items() if len(rooms) > 1}
    assert twice == {}


def test_every_operation_has_a_name_of_its_own(client_of: ClientOf, db: None) -> None:
    names = [operation["operationId"] for _, _, operation in operations(client_of)]
    assert len(names) == len(set(names))
    assert not [name for name in names if name.startswith("zhudan_")]


def test_every_operation_documents_its_refusals(client_of: ClientOf, db: None) -> None:
    for path, verb, operation in operations(client_of):
        said = operation["responses"]["4XX"]["content"]
        assert list(said) == ["application/problem+json"], (path, verb)


def test_every_operation_answers_and_none_breaks_on_what_is_not_there(
    client_of: ClientOf, alice: User
) -> None:
    """Also that rooms which share a path share a view: a path is one view to Django."""
    api = client_of(alice)
    for path, verb, _ in operations(client_of):
        if path.endswith("/session"):
            continue
        asked = re.sub(r"\{\w+_id\}", "999999", path)
        answer = api.client.generic(verb.upper(), asked, b"")
        assert answer.status_code not in (405, 500), (path, verb)
