"""Writing a list to a file: for the worker, and for `zhudan export`."""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from zhudan import journal
from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange.exporting import once, sheet
from zhudan.exchange.exporting.asked import Asked, Leaving, judge
from zhudan.exchange.exporting.columns import Column
from zhudan.exchange.exporting.narrowed import Narrowings
from zhudan.exchange.exporting.refusals import TooManyRows
from zhudan.kit.errors import Label
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer

_TOLD_EVERY = 1000
_NAME_BYTES = 200  # file systems take 255, and the browser may add " (1)"
_MOST_OF_A_FILTER = 60

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """name: what the file is called when it is saved. columns: what it holds."""

    rows: int
    size: int
    name: str
    columns: tuple[Column, ...]


def make(
    live: LiveBlueprint,
    viewer: Viewer,
    asked: Asked,
    path: Path,
    *,
    narrowings: Narrowings,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> Made:
    """Write the file; at `path` there is all of it or what was there before. progress: called
    now and then with (done, total). Raises what `judge` does, TooManyRows."""
    leaving = judge(live, viewer, asked, narrowings)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        draft = Path(folder) / "draft"
        with once.read(leaving.rows, Path(folder)) as rows:
            check_count(asked.format, rows.count)
            about = _about(leaving, viewer, rows.count, now.astimezone(_zone(live)))
            list_ = sheet.Sheet(leaving.table, leaving.columns.taken, about, _zone(live))
            told = _counted(rows.presented(live, viewer), rows.count, progress)
            sheet.write(asked.format, draft, list_, told)
        size = _settle(draft, path)
    name = _name(leaving, asked, viewer, rows.count, now, live)
    return Made(rows.count, size, name, leaving.columns.taken)


def check_count(format_: str, rows: int) -> None:
    most = sheet.MOST_ROWS.get(format_)
    if most is not None and rows > most:
        raise TooManyRows(params={"rows": f"{rows:,}", "most": f"{most:,}"})


def write_down(asked: Asked, made: Made, viewer: Viewer) -> None:
    """In the caller's transaction: who took what out of the house."""
    journal.record(
        "records_exported",
        actor=viewer.id,
        table=asked.table,
        data={
            "rows": made.rows,
            "format": asked.format,
            "filter": asked.filter,
            "figure": asked.figure,
            "q": asked.q,
            "view": asked.view,
            "sort": asked.sort,
            "columns": None if asked.columns is None else list(asked.columns),
        },
    )


def _counted(
    records: Iterator[dict[str, Any]], total: int, progress: Progress
) -> Iterator[dict[str, Any]]:
    for done, record in enumerate(records):
        if done % _TOLD_EVERY == 0:
            progress(done, total)
        yield record
    progress(total, total)


def _about(
    leaving: Leaving, viewer: Viewer, rows: int, now: datetime
) -> tuple[tuple[str, str], ...]:
    told = [
        *leaving.about,
        (pick(_ROWS), f"{rows:,}"),
        (pick(_BY), viewer.name),
        (pick(_AT), f"{now:%Y-%m-%d %H:%M}"),
    ]
    if leaving.columns.left_out:
        told.append((pick(_LEFT_OUT), pick(_COMMA).join(leaving.columns.left_out)))
    return tuple(told)


def _name(
    leaving: Leaving, asked: Asked, viewer: Viewer, rows: int, now: datetime, live: LiveBlueprint
) -> str:
    """As 项目-大单-阶段 是 报价-1234条-王芳-20261123-2205.xlsx"""
    narrowed = [text[:_MOST_OF_A_FILTER] for _, text in leaving.about]
    moment = f"{now.astimezone(_zone(live)):%Y%m%d-%H%M}"
    tail = _cut(f"-{pick(_COUNTED).format(n=rows)}-{viewer.name[:20]}-{moment}", _NAME_BYTES)
    stem = _cut("-".join(narrowed), _NAME_BYTES - len(tail.encode()))
    return f"{stem}{tail}.{asked.format}"


def _cut(text: str, most_bytes: int) -> str:
    return _safe(text).encode()[:most_bytes].decode(errors="ignore").rstrip()


def _safe(text: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return re.sub(r'[\\/:*?"<>|]', " ", plain).strip(" .")


def _settle(draft: Path, path: Path) -> int:
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    size = draft.stat().st_size
    draft.replace(path)
    return size


def _zone(live: LiveBlueprint) -> Any:
    return live.document.settings.timezone


_ROWS: Label = {"zh-CN": "条数", "en": "Rows"}
_BY: Label = {"zh-CN": "导出人", "en": "Exported by"}
_AT: Label = {"zh-CN": "导出时间", "en": "Exported at"}
_LEFT_OUT: Label = {"zh-CN": "按权限未导出的列", "en": "Columns kept back by rights"}
_COMMA: Label = {"zh-CN": "、", "en": ", "}
_COUNTED: Label = {"zh-CN": "{n}条", "en": "{n} rows"}
