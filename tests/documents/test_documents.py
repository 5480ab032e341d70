"""Documents and files over HTTP: versions, names, rights, and what is never shown inline."""

from collections.abc import Callable
from urllib.parse import unquote

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.browser import Api
from tests.flow.conftest import PDF, PNG, Project, pdf, photo
from zhudan.documents.models import Document, Version
from zhudan.files.models import File
from zhudan.people.models import User


def listing(project: Project) -> list[dict[str, object]]:
    found: list[dict[str, object]] = project.api.get(f"{project.path}/documents").json()["items"]
    return found


def test_an_upload_is_the_next_version_of_its_type(project: Project) -> None:
    assert project.upload("quotation", pdf("报价一.pdf")).json()["number"] == 1
    assert project.upload("quotation", pdf("报价二.pdf")).json()["number"] == 2
    assert project.upload("contract").status_code == 201
    quotation, contract = listing(project)
    assert (quotation["type"], contract["type"]) == ("quotation", "contract")
    assert quotation["label"] == "Quotation"
    assert [one["name"] for one in quotation["versions"]] == ["报价二.pdf", "报价一.pdf"]
    assert quotation["versions"][0]["by"]["name"] == "Alice"
    assert quotation["standing"] == {"approved": False, "sent": False, "signed": False}


def test_photos_stand_side_by_side(project: Project) -> None:
    project.upload("site_photo", photo("东立面.png"))
    project.upload("site_photo", photo("西立面.png"))
    assert [len(one["versions"]) for one in listing(project)] == [1, 1]


def test_a_download_has_its_chinese_name(project: Project) -> None:
    project.upload("quotation", pdf("报价单（第二版）.pdf"))
    url = listing(project)[0]["versions"][0]["url"]
    answer = project.api.client.get(url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("inline; filename*=utf-8''")
    assert unquote(disposition.partition("''")[2]) == "报价单（第二版）.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"


def test_what_is_not_a_picture_or_pdf_is_saved_not_shown(project: Project) -> None:
    page = SimpleUploadedFile("页面.txt", b"<script>alert(1)</script>", "text/html")
    assert project.upload("other", page).status_code == 201
    answer = project.api.client.get(listing(project)[0]["versions"][0]["url"])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "text/plain"


def test_a_file_is_read_by_whoever_sees_its_record(
    project: Project, client_of: Callable[[User | None], Api], charlie: User, manager: User
) -> None:
    project.upload("quotation")
    file = File.objects.get()
    assert client_of(manager).get(f"/files/{file.id}").status_code == 200
    assert client_of(charlie).get(f"/files/{file.id}").status_code == 404
    assert client_of(None).get(f"/files/{file.id}").status_code == 401
    assert client_of(manager).get("/files/999999").status_code == 404
    assert client_of(manager).get("/files/x").status_code == 404


def test_what_is_refused_leaves_nothing(
    project: Project,
    client_of: Callable[[User | None], Api],
    charlie: User,
    operations: User,
) -> None:
    program = SimpleUploadedFile("a.pdf", b"MZ\x90")
    assert project.upload("site_drawing", program).json()["code"] == "file_executable"
    assert project.upload("sample_photo", pdf()).json()["code"] == "file_type"
    assert project.upload("no_such_type").json()["code"] == "unknown_document_type"
    stranger = client_of(charlie).upload(f"{project.path}/documents", type="other", file=pdf())
    assert stranger.status_code == 404
    colleague = client_of(operations).upload(f"{project.path}/documents", type="other", file=pdf())
    assert colleague.status_code == 403
    assert project.api.upload(f"{project.path}/documents", type="other").status_code == 422
    assert not Document.objects.exists()
    assert not File.objects.exists()


def test_an_upload_sent_twice_is_one_version(project: Project) -> None:
    key = {"Idempotency-Key": "upload-1"}
    path = f"{project.path}/documents"
    first = project.api.upload(path, headers=key, type="contract", file=pdf())
    second = project.api.upload(path, headers=key, type="contract", file=pdf())
    assert first.json() == second.json()
    assert Version.objects.count() == 1


def test_an_attachment_opens_to_whoever_sees_the_record_and_its_field(
    project: Project, client_of: Callable[[User | None], Api], bob: User, manager: User
) -> None:
    made = project.api.upload("/files", file=photo("现场.png"))
    assert made.status_code == 201
    file = made.json()
    assert (file["name"], file["size"], file["type"]) == ("现场.png", len(PNG), "image/png")
    assert project.api.get(f"/files/{file['id']}").status_code == 200
    assert client_of(manager).get(f"/files/{file['id']}").status_code == 404, "not yet used"
    assert project.edit(attachments=[file["id"]]).status_code == 200
    assert project.record()["values"]["attachments"][0]["name"] == "现场.png"
    assert client_of(manager).get(f"/files/{file['id']}").status_code == 200


def test_naming_anothers_file_in_ones_own_record_opens_nothing(
    start: Callable[..., Project], client_of: Callable[[User | None], Api], charlie: User
) -> None:
    hers = start()
    hers.upload("quotation")
    file = File.objects.get()
    his = start(charlie, company="湖州建设")
    answer = his.edit(attachments=[str(file.id)])
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "no_such_file"
    assert client_of(charlie).get(f"/files/{file.id}").status_code == 404
