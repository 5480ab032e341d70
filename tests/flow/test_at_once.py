"""Several people at once: one move of a version, and no number given twice."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from tests.flow.conftest import Project, pdf
from zhudan.documents.models import Version
from zhudan.flow.models import Task, Visit

pytestmark = pytest.mark.usefixtures("own_database")
MANY = 4


def at_once(deed: Callable[[], Any]) -> list[Any]:
    """What `MANY` threads get that begin at the same moment."""
    ready, answers = Barrier(MANY), []

    def do() -> None:
        ready.wait()
        try:
            answers.append(deed())
        finally:
            connections.close_all()

    threads = [Thread(target=do) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_version_is_moved_once(start: Callable[..., Project]) -> None:
    project = start()
    project.meet("lead")
    body = {"to": "contact", "version": project.version()}
    answers = at_once(lambda: project.api.post(f"{project.path}/move", body))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    refused = [answer.json()["code"] for answer in answers if answer.status_code == 409]
    assert refused == ["stale"] * 3
    assert Visit.objects.filter(record_id=project.id).count() == 2
    assert Task.objects.filter(record_id=project.id, status="open").count() == 1


def test_a_key_sent_at_once_moves_once_and_answers_all(start: Callable[..., Project]) -> None:
    project = start()
    project.meet("lead")
    body = {"to": "contact", "version": project.version()}
    key = {"Idempotency-Key": "at-once"}
    answers = at_once(lambda: project.api.post(f"{project.path}/move", body, headers=key))
    assert [answer.status_code for answer in answers] == [200] * MANY
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert Visit.objects.filter(record_id=project.id).count() == 2


def test_versions_of_a_document_are_numbered_without_gap(start: Callable[..., Project]) -> None:
    project = start()
    answers = at_once(lambda: project.upload("contract", pdf()))
    assert sorted(answer.json()["number"] for answer in answers) == [1, 2, 3, 4]
    assert Version.objects.filter(record_id=project.id).count() == MANY
