"""What is answered is what is described: for every table, and for the answers written at once."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from tests.browser import Api
from tests.records.making import contact, customer, make
from zhudan.people.models import User
from zhudan.records.answers import ChangesAnswer, HitsAnswer, RecordsAnswer

ClientOf = Callable[[User | None], Api]


@pytest.fixture
def records(alice: User) -> None:
    firm = customer(alice, key_account=True, address={"text": "滨江", "lat": 30.2, "lng": 120.2})
    contact(alice, customer=str(firm.id))
    make(alice, "project", name="滨江一期", customer=str(firm.id), source="online", usage="1.50")


@pytest.mark.parametrize("table", ["customer", "contact", "project"])
def test_a_list_is_as_the_schema_says(
    records: None, table: str, alice: User, client_of: ClientOf
) -> None:
    answer = client_of(alice).get(f"/tables/{table}/records")
    assert answer["Content-Type"] == "application/json"
    assert len(RecordsAnswer.model_validate_json(answer.content).items) == 1


def test_search_and_changes_are_as_the_schema_says(
    records: None, alice: User, client_of: ClientOf
) -> None:
    api = client_of(alice)
    assert HitsAnswer.model_validate_json(api.get("/search", q="滨江").content).items
    ChangesAnswer.model_validate_json(api.get("/changes").content)
    with pytest.raises(ValidationError):
        HitsAnswer.model_validate_json(b'{"items": [{}]}')


def test_a_table_describes_itself_as_far_as_one_may_see(
    alice: User, technician: User, client_of: ClientOf
) -> None:
    described = client_of(alice).get("/tables/contact/openapi.json").json()
    assert described["info"]["title"] == "Contact"
    schemas = described["components"]["schemas"]
    seen = schemas["Record"]["properties"]["values"]["properties"]
    assert {"phone", "wechat"} <= set(seen)
    assert schemas["NewValues"]["required"] == ["name", "phone"]
    shape = schemas["Values"]["properties"]["customer"]["anyOf"][0]
    assert shape == {"type": "string", "pattern": "^[1-9][0-9]*$"}
    assert described["paths"]["/records/{record_id}"]["patch"]["operationId"] == "edit_contact"
    hidden = client_of(technician).get("/tables/contact/openapi.json").json()
    schemas = hidden["components"]["schemas"]
    assert "wechat" not in schemas["Record"]["properties"]["values"]["properties"]
    assert schemas["Values"]["properties"] == {}, "a technician edits no contact"
    assert client_of(alice).get("/tables/nothing/openapi.json").status_code == 404
