"""`zhudan import`: rows from a spreadsheet or csv file into a table."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.rights import rights_of
from zhudan.exchange import importing, mapping, outcome, refused
from zhudan.exchange.sheet import read
from zhudan.exchange.values import fold
from zhudan.kit import language
from zhudan.kit.errors import NotFound, Refusal
from zhudan.people import directory, viewer
from zhudan.people.viewer import Viewer


class NobodyMayImport(NotFound):
    code = "nobody_may_import"
    title = {
        "zh-CN": "没有找到可以导入的人，请用 --as 指定邮箱、手机号或姓名",
        "en": "Nobody was found who may import; say who with --as: e-mail, phone number or name",
    }


def main(arguments: Sequence[str]) -> int:
    """0: every row was taken; 1: some were refused, or the file as a whole was; 2: usage."""
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
    for problem in _problems(refusal):
        sys.stderr.write(f"  {problem}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("zhudan import", description=__doc__)
    parser.add_argument("table", help="key of the table")
    parser.add_argument("file", type=Path, help="xlsx, xls, ods or csv")
    parser.add_argument("--map", type=Path, help="mapping file (JSON); default: by column names")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    parser.add_argument("--result", type=Path, help="write the refused rows there (xlsx or csv)")
    parser.add_argument("--as", dest="as_user", help="whose rights, and who owns what has no owner")
    return parser


def _import(options: argparse.Namespace, who: Viewer) -> int:
    if not options.file.is_file():
        sys.stderr.write(f"{options.file}: {language.pick(_NO_FILE)}\n")
        return 1
    chosen = mapping.load(options.map) if options.map else None
    sheet = read(
        options.file,
        sheet=chosen.sheet if chosen else None,
        header_row=chosen.header_row if chosen else None,
        known={fold(name) for name in mapping.columns_used(chosen)} if chosen else (),
    )
    done = importing.run(options.table, sheet, chosen, viewer=who, dry=options.dry_run)
    for line in outcome.lines(done):
        sys.stdout.write(f"{line}\n")
    if options.result and done.refused:
        refused.write(options.result, sheet, refused.by_row(done.complaints))
    return 1 if done.refused else 0


def importer(name: str | None) -> Viewer:
    """The person named, else the first who may import, and best also state stages."""
    people = [person for person in directory.current().people.values() if person.is_active]
    if name is not None:
        found = [p for p in people if name in (p.email, p.phone, p.name)]
        if len(found) != 1:
            raise NobodyMayImport
        return viewer.of(found[0].id)
    live = blueprint.current()
    wanted = ({"import", "migrate", "administer"}, {"import", "migrate"}, {"import"})
    for abilities in wanted:
        for person in people:
            if abilities <= rights_of(live, person).abilities:
                return viewer.of(person.id)
    raise NobodyMayImport


def _problems(refusal: Refusal) -> list[str]:
    listed = refusal.extra.get("problems")
    if not isinstance(listed, list):
        return []
    return [f"{one['path']}: {language.pick(one['message'])}" for one in listed]


_NO_FILE = {"zh-CN": "没有这个文件", "en": "there is no such file"}
