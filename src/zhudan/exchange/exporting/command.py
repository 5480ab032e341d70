"""`zhudan export`: a table, or what a filter leaves of it, into an xlsx or csv file."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.parts.role import SCOPES
from zhudan.blueprint.rights import rights_of
from zhudan.exchange.exporting import making
from zhudan.exchange.exporting.asked import Asked
from zhudan.kit import language
from zhudan.kit.errors import Label, NotFound
from zhudan.kit.language import pick
from zhudan.people import directory, viewer
from zhudan.people.viewer import Viewer
from zhudan.records import query


class NobodyMayExport(NotFound):
    code = "nobody_may_export"
    title = {
        "zh-CN": "没有找到可以导出的人，请用 --as 指定邮箱、手机号或姓名",
        "en": "Nobody was found who may export; say who with --as: e-mail, phone number or name",
    }


def main(arguments: Sequence[str]) -> int:
    """0: the file is there. A refusal leaves what was there before."""
    options = _parser().parse_args(_with_its_value(arguments, "--sort"))
    who = _exporter(options.as_user, options.table)
    with language.use(who.language):
        format_ = options.file.suffix.lower().removeprefix(".")
        if format_ not in ("xlsx", "csv") or not options.file.absolute().parent.is_dir():
            sys.stderr.write(f"{options.file}: {pick(_NO_SUCH_FILE)}\n")
            return 2
        asked = Asked(
            table=options.table,
            format=format_,
            filter=query.parse_filter(options.filter),
            sort=options.sort,
            q=options.q,
            view=options.view,
            columns=options.columns.split(",") if options.columns else None,
            language=who.language,
        )
        path = options.file.absolute()
        made = making.make(blueprint.current(), who, asked, path, narrowings={}, now=timezone.now())
        with transaction.atomic():
            making.write_down(asked, made, who)
        sys.stdout.write(pick(_WRITTEN).format(rows=made.rows, file=options.file) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("zhudan export", description=__doc__)
    parser.add_argument("table", help="key of the table")
    parser.add_argument("file", type=Path, help="ends in .xlsx or .csv; is replaced")
    parser.add_argument("--filter", help="condition as JSON")
    parser.add_argument("--sort", default="", help="keys, - before one for descending: -amount")
    parser.add_argument("--q", default="", help="words to search for")
    parser.add_argument("--view", help="key of a view: its filter and its sort")
    parser.add_argument("--columns", help="keys, parted by commas; default: all")
    parser.add_argument("--as", dest="as_user", help="whose rights; default: who may export most")
    return parser


def _with_its_value(arguments: Sequence[str], option: str) -> list[str]:
    """argparse takes the value of `--sort -amount` for another option; that of `=` it does not."""
    given = list(arguments)
    if option in given[:-1]:
        at = given.index(option)
        given[at : at + 2] = [f"{option}={given[at + 1]}"]
    return given


def _exporter(name: str | None, table: str) -> Viewer:
    people = [person for person in directory.current().people.values() if person.is_active]
    if name is not None:
        found = [one for one in people if name in (one.email, one.phone, one.name)]
        if len(found) != 1:
            raise NobodyMayExport
        return viewer.of(found[0].id)
    live = blueprint.current()
    reaches = [SCOPES.index(rights_of(live, one).scope(table, "export")) for one in people]
    furthest = max(reaches, default=0)
    if not furthest:
        raise NobodyMayExport
    return viewer.of(people[reaches.index(furthest)].id)


_NO_SUCH_FILE: Label = {
    "zh-CN": "文件名要以 .xlsx 或 .csv 结尾，所在目录要存在",
    "en": "the name must end in .xlsx or .csv, in a folder that exists",
}
_WRITTEN: Label = {"zh-CN": "已导出 {rows} 条到 {file}", "en": "{rows} rows written to {file}"}
