"""The conversion table over HTTP: its shape, its filters, its rights."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import Api
from zhudan.insight.answers import StagesAnswer
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]
STAGES = "/insight/stages"


def test_an_empty_company_has_a_row_for_every_stage(client_of: ClientOf, director: User) -> None:
    answer = client_of(director).get(STAGES)
    assert answer.status_code == 200, answer.json()
    StagesAnswer.model_validate_json(answer.content)
    told = answer.json()
    assert [row["stage"] for row in told["rows"]] == [
        "lead", "contact", "assessment", "quotation", "sample", "contract",
    ]  # fmt: skip
    assert told["rows"][-1]["to"] is None
    assert told["rows"][0]["average_days"] == {
        "value": None, "cases": 0, "small": True, "previous": None, "change": None, "drill": None,
    }  # fmt: skip
    assert told["groups"] is None


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"pipeline": "nowhere"}, 404, "not_found"),
        ({"from": "2026-13-01"}, 422, "invalid"),
        ({"from": "2026-05-02", "to": "2026-05-01"}, 422, "invalid"),
        ({"region": "999999"}, 422, "invalid"),
        ({"owner": "999999"}, 422, "invalid"),
        ({"owner": "me"}, 404, "not_found"),
        ({"group": "title"}, 422, "invalid"),
        ({"filter": "{"}, 422, "condition_invalid"),
        ({"filter": '{"field": "nothing", "op": "empty"}'}, 422, "unknown_field"),
    ],
)
def test_what_cannot_be_asked_is_refused_clearly(
    client_of: ClientOf, director: User, query: dict[str, Any], status: int, code: str
) -> None:
    answer = client_of(director).get(STAGES, **query)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()
