"""The short form: a lead in one go, with its customer and contact."""

from collections.abc import Callable

import pytest

from tests.browser import Api
from tests.flow.conftest import Project
from zhudan.people.models import User
from zhudan.records.models import Record

LEAD = {
    "customer.name": "杭州湾建设",
    "contact.name": "李工",
    "contact.phone": "13900001111",
    "source": "referral",
}
FORM = "/boards/project_sales/intake"


def test_a_lead_registers_customer_contact_and_project(
    client_of: Callable[[User | None], Api], alice: User
) -> None:
    answer = client_of(alice).post(FORM, {"values": LEAD})
    assert answer.status_code == 201
    record = answer.json()
    assert record["title"] == "杭州湾建设"
    assert record["flow"]["stage"] == "lead"
    assert record["values"]["source"] == "referral"
    contact = client_of(alice).get(f"/records/{record['values']['contact']['id']}").json()
    assert contact["values"]["customer"]["id"] == record["values"]["customer"]["id"]
    assert contact["owner"]["name"] == "Alice"


def test_a_known_customer_is_taken_again(project: Project) -> None:
    answer = project.api.post(FORM, {"values": LEAD | {"customer.name": "苏州恒建地产"}})
    assert answer.json()["values"]["customer"]["id"] == project.record()["values"]["customer"]["id"]
    assert Record.objects.filter(table="customer").count() == 1
    assert Record.objects.filter(table="contact").count() == 2


def test_a_customer_out_of_sight_is_not_taken(
    project: Project, client_of: Callable[[User | None], Api], charlie: User
) -> None:
    answer = client_of(charlie).post(FORM, {"values": LEAD | {"customer.name": "苏州恒建地产"}})
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate")
    assert [one["seen"] for one in answer.json()["matches"]] == [False]
    assert answer.json()["reference"] == "customer"
    assert Record.objects.filter(table="customer").count() == 1
    body = {"values": LEAD | {"customer.name": "苏州恒建地产"}, "duplicate_reason": "另一个项目部"}
    answer = client_of(charlie).post(FORM, body)
    assert answer.status_code == 201
    hers = project.record()["values"]["customer"]["id"]
    assert answer.json()["values"]["customer"]["id"] != hers


def test_a_customer_and_a_contact_that_are_there_may_be_taken(project: Project) -> None:
    first = project.record()["values"]
    take = {key: first[key]["id"] for key in ("customer", "contact")}
    answer = project.api.post(FORM, {"values": {"source": "referral"}, "take": take})
    assert answer.status_code == 201, answer.json()
    assert answer.json()["title"] == "苏州恒建地产"
    assert {key: answer.json()["values"][key]["id"] for key in take} == take
    assert Record.objects.exclude(table="project").count() == 2


@pytest.mark.parametrize("take", [{"customer": "99"}, {"customer": "x"}, {"stage": "1"}])
def test_what_cannot_be_taken_registers_nothing(
    take: dict[str, str], client_of: Callable[[User | None], Api], alice: User
) -> None:
    answer = client_of(alice).post(FORM, {"values": LEAD, "take": take})
    assert answer.status_code in (404, 422)
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"contact.phone": "12"}, "contact.phone"),
        ({"contact.name": ""}, "contact.name"),
        ({"source": "rumour"}, "source"),
        ({"project.name": "x"}, "project.name"),
        ({"customer.name": ["x"]}, "customer.name"),
    ],
)
def test_what_is_wrong_is_told_by_the_forms_own_fields_and_nothing_is_made(
    client_of: Callable[[User | None], Api], alice: User, change: dict[str, object], field: str
) -> None:
    answer = client_of(alice).post(FORM, {"values": LEAD | change})
    assert answer.status_code == 422, answer.json()
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Record.objects.exists()


def test_without_the_customers_name_nothing_is_registered(
    client_of: Callable[[User | None], Api], alice: User
) -> None:
    values = {key: value for key, value in LEAD.items() if key != "customer.name"}
    answer = client_of(alice).post(FORM, {"values": values})
    assert answer.status_code == 422
    assert not Record.objects.exists()


def test_a_form_sent_twice_registers_once(
    client_of: Callable[[User | None], Api], alice: User
) -> None:
    key = {"Idempotency-Key": "lead-1"}
    first = client_of(alice).post(FORM, {"values": LEAD}, headers=key)
    second = client_of(alice).post(FORM, {"values": LEAD}, headers=key)
    assert first.json()["id"] == second.json()["id"]
    assert Record.objects.filter(table="project").count() == 1


def test_who_may_not_create_registers_nothing(
    client_of: Callable[[User | None], Api], technician: User
) -> None:
    assert client_of(technician).post(FORM, {"values": LEAD}).status_code == 403
    assert not Record.objects.exists()


def test_a_record_registered_into_a_later_stage_passes_the_gates(project: Project) -> None:
    customer = project.record()["values"]["customer"]["id"]
    values = {"name": "二期", "customer": customer, "source": "tender"}
    answer = project.manager.post("/tables/project/records", {"values": values, "stage": "contact"})
    assert (answer.status_code, answer.json()["code"]) == (409, "gate_closed")
    assert Record.objects.filter(table="project").count() == 1


def test_a_customer_is_registered_without_a_pipeline(
    client_of: Callable[[User | None], Api], alice: User
) -> None:
    answer = client_of(alice).post("/tables/customer/records", {"values": {"name": "无锡新材"}})
    assert answer.status_code == 201
    record = answer.json()
    assert record["flow"] is None
    refused = client_of(alice).get(f"/records/{record['id']}/flow")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_pipeline")
