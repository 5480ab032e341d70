"""The store: bytes once, on disk before any row, told by their content."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from zhudan.files import kinds, store
from zhudan.files.models import File
from zhudan.kit.errors import Invalid
from zhudan.people.models import User

PDF = b"%PDF-1.7\nnothing much"
EVERYTHING = tuple(kinds.GROUPS)
OPEN_XML = "application/vnd.openxmlformats-officedocument.{}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.FILES_DIRECTORY = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def blocks(data: bytes, size: int = 7) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def keep(data: bytes, name: str = "a.pdf", max_mb: int = 1) -> store.Kept:
    return store.keep(blocks(data), name, accept=EVERYTHING, max_mb=max_mb)


def office(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return packed.getvalue()


def old_office(*streams: str) -> bytes:
    names = b"".join(name.encode("utf-16-le") + b"\0\0" for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000_000 + names


def on_disk(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("??/*"))


@pytest.mark.parametrize(
    ("data", "type_"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
        (office("word/document.xml"), OPEN_XML.format("wordprocessingml.document")),
        (office("xl/workbook.xml"), OPEN_XML.format("spreadsheetml.sheet")),
        (office("ppt/presentation.xml"), OPEN_XML.format("presentationml.presentation")),
        (old_office("WordDocument"), "application/msword"),
        (old_office("Workbook"), "application/vnd.ms-excel"),
        ("单位,联系人\n恒建,王工\n".encode(), "text/plain"),
        ("单位,联系人\n恒建,王工\n".encode("gb18030"), "text/plain"),
        (b"  0\nSECTION\n  2\nHEADER\n", "image/vnd.dxf"),
        (b"AC1032" + b"\0" * 20, "image/vnd.dwg"),
        (b"<svg onload='alert(1)'/>", "text/plain"),  # never shown as a picture
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, type_: str) -> None:
    assert keep(data, "misleading.name", max_mb=5).type == type_


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ\x90\0" + b"\0" * 50, "file_executable"),
        (b"\x7fELF" + b"\0" * 50, "file_executable"),
        (b"#!/bin/sh\nrm -rf /\n", "file_executable"),
        (office("word/document.xml", "word/vbaProject.bin"), "file_macros"),
        (old_office("Workbook", "_VBA_PROJECT_CUR"), "file_macros"),
        (office("something/else"), "file_type"),
        (b"PK\x03\x04 broken", "file_type"),
        (b"\0\1\2\3", "file_type"),
        (b"", "file_type"),
    ],
)
def test_programs_macros_and_the_unknown_are_refused_and_leave_nothing(
    folder: Path, data: bytes, code: str
) -> None:
    with pytest.raises(kinds.FileRefused) as refused:
        keep(data, "报价.pdf", max_mb=5)
    assert refused.value.code == code
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_only_what_the_document_type_accepts() -> None:
    with pytest.raises(store.FileTypeRefused) as refused:
        store.keep(blocks(PDF), "a.pdf", accept=("image",), max_mb=1)
    assert refused.value.extra["accept"] == [".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"]


def test_too_large_is_refused_before_the_rest_is_read(folder: Path) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 100_000
            yield b"x" * 100_000

    with pytest.raises(store.FileTooLarge):
        store.keep(endless(), "a.txt", accept=EVERYTHING, max_mb=1)
    assert read <= 1_100_000
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_equal_bytes_are_kept_once(folder: Path) -> None:
    first, second = keep(PDF, "一.pdf"), keep(PDF, "二.pdf")
    assert first.digest == second.digest
    assert on_disk(folder) == [first.digest]
    assert store.path_of(first.digest).read_bytes() == PDF


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("报价单 2026.pdf", "报价单 2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\桌面\\合同.PDF", "合同.PDF"),
        ("发票.exe", "发票.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("", "file.pdf"),
        ("长" * 400 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_are_kept_readable_and_harmless(name: str, safe: str) -> None:
    assert kinds.safe_name(name, "application/pdf") == safe


@pytest.mark.usefixtures("database")
def test_a_file_belongs_to_one_record_for_good(alice: User, bob: User) -> None:
    file = store.name_it(keep(PDF), actor=alice.id)
    with pytest.raises(Invalid):
        store.claim([file.id], record_id=1, field="attachments", actor=bob.id)
    store.claim([file.id], record_id=1, field="attachments", actor=alice.id)
    store.claim([file.id], record_id=1, field="attachments", actor=bob.id)
    for record_id, field in ((2, "attachments"), (1, "other")):
        with pytest.raises(Invalid):
            store.claim([file.id], record_id=record_id, field=field, actor=alice.id)
    with pytest.raises(Invalid):
        store.claim([file.id + 999], record_id=1, field="attachments", actor=alice.id)


@pytest.mark.usefixtures("database")
def test_the_sweep_takes_what_nobody_names_any_more(folder: Path, alice: User) -> None:
    used = store.name_it(keep(PDF), actor=alice.id, record_id=1)
    forgotten = store.name_it(keep(b"%PDF-forgotten"), actor=alice.id)
    orphan = keep(b"%PDF-orphan")
    assert store.sweep(timezone.now()) == 0, "uploads of today may still be used"
    assert store.sweep(timezone.now() + timedelta(days=2)) == 2
    assert on_disk(folder) == [used.digest]
    assert list(File.objects.values_list("id", flat=True)) == [used.id]
    assert orphan.digest not in on_disk(folder)
    assert not File.objects.filter(id=forgotten.id).exists()
