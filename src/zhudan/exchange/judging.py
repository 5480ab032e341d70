"""Whether a record can be made, asked before anything is written.

A run asks what a write would not say, or would say too late; a preview asks everything, because
it writes nothing that could be refused.
"""

from collections.abc import Callable, Iterator, Sequence

from django.utils import timezone

from zhudan.blueprint.fields.kind import refuse
from zhudan.blueprint.live import LiveBlueprint
from zhudan.exchange.chunk import Group, Written, told
from zhudan.exchange.complaint import Complaint, sentences
from zhudan.exchange.planning import Plan
from zhudan.exchange.pointers import Pointers
from zhudan.exchange.values import fold
from zhudan.flow import stays
from zhudan.kit.errors import Label, Refusal
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer
from zhudan.records import duplicates
from zhudan.records.match import Match

_REQUIRED = refuse("required", "这一项必须填写", "This must be filled")
_NOT_UNIQUE = refuse(
    "not_unique", "已有记录使用了这个内容", "Another record has this value already"
)

Verdicts = list[list[Complaint]]


class Judge:
    def __init__(
        self, live: LiveBlueprint, viewer: Viewer, pointers: Pointers, *, dry: bool
    ) -> None:
        self._live, self._viewer, self._pointers = live, viewer, pointers
        judges: list[Callable[[Plan, Sequence[Group]], Verdicts]] = [self._filled, self._unlike]
        self._judges = [*judges, self._possible, self._unique] if dry else judges
        self._marks: dict[int, int] = {}

    def sound(self, plan: Plan, groups: Sequence[Group], written: Written) -> list[Group]:
        """Those that nothing speaks against; the rows of the others are refused."""
        left = list(groups)
        for judge in self._judges:
            verdicts = judge(plan, left) if left else []
            for group, wrong in zip(left, verdicts, strict=True):
                if wrong:
                    written.refuse(group.rows, wrong)
            left = [group for group, wrong in zip(left, verdicts, strict=True) if not wrong]
        return self._first(plan, left, written)

    def learn(self, written: Written) -> None:
        """A chunk is written: later rows are compared with its new records. They are found in
        the table as well, unless nothing is written."""
        self._marks |= written.marks

    def _first(self, plan: Plan, groups: Sequence[Group], written: Written) -> list[Group]:
        """Those that no earlier row of the file makes already, by the table's own rules."""
        values = [told(group.values) for group in groups]
        borne = duplicates.marks(self._live, self._viewer, plan.table, values)
        first: list[Group] = []
        for group, rules in zip(groups, borne, strict=True):
            earlier = (written.marks.get(one) or self._marks.get(one) for one in rules)
            row = next(filter(None, earlier), None)
            if row is None:
                written.marks |= dict.fromkeys(rules, group.rows[0].number)
                first.append(group)
            else:
                written.refuse(group.rows, [Complaint(0, None, "duplicate", _repeated(row))])
                written.leaning |= dict.fromkeys((one.number for one in group.rows), row)
        return first

    def _filled(self, plan: Plan, groups: Sequence[Group]) -> Verdicts:
        return [
            [
                Complaint(0, plan.column(key), _REQUIRED.code, _REQUIRED.message)
                for key in plan.reader.missing(group.values)
            ]
            for group in groups
        ]

    def _unlike(self, plan: Plan, groups: Sequence[Group]) -> Verdicts:
        """What is there already by the table's own rules: nobody is at hand to say why there
        must be another."""
        values = [told(group.values) for group in groups]
        found = duplicates.blocked(self._live, self._viewer, plan.table, values)
        return [
            [Complaint(0, None, "duplicate", _alike(matches[0]))] if matches else []
            for matches in found
        ]

    def _possible(self, plan: Plan, groups: Sequence[Group]) -> Verdicts:
        """Ways through the stages that nobody can have gone."""
        return [list(self._way(plan, group)) for group in groups]

    def _way(self, plan: Plan, group: Group) -> Iterator[Complaint]:
        way, pipeline = group.prepared.way, plan.reader.pipeline
        if way is None or pipeline is None:
            return
        refusal = stays.wrong(pipeline, way.stays, way.outcome, now=timezone.now())
        if refusal is not None:
            yield from complaints(plan, refusal)

    def _unique(self, plan: Plan, groups: Sequence[Group]) -> Verdicts:
        keys = [field.key for field in plan.reader.table.fields if field.unique]
        seen: set[tuple[str, str]] = set()
        verdicts: Verdicts = []
        for group in groups:
            wrong = []
            for key in keys:
                value = group.values.get(key)
                if value is None:
                    continue
                one = (key, fold(str(value)))
                if one in seen or one[1] in self._pointers.of(plan.table, key):
                    column = plan.column(key)
                    wrong.append(Complaint(0, column, _NOT_UNIQUE.code, _NOT_UNIQUE.message))
                seen.add(one)
            verdicts.append(wrong)
        return verdicts


def complaints(plan: Plan, refusal: Refusal) -> list[Complaint]:
    """What a write refused, in the words of the file."""
    errors = refusal.extra.get("errors")
    if not isinstance(errors, list):
        return [Complaint(0, None, refusal.code, sentences(refusal))]
    return [
        Complaint(0, plan.column(str(one["field"])), one["code"], one["message"]) for one in errors
    ]


def _alike(match: Match) -> Label:
    name = f"：{match.title}" if match.title else ""
    return {
        "zh-CN": f"可能重复（{pick(match.why, 'zh-CN')}）{name}",
        "en": f"It may be there already ({pick(match.why, 'en')}){name.replace('：', ': ')}",
    }


def _repeated(row: int) -> Label:
    return {
        "zh-CN": f"可能重复：与第 {row} 行新建的是同一条记录",
        "en": f"It may be the same record as row {row} makes",
    }
