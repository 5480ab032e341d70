"""`zhudan blueprint`: the definition of the process as YAML, in and out."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from zhudan.blueprint import live, revisions, yaml_text
from zhudan.blueprint.check import check
from zhudan.blueprint.check.problem import BlueprintInvalid, Problem
from zhudan.blueprint.difference import Change, difference
from zhudan.blueprint.document import Blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.models import Revision
from zhudan.blueprint.revisions import DEFAULT_POLICY, POLICIES
from zhudan.designer.impact import impact
from zhudan.designer.publish import UnknownRevision, publish, rollback
from zhudan.kit import language
from zhudan.kit.errors import Refusal
from zhudan.kit.language import pick
from zhudan.records.columns import declare_final

_LONGEST = 80
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_NO_CHANGE = {"zh-CN": "没有差别", "en": "No difference"}
_NOTHING_LIVE = {"zh-CN": "还没有发布任何蓝图", "en": "No blueprint has been published yet"}
_WELL = {"zh-CN": "没有发现问题", "en": "No problems found"}
_PUBLISHED = {"zh-CN": "已发布第 {number} 版", "en": "Published as revision {number}"}
_UNREADABLE = {"zh-CN": "无法读取文件 {file}", "en": "Cannot read the file {file}"}
_FINAL = {
    "zh-CN": "{count} 个旧列从下一次发布起不再写入",
    "en": "{count} older columns are no longer written from the next publish on",
}
_WARNING = {"zh-CN": "提醒", "en": "warning"}
_ERROR = {"zh-CN": "错误", "en": "error"}


class UnknownField(Refusal):
    code = "unknown_field"
    title = {"zh-CN": "没有字段 {field}", "en": "There is no field {field}"}


class Unreadable(Refusal):
    code = "unreadable_file"
    title = _UNREADABLE


def main(arguments: Sequence[str]) -> int:
    """0: done; 1: refused, or problems found; 2: wrong usage."""
    options = _parser().parse_args(arguments)
    with language.use(language.from_environment(os.environ)):
        try:
            return int(options.do(options))
        except BlueprintInvalid as invalid:
            _tell(invalid.problems)
        except Refusal as refusal:
            _say(refusal.sentence(), to=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("zhudan blueprint", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, do: Callable[[Any], int], said: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=said, description=said)
        one.set_defaults(do=do)
        return one

    export = command("export", _export, "write a revision as YAML to standard output")
    export.add_argument("--revision", type=int, help="number; default: the live one")
    command("check", _check, "tell everything that is wrong with a file").add_argument("file")
    compare = command("diff", _diff, "what publishing a file would change, and for which records")
    compare.add_argument("file")
    _with_moves(compare)
    put = command("publish", _publish, "make a file the live blueprint")
    put.add_argument("file")
    back = command("rollback", _rollback, "publish an earlier revision once more")
    back.add_argument("number", type=int)
    for one in (put, back):
        one.add_argument("--note", default="", help="why, for the log")
        one.add_argument(
            "--policy",
            choices=POLICIES,
            default=DEFAULT_POLICY,
            help="which records under way meet new stages and gates",
        )
        _with_moves(one)
    command("log", _log, "all revisions, the newest first")
    final = command("final", _final, "stop writing what a field held before its type changed")
    final.add_argument("field", metavar="TABLE.FIELD")
    return parser


def _with_moves(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--move-to",
        action="append",
        default=[],
        metavar="STAGE=STAGE",
        type=_move,
        help="where the records in a removed stage go; may be repeated",
    )


def _move(said: str) -> tuple[str, str]:
    left, equals, right = said.partition("=")
    if not (left and equals and right):
        raise argparse.ArgumentTypeError(f"{said!r} is not STAGE=STAGE")
    return left, right


def _export(options: argparse.Namespace) -> int:
    found = live.current()
    if options.revision is not None:
        try:
            found = live.at(options.revision)
        except KeyError:
            raise UnknownRevision(params={"number": options.revision}) from None
    sys.stdout.write(yaml_text.dump(found.document))
    return 0


def _check(options: argparse.Namespace) -> int:
    problems = check(_read(options.file))
    _tell(problems)
    if not problems:
        _say(pick(_WELL))
    return int(any(problem.level == "error" for problem in problems))


def _diff(options: argparse.Namespace) -> int:
    document = _read(options.file)
    before = _live()
    if before is None:
        _say(pick(_NOTHING_LIVE))
        return 0
    changes = difference(before.document, document)
    for change in changes:
        _say(_line(change))
    if not changes:
        _say(pick(_NO_CHANGE))
    for sentence in impact(before, document, dict(options.move_to)):
        _say(f"! {pick(sentence)}")
    return 0


def _publish(options: argparse.Namespace) -> int:
    return _done(publish(_read(options.file), **_wishes(options)))


def _rollback(options: argparse.Namespace) -> int:
    return _done(rollback(options.number, **_wishes(options)))


def _log(options: argparse.Namespace) -> int:
    now = _live()
    for revision in revisions.log():
        mark = "*" if now and now.number == revision.number else " "
        who = revision.published_by.name if revision.published_by else "-"
        at = revision.published_at.astimezone().strftime("%Y-%m-%d %H:%M")
        _say(f"{mark} {revision.number:>4}  {at}  {revision.policy:<11}  {who}  {revision.note}")
    return 0


def _final(options: argparse.Namespace) -> int:
    now = live.current()
    table, _, field = options.field.partition(".")
    column = now.columns.get(table, {}).get(field)
    if column is None:
        raise UnknownField(params={"field": options.field})
    count = declare_final(table, field, column)
    _say(pick(_FINAL).format(count=count))
    return 0


def _wishes(options: argparse.Namespace) -> Mapping[str, Any]:
    return {
        "note": options.note,
        "policy": options.policy,
        "move_to": dict(options.move_to),
    }


def _done(revision: Revision) -> int:
    _say(pick(_PUBLISHED).format(number=revision.number))
    return 0


def _live() -> LiveBlueprint | None:
    try:
        return live.current()
    except live.NoBlueprint:
        return None


def _read(file: str) -> Blueprint:
    try:
        return yaml_text.load(Path(file).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise Unreadable(params={"file": file}) from None


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        level = pick(_ERROR if problem.level == "error" else _WARNING)
        place = f"{problem.path}: " if problem.path else ""
        _say(f"{level}: {place}{pick(problem.message)}", to=sys.stderr)


def _line(change: Change) -> str:
    parts = [f"{_SIGNS[change.kind]} {pick(change.label)}"]
    if change.kind == "changed":
        parts.append(f"{_short(change.before)} → {_short(change.after)}")
    elif not isinstance(change.after or change.before, dict | list):
        parts.append(_short(change.after if change.kind == "added" else change.before))
    return ": ".join(parts) + f"  ({change.path})"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _say(text: str, *, to: Any = None) -> None:
    (to or sys.stdout).write(f"{text}\n")
