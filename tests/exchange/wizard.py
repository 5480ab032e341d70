"""What the tests of imports share: files to bring, and a worker that does what was asked."""

import io
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.browser import Api
from zhudan.blueprint import live as blueprint
from zhudan.journal import jobs
from zhudan.records import tables
from zhudan.records.tables import Row
from zhudan.server.jobs import HANDLERS, Rounds

HEAD = ["单位名称", "联系人", "电话", "项目名称", "预计金额（万元）", "线索来源", "业务员"]


def xlsx(rows: list[list[Any]], **options: Any) -> bytes:
    """A workbook of one sheet; a cell is text, number, date, None, or (value, colour)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd", **options}) as book:
        page = book.add_worksheet("台账")
        formats: dict[str, Any] = {}
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, tuple):
                    value, colour = cell
                    kind = formats.setdefault(
                        colour, book.add_format({"bg_color": colour, "pattern": 1})
                    )
                    page.write(number, place, value, kind)
                elif cell is not None:
                    page.write(number, place, cell)
    return out.getvalue()


def ledger(*rows: list[Any]) -> bytes:
    return xlsx([["2025 年工程项目台账"], HEAD, *rows])


def rows_of(table: str) -> list[Row]:
    return list(tables.model(blueprint.current(), table).objects.order_by("id"))


def bring(api: Api, content: bytes | str, name: str = "台账.xlsx", **more: Any) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return api.upload("/imports", file=SimpleUploadedFile(name, data), **more)


def work() -> None:
    """Do every job that is due, as a worker would."""
    from django.utils import timezone

    while (taken := jobs.take(timezone.now())) is not None:
        Rounds("test").before_job()
        jobs.run(taken, HANDLERS)


def done(api: Api, path: str) -> dict[str, Any]:
    """Ask for a job of an import, have it done, and look at the import again."""
    asked = api.post(path)
    assert asked.status_code == 202, asked.content
    work()
    job = api.get(f"/jobs/{asked.json()['job']}").json()
    assert job["status"] == "done", job
    return dict(api.get(path.rsplit("/", 1)[0]).json())
