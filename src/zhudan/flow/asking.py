"""Gate items as somebody is shown them: what is met, and how he can supply what is not."""

from zhudan.flow.gates import ItemState
from zhudan.flow.requirements import KINDS
from zhudan.flow.requirements.case import Asker
from zhudan.flow.situation import Situation
from zhudan.kit.language import pick
from zhudan.people.viewer import Viewer
from zhudan.records import access
from zhudan.records.present import person


def asker(here: Situation, viewer: Viewer) -> Asker:
    return Asker(
        document=here.live.document,
        rights=access.rights(here.live, viewer),
        table=here.row.table_key,
        may_tick=access.may(here.live, viewer, here.row, "tick"),
    )


def item(state: ItemState, who: Asker) -> dict[str, object]:
    return {
        **missing(state, who),
        "met": state.met,
        "by": person(state.mark.by) if state.mark else None,
        "at": state.mark.at if state.mark else None,
        "note": state.mark.note if state.mark else None,
    }


def missing(state: ItemState, who: Asker) -> dict[str, object]:
    return {
        "key": state.item.key,
        "kind": state.item.kind,
        "stage": state.stage,
        "label": pick(state.item.label),
        "how": KINDS[state.item.kind].how(state.item, who),
    }
