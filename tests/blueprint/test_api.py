"""GET /blueprint and its companions, as each role meets them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.blueprint.documents import SHIPPED, shipped
from tests.browser import Api
from zhudan.blueprint import live, revisions
from zhudan.blueprint.check.structure import read
from zhudan.blueprint.models import Live, Revision
from zhudan.people.models import User

ClientOf = Callable[[User | None], Api]


@pytest.fixture(autouse=True)
def published(database: None) -> Iterator[Revision]:
    yield revisions.store(
        shipped(), columns={}, policy="not_reached", actor=None, note="The shipped process"
    )
    live.begin_request()


def test_nobody_gets_nothing(client_of: ClientOf) -> None:
    assert client_of(None).get("/blueprint").status_code == 401
    assert client_of(None).get("/blueprint/revisions").status_code == 401
    assert client_of(None).post("/blueprint/check", {"yaml": ""}).status_code == 401


def test_a_salesperson_gets_the_process_and_his_own_rights_only(
    client_of: ClientOf, alice: User, published: Revision
) -> None:
    answer = client_of(alice).get("/blueprint").json()
    assert answer["revision"] == published.number
    assert answer["rights"]["project"]["read"] == "involved"
    assert answer["rights"]["project"]["create"] is True
    assert answer["fields"]["contact"]["phone"] == "edit"
    assert answer["abilities"] == []
    document = answer["document"]
    assert [stage["key"] for stage in document["pipelines"][0]["stages"]][:2] == ["lead", "contact"]
    assert document["roles"][0] == {
        "key": "salesperson",
        "label": {"zh-CN": "销售员", "en": "Salesperson"},
    }


def test_hidden_fields_are_in_no_corner_of_the_answer(
    client_of: ClientOf, technician: User
) -> None:
    answer = client_of(technician).get("/blueprint").json()
    assert answer["fields"]["customer"]["won_amount"] == "hidden"
    customer = next(t for t in answer["document"]["tables"] if t["key"] == "customer")
    assert "won_amount" not in {field["key"] for field in customer["fields"]}
    layout = customer["layout"]
    assert "won_amount" not in [*layout["list"], *layout["side"]]
    assert all("won_amount" not in section["fields"] for section in layout["sections"])
    assert "buyers" not in {view["key"] for view in customer["views"]}
    assert "in_talks" not in {view["key"] for view in customer["views"]}


def test_who_designs_sees_the_whole(client_of: ClientOf, operations: User) -> None:
    document = client_of(operations).get("/blueprint").json()["document"]
    assert document["roles"][0]["rights"]["project"]["read"] == "involved"


def test_an_unchanged_blueprint_is_not_sent_again(
    client_of: ClientOf, alice: User, technician: User
) -> None:
    client = client_of(alice)
    first = client.get("/blueprint")
    again = client.get("/blueprint", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client_of(technician).get(
        "/blueprint", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert other.status_code == 200
    revisions.store(
        shipped().model_copy(update={"name": {"en": "New"}}),
        columns={},
        policy="new",
        actor=None,
    )
    later = client.get("/blueprint", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert later.json()["document"]["name"] == {"en": "New"}


def test_the_answer_is_a_blueprint_that_reads_back(client_of: ClientOf, operations: User) -> None:
    assert read(client_of(operations).get("/blueprint").json()["document"]) == shipped()


def test_revisions_are_for_those_who_design(
    client_of: ClientOf, alice: User, operations: User, published: Revision
) -> None:
    assert client_of(alice).get("/blueprint/revisions").status_code == 403
    answer = client_of(operations).get("/blueprint/revisions").json()
    newest = answer["items"][0]
    assert (newest["number"], newest["live"]) == (published.number, True)
    assert newest["note"] == "The shipped process"
    assert newest["published_by"] is None


def test_a_check_tells_every_problem_in_the_readers_language(
    client_of: ClientOf, alice: User, operations: User
) -> None:
    sound = SHIPPED.read_text(encoding="utf-8")
    spoiled = sound.replace("due: expected_sign_on\n", "due: nowhere\n")
    client = client_of(operations)
    assert client_of(alice).post("/blueprint/check", {"yaml": sound}).status_code == 403
    assert client.post("/blueprint/check", {"yaml": sound}).json() == {"problems": []}
    told: list[dict[str, Any]] = client.post("/blueprint/check", {"yaml": spoiled}).json()[
        "problems"
    ]
    assert [problem["path"] for problem in told] == ["pipelines.project_sales.due"]
    assert told[0]["message"].startswith('Table "project" has no field "nowhere"')
    told = client.post("/blueprint/check", {"yaml": "a: [\n"}).json()["problems"]
    assert "not valid YAML" in told[0]["message"]
    assert Revision.objects.count() == revisions.log()[0].number


def test_without_a_blueprint_the_answer_says_so(client_of: ClientOf, alice: User) -> None:
    Live.objects.all().delete()
    answer = client_of(alice).get("/blueprint")
    assert (answer.status_code, answer.json()["code"]) == (503, "no_blueprint")
