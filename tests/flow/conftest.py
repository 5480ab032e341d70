"""A project under the shipped process, and everything its gates ask for, all over HTTP."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.browser import Api
from zhudan.people.models import User

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"

LEAD_GATE = {
    "address": {"text": "苏州市工业园区星湖街 1 号"},
    "demand_type": "exterior_coating",
    "usage": "12000",
    "usage_unit": "m2",
    "amount_est": "860000.00",
    "expected_sign_on": "2027-03-31",
}


def pdf(name: str = "图纸.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def photo(name: str = "样品.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "image/png")


class Project:
    """A project as somebody works on it; `manager` says what only a manager may."""

    def __init__(self, api: Api, manager: Api, id_: str) -> None:
        self.api, self.manager, self.id = api, manager, id_

    @property
    def path(self) -> str:
        return f"/records/{self.id}"

    def record(self) -> Any:
        return self.api.get(self.path).json()

    def flow(self) -> Any:
        return self.api.get(f"{self.path}/flow").json()

    def version(self) -> int:
        return int(self.record()["version"])

    def edit(self, **values: Any) -> Any:
        body = {"version": self.version(), "values": values}
        return self.api.patch(self.path, body)

    def move(self, to: str, api: Api | None = None, **more: Any) -> Any:
        body = {"to": to, "version": self.version(), **more}
        return (api or self.api).post(f"{self.path}/move", body)

    def close(self, outcome: str, **more: Any) -> Any:
        body = {"outcome": outcome, "version": self.version(), **more}
        return self.api.post(f"{self.path}/close", body)

    def log(self, kind: str = "call", note: str = "谈了工期", **more: Any) -> Any:
        return self.api.post(f"{self.path}/activities", {"kind": kind, "note": note, **more})

    def upload(self, type_: str, file: SimpleUploadedFile | None = None) -> Any:
        return self.api.upload(f"{self.path}/documents", type=type_, file=file or pdf())

    def act(self, key: str, **parts: Any) -> Any:
        if "file" in parts:
            return self.api.upload(f"{self.path}/actions", key=key, **parts)
        return self.api.post(f"{self.path}/actions", {"key": key, **parts})

    def tick(self, document: str, standing: str, api: Api | None = None) -> Any:
        body = {"document": document, "standing": standing}
        return (api or self.manager).post(f"{self.path}/ticks", body)

    def meet(self, stage: str) -> None:
        """Supply everything the gate of `stage` asks for."""
        if stage == "lead":
            assert self.edit(**LEAD_GATE).status_code == 200
        elif stage == "contact":
            assert self.log("visit").status_code == 201
            assert self.edit(survey_on="2027-01-10").status_code == 200
        elif stage == "assessment":
            for type_ in ("site_drawing", "requirement_list", "feasibility", "draft_plan"):
                assert self.upload(type_).status_code == 201
        elif stage == "quotation":
            assert self.act("disclosure", note="已交底").status_code == 201
            assert self.upload("quotation").status_code == 201
            assert self.tick("quotation", "approved").status_code == 201
            assert self.tick("quotation", "sent").status_code == 201
        elif stage == "sample":
            assert self.act("sample_delivered", file=photo()).status_code == 201
            assert self.upload("sample_confirmation").status_code == 201
            assert self.tick("sample_confirmation", "signed").status_code == 201
        elif stage == "contract":
            assert self.upload("contract").status_code == 201
            assert self.tick("contract", "approved").status_code == 201
            assert self.tick("contract", "signed").status_code == 201
            assert self.upload("contract_signed").status_code == 201

    def go_to(self, stage: str) -> "Project":
        """Through every gate on the way, one after another."""
        stages = ["lead", "contact", "assessment", "quotation", "sample", "contract"]
        now = self.record()["flow"]["stage"]
        for here, following in pairwise(stages):
            if stages.index(now) <= stages.index(here) < stages.index(stage):
                self.meet(here)
                answer = self.move(following)
                assert answer.status_code == 200, answer.json()
        return self


@pytest.fixture
def start(
    client_of: Callable[[User | None], Api], alice: User, manager: User
) -> Callable[..., Project]:
    """`start()`: a project in its first stage, Alice's unless somebody else registers it."""

    def make(who: User = alice, company: str = "苏州恒建地产", **values: Any) -> Project:
        api = client_of(who)
        lead = {
            "customer.name": company,
            "contact.name": "王工",
            "contact.phone": "13800001234",
            "source": "exhibition",
        }
        body = {"values": lead, "duplicate_reason": "另一个项目部"}
        answer = api.post("/boards/project_sales/intake", body)
        assert answer.status_code == 201, answer.json()
        project = Project(api, client_of(manager), answer.json()["id"])
        if values:
            assert project.edit(**values).status_code == 200
        return project

    return make


@pytest.fixture
def project(start: Callable[..., Project]) -> Project:
    return start()
