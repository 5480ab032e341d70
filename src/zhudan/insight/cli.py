"""`zhudan report`: the reports, as the API answers them or as a table to read."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pydantic_core
from django.utils import timezone

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.parts.role import SCOPES
from zhudan.blueprint.rights import rights_of
from zhudan.insight import funnel, question, stages
from zhudan.insight.effect import cli as effect
from zhudan.insight.question import Question
from zhudan.kit import language
from zhudan.kit.errors import NotFound
from zhudan.people import directory, viewer
from zhudan.people.viewer import Viewer
from zhudan.records import query

Json = dict[str, Any]


class NobodyToReportTo(NotFound):
    code = "nobody_to_report_to"
    title = {
        "zh-CN": "没有找到这个人，请用 --as 指定邮箱、手机号或姓名",
        "en": "Nobody was found who may see it; say who with --as: e-mail, phone number or name",
    }


def main(arguments: Sequence[str]) -> int:
    """0: the report was written. A refusal is told by whoever calls."""
    options = _parser().parse_args(arguments)
    live = blueprint.current()
    who = _reader(live, options)
    with language.use(who.language):
        told = REPORTS[options.report](_question(live, who, options), options)
        if options.json:
            sys.stdout.write(pydantic_core.to_json(told, indent=1).decode() + "\n")
        else:
            for line in _TEXTS[options.report](told):
                sys.stdout.write(line + "\n")
    return 0


def _question(live: LiveBlueprint, who: Viewer, options: argparse.Namespace) -> Question:
    return question.ask(
        live,
        who,
        now=timezone.now(),
        pipeline=options.pipeline,
        begins=options.begins,
        ends=options.ends,
        region=_named("region", options.region),
        owner=_named("owner", options.owner),
        condition=query.parse_filter(options.filter),
        group=options.group,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("zhudan report", description=__doc__)
    parser.add_argument("report", choices=sorted(REPORTS))
    parser.add_argument("--pipeline", help="key of the pipeline; default: the first")
    parser.add_argument(
        "--from", dest="begins", help='first day, as 2026-10-01; default: last month; "": no limit'
    )
    parser.add_argument("--to", dest="ends", help="last day")
    parser.add_argument("--region", help="name or id, with all below")
    parser.add_argument("--owner", help="name, e-mail or id")
    parser.add_argument("--filter", help="a condition over the pipeline's table (JSON)")
    parser.add_argument("--group", help="region, owner or the key of a field with one choice")
    effect.add_options(parser)
    parser.add_argument("--json", action="store_true", help="as the API answers")
    parser.add_argument("--as", dest="as_user", help="with whose rights; default: who sees most")
    return parser


def _reader(live: LiveBlueprint, options: argparse.Namespace) -> Viewer:
    people = [person for person in directory.current().people.values() if person.is_active]
    if options.as_user is not None:
        found = [p for p in people if options.as_user in (p.email, p.phone, p.name)]
        if len(found) != 1:
            raise NobodyToReportTo
        return viewer.of(found[0].id)
    pipelines = live.document.pipelines
    table = next((one.table for one in pipelines if one.key == options.pipeline), None)
    table = table or (pipelines[0].table if pipelines else "")

    def sees(person: directory.Person) -> int:
        return SCOPES.index(rights_of(live, person).scope(table, "read"))

    best = max(people, key=sees, default=None)
    if best is None or not sees(best):
        raise NobodyToReportTo
    return viewer.of(best.id)


def _named(what: str, text: str | None) -> int | None:
    """The id of a region or person; -1, which nobody has, for one that is not there."""
    if not text:
        return None
    now = directory.current()
    known: Mapping[int, tuple[str | None, ...]] = (
        {key: (place.name,) for key, place in now.places.items()}
        if what == "region"
        else {key: (person.name, person.email) for key, person in now.people.items()}
    )
    for key, names in known.items():
        if text in (str(key), *names):
            return key
    return -1


def _of_stages(told: Json) -> list[str]:
    lines = [f"{told['label']}  {told['from'] or '…'} – {told['to'] or '…'}"]
    for row in told["rows"]:
        days, share = row["average_days"]["value"], row["conversion"]["value"]
        lines.append(
            f"{row['label']} → {row['to_label']}: "
            f"{'–' if days is None else f'{days:.1f} d'}, "
            f"{'–' if share is None else f'{share:.0%}'} "
            f"({row['ended']['value']}), {row['open']['value']} open"
        )
    return lines


def _of_funnel(told: Json) -> list[str]:
    return [
        f"{step['label']}: {step['reached']['value']}"
        + ("" if step["share"] is None else f" ({step['share']:.0%})")
        for step in told["steps"]
    ]


REPORTS: Mapping[str, Callable[[Question, argparse.Namespace], Json]] = {
    "stages": lambda asked, _: stages.table(asked),
    "funnel": lambda asked, _: funnel.funnel(asked),
    "effect": effect.report,
}
_TEXTS: Mapping[str, Callable[[Json], list[str]]] = {
    "stages": _of_stages,
    "funnel": _of_funnel,
    "effect": effect.text,
}
