"""A bound on what an upload may weigh, judged before a byte of it is read."""

from typing import IO, Any

from django.core.files.uploadhandler import FileUploadHandler

from zhudan.files.store import FileTooLarge

LARGEST_MB = 200  # no document type may allow more


class WeighUpload(FileUploadHandler):
    """Stands first among FILE_UPLOAD_HANDLERS and keeps nothing itself."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],  # noqa: N803  Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > LARGEST_MB * 1_000_000 + 100_000:
            raise FileTooLarge(LARGEST_MB)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
