"""What stages, groups and reasons are called in the reader's language."""

from django.db.models import Max

from zhudan.blueprint import live as blueprint
from zhudan.blueprint.fields.choice import ChoiceField
from zhudan.blueprint.live import LiveBlueprint
from zhudan.flow.models import Visit
from zhudan.insight.question import Question
from zhudan.kit.errors import Label
from zhudan.kit.language import pick
from zhudan.people import directory

WON: Label = {"zh-CN": "赢单", "en": "Won"}
_NOBODY: Label = {"zh-CN": "没有负责人", "en": "No owner"}
_NOWHERE: Label = {"zh-CN": "没有区域", "en": "No region"}
_EMPTY: Label = {"zh-CN": "未填写", "en": "Not filled"}

# (blueprint's digest, pipeline, stage) -> label; what a stage was called last never changes
# while the same blueprint is live.
_known: dict[tuple[str, str, str], Label] = {}
_KEPT = 500


def stage(asked: Question, key: str) -> Label:
    """The live label; of a stage that is gone, the last one it had."""
    part = asked.pipeline.stages_by_key.get(key)
    return part.label if part else _last_known(asked.live, asked.pipeline.key, key)


def group(asked: Question, value: int | str | None) -> str:
    """What a group of the question is called."""
    people = directory.current()
    if asked.group == "owner":
        person = people.user(int(value)) if value is not None else None
        return person.name if person else pick(_NOBODY)
    if asked.group == "region":
        place = people.region(int(value)) if value is not None else None
        return place.name if place else pick(_NOWHERE)
    field = asked.live.document.table(asked.pipeline.table).fields_by_key[asked.group or ""]
    if value is None or not isinstance(field, ChoiceField):
        return pick(_EMPTY)
    option = field.options_by_key.get(str(value))
    return pick(option.label) if option else str(value)


def _last_known(live: LiveBlueprint, pipeline: str, key: str) -> Label:
    sought = (live.digest, pipeline, key)
    if sought not in _known:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[sought] = _searched(pipeline, key)
    return _known[sought]


def _searched(pipeline: str, key: str) -> Label:
    """Visits carry the revision under which they ended: the one moved away by a publish, the
    first that lacks the stage."""
    newest = Visit.objects.filter(pipeline=pipeline, stage=key).aggregate(Max("revision"))
    last = newest["revision__max"] or 0
    for number in (last, last - 1):
        try:
            part = blueprint.at(number).document.pipelines_by_key.get(pipeline)
        except KeyError:
            continue
        if part and key in part.stages_by_key:
            return part.stage(key).label
    return {"zh-CN": key, "en": key}
