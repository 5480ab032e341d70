"""Every kind of gate item, unmet and met."""

from typing import Any, get_args

from tests.flow.conftest import Project, pdf, photo
from zhudan.blueprint import gates as definitions
from zhudan.blueprint.parts.document_type import Format
from zhudan.files import kinds
from zhudan.flow import requirements


def items(project: Project) -> dict[str, Any]:
    return {item["key"]: item for item in project.flow()["gate"]["items"]}


def test_every_kind_of_gate_item_has_its_judge() -> None:
    assert requirements.KINDS.keys() == definitions.KINDS.keys()


def test_a_field(project: Project) -> None:
    assert not items(project)["usage"]["met"]
    project.edit(usage="0")
    assert items(project)["usage"]["met"]  # nought is a value
    project.edit(usage=None)
    assert not items(project)["usage"]["met"]


def test_an_activity_during_the_visit_and_no_note(project: Project) -> None:
    project.log("call")
    project.go_to("contact")
    contacted = items(project)["contacted"]
    assert not contacted["met"], "the call was logged in the stage before"
    assert contacted["how"]["action"] == "activity"
    project.log("note", "客户周三出差")
    assert not items(project)["contacted"]["met"]
    project.log("wechat", "约了周五")
    contacted = items(project)["contacted"]
    assert contacted["met"]
    assert contacted["by"]["name"] == "Alice"


def test_a_document(project: Project) -> None:
    project.go_to("assessment")
    drawing = items(project)["site_drawing"]
    assert not drawing["met"]
    assert drawing["how"]["action"] == "upload"
    assert ".pdf" in drawing["how"]["accept"]
    project.upload("site_drawing")
    assert items(project)["site_drawing"]["met"]


def test_a_key_action_and_what_it_needs(project: Project) -> None:
    project.go_to("quotation")
    assert items(project)["disclosure"]["how"]["needs"] == "note_or_file"
    refused = project.act("disclosure")
    assert (refused.status_code, refused.json()["code"]) == (422, "note_required")
    assert project.act("no_such_thing").json()["code"] == "unknown_action"
    assert not items(project)["disclosure"]["met"]
    assert project.act("disclosure", note="讲了基层处理").status_code == 201
    done = items(project)["disclosure"]
    assert (done["met"], done["by"]["name"], done["note"]) == (True, "Alice", "讲了基层处理")


def test_a_key_action_that_needs_a_photo(project: Project) -> None:
    project.go_to("sample")
    assert project.act("sample_delivered", note="送到了").json()["code"] == "file_required"
    assert project.act("sample_delivered", file=pdf()).json()["code"] == "file_required"
    assert project.act("sample_delivered", file=photo()).status_code == 201
    assert items(project)["sample_delivered"]["met"]


def test_approved_then_sent_by_the_word_of_a_manager(project: Project) -> None:
    project.go_to("quotation")
    how = items(project)["quote_approved"]["how"]
    assert how == {
        "action": "tick",
        "document": "quotation",
        "standing": "approved",
        "allowed": False,
    }
    assert project.tick("quotation", "approved").json()["code"] == "document_missing"
    project.upload("quotation")
    assert project.tick("quotation", "approved", project.api).status_code == 403
    assert project.tick("quotation", "sent").json()["code"] == "not_approved"
    assert project.tick("quotation", "approved").status_code == 201
    assert project.tick("quotation", "sent").status_code == 201
    assert items(project)["quote_approved"]["by"]["name"] == "Max"
    assert items(project)["quote_sent"]["met"]


def test_a_new_version_stands_unapproved(project: Project) -> None:
    project.go_to("quotation")
    project.upload("quotation")
    project.tick("quotation", "approved")
    project.upload("quotation", pdf("报价单第二版.pdf"))
    assert not items(project)["quote_approved"]["met"]
    project.tick("quotation", "approved")
    assert items(project)["quote_approved"]["met"]


def test_a_tick_can_be_withdrawn(project: Project) -> None:
    project.go_to("quotation")
    project.upload("quotation")
    tick = project.tick("quotation", "approved").json()["id"]
    assert project.api.delete(f"{project.path}/ticks/{tick}").status_code == 403
    assert project.manager.delete(f"{project.path}/ticks/{tick}").status_code == 204
    assert not items(project)["quote_approved"]["met"]
    assert project.manager.delete(f"{project.path}/ticks/{tick}").status_code == 404


def test_signed(project: Project) -> None:
    project.go_to("sample")
    project.upload("sample_confirmation")
    assert not items(project)["sample_signed"]["met"]
    assert project.tick("sample_confirmation", "signed").status_code == 201
    assert items(project)["sample_signed"]["met"]


def test_every_format_of_the_blueprint_is_known_to_the_store() -> None:
    assert set(get_args(Format)) == set(kinds.GROUPS)
