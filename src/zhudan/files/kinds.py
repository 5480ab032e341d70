"""What a file is, told from its bytes and never from its name."""

import zipfile
from collections.abc import Collection, Iterable
from pathlib import PurePath
from typing import IO

import filetype  # type: ignore[import-untyped]

from zhudan.kit.errors import Refusal

# The words a document type's `accept` is written in, with the types and endings behind them.
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "pdf": {"application/pdf": (".pdf",)},
    "word": {
        "application/msword": (".doc", ".wps"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    },
    "excel": {
        "application/vnd.ms-excel": (".xls", ".et"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    },
    "powerpoint": {
        "application/vnd.ms-powerpoint": (".ppt",),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    },
    "image": {
        "image/jpeg": (".jpg", ".jpeg"),
        "image/png": (".png",),
        "image/webp": (".webp",),
        "image/heic": (".heic", ".heif"),
    },
    "cad": {"image/vnd.dwg": (".dwg",), "image/vnd.dxf": (".dxf",)},
    "text": {"text/plain": (".txt", ".csv")},
}
INLINE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})
UNKNOWN = "application/octet-stream"

_HEAD = 8192
_EXECUTABLE = (
    b"MZ",  # Windows
    b"\x7fELF",  # Linux
    b"\xfe\xed\xfa\xce",  # macOS, in its several shapes
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # also Java
    b"dex\n",
    b"#!",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_ZIP_FOLDERS = {"word/": "word", "xl/": "excel", "ppt/": "powerpoint"}


class FileRefused(Refusal):
    status = 422


def _executable() -> FileRefused:
    return FileRefused(
        code="file_executable",
        title={"zh-CN": "不接受可执行程序", "en": "Programs are not accepted"},
    )


def _macros() -> FileRefused:
    return FileRefused(
        code="file_macros",
        title={
            "zh-CN": "文件含有宏，请另存为不含宏的格式后再上传",
            "en": "The file contains macros; save it without them and try again",
        },
    )


def type_of(stream: IO[bytes]) -> str:
    """The MIME type of the bytes; UNKNOWN for none we know.

    FileRefused (422) with `file_executable` for programs and `file_macros` for Office files
    that carry macros.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    if head.startswith(_EXECUTABLE):
        raise _executable()
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(stream)
    if head.startswith(_OLE):
        return _ole_type(stream)
    known = filetype.guess_mime(head)
    if known and any(known in types for types in GROUPS.values()):
        return str(known)
    if not _is_text(head):
        return UNKNOWN
    return "image/vnd.dxf" if head.split()[:2] == [b"0", b"SECTION"] else "text/plain"


def accepted(type_: str, groups: Collection[str]) -> bool:
    return any(type_ in GROUPS[group] for group in groups)


def endings(groups: Iterable[str]) -> list[str]:
    """File name endings for a file picker, in the order of the groups."""
    return [ending for group in groups for known in GROUPS[group].values() for ending in known]


def safe_name(name: str, type_: str) -> str:
    """The upload's name without path or control characters, its ending true to its type."""
    bare = PurePath(name.replace("\\", "/")).name
    clean = "".join(sign for sign in bare if sign.isprintable()).strip(" .") or "file"
    fitting = next((types[type_] for types in GROUPS.values() if type_ in types), ())
    stem, ending = PurePath(clean).stem, PurePath(clean).suffix
    if fitting and ending.lower() not in fitting:
        stem, ending = clean, fitting[0]
    return stem[: 200 - len(ending)] + ending


def _zip_type(stream: IO[bytes]) -> str:
    try:
        names = zipfile.ZipFile(stream).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return UNKNOWN
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _macros()
    for folder, group in _ZIP_FOLDERS.items():
        if any(name.startswith(folder) for name in names):
            return next(known for known in GROUPS[group] if "openxmlformats" in known)
    return UNKNOWN


def _ole_type(stream: IO[bytes]) -> str:
    """Old Office files name their streams in UTF-16 in a directory anywhere in the file."""
    macro = "_VBA_PROJECT".encode("utf-16-le")
    found = UNKNOWN
    stream.seek(0)
    tail = b""
    while block := stream.read(1 << 20):
        window = tail + block
        if macro in window:
            raise _macros()
        if found == UNKNOWN:
            for name, known in _OLE_STREAMS.items():
                if name.encode("utf-16-le") + b"\0\0" in window:
                    found = known
                    break
        tail = window[-64:]
    return found


def _is_text(head: bytes) -> bool:
    if not head or b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end inside a character
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return all(sign.isprintable() or sign in "\r\n\t\ufeff" for sign in text)
    return False
