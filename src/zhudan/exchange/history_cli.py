"""`zhudan import-history`: the visits of another system's cases into a pipeline."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from zhudan.exchange import history_run, refused
from zhudan.exchange.cli import importer
from zhudan.exchange.history_columns import read_map
from zhudan.exchange.history_run import Asked, Told
from zhudan.exchange.outcome import said
from zhudan.exchange.sheet import read
from zhudan.exchange.values import fold
from zhudan.kit import language
from zhudan.kit.errors import Refusal
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer

_SHOWN = 50


def main(arguments: Sequence[str]) -> int:
    """0: every case was brought in; 1: some were refused, or the file as a whole; 2: usage."""
    options = _parser().parse_args(arguments)
    try:
        who = importer(options.as_user)
    except Refusal as refusal:
        return _refused(refusal)
    with language.use(who.language):
        try:
            return _import(options, who)
        except Refusal as refusal:
            return _refused(refusal)


def _refused(refusal: Refusal) -> int:
    sys.stderr.write(f"{refusal.sentence()}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("zhudan import-history", description=__doc__)
    parser.add_argument("pipeline", help="key of the pipeline")
    parser.add_argument("file", type=Path, help="csv, xlsx, xls or ods; one line a visit")
    parser.add_argument("--map", help="case_id=column,stage=column,… or a JSON file")
    parser.add_argument("--key", help="field that names a case; default: the table's title")
    parser.add_argument("--as", dest="as_user", help="whose rights, and whose what has no owner")
    parser.add_argument("--utc", action="store_true", help="times without offset are in UTC")
    parser.add_argument(
        "--owner-unknown",
        choices=("refuse", "me"),
        default="refuse",
        help="visits of owners nobody knows: refuse the case, or they are yours",
    )
    parser.add_argument("--result", type=Path, help="write the refused lines there (xlsx or csv)")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    return parser


def _import(options: argparse.Namespace, who: Viewer) -> int:
    if not options.file.is_file():
        sys.stderr.write(f"{options.file}: {pick(_NO_FILE)}\n")
        return 1
    chosen = read_map(options.map)
    sheet = read(options.file, known={fold(name) for name in chosen.columns.values()})
    asked = Asked(
        options.pipeline,
        chosen,
        key=options.key,
        utc=options.utc,
        stand_in=who.id if options.owner_unknown == "me" else None,
        dry=options.dry_run,
    )
    told = history_run.run(asked, sheet, viewer=who)
    for line in _lines(told):
        sys.stdout.write(f"{line}\n")
    if options.result and told.refused:
        reasons = refused.by_row(told.complaints)
        refused.write(options.result, sheet, {row: reasons.get(row, ()) for row in told.rows})
    return 1 if told.refused else 0


def _lines(told: Told) -> Iterator[str]:
    if told.dry:
        yield pick({"zh-CN": "试运行：没有写入任何数据", "en": "Dry run: nothing was written"})
    yield pick(_FIGURES).format(**vars(told))
    for complaint in told.complaints[:_SHOWN]:
        yield said(complaint)
    more = len(told.complaints) - _SHOWN
    if more > 0:
        yield pick(_MORE).format(more=more)


_NO_FILE = {"zh-CN": "没有这个文件", "en": "there is no such file"}
_FIGURES = {
    "zh-CN": "读取 {lines} 行、{cases} 个案例：带入 {brought} 个（停留 {visits} 次），"
    "拒绝 {refused} 个",
    "en": "{lines} lines of {cases} cases read: {brought} brought in with {visits} visits, "
    "{refused} refused",
}
_MORE = {
    "zh-CN": "……另有 {more} 条，用 --result 写入文件查看",
    "en": "… and {more} more; --result writes them all to a file",
}
