"""What an event was about, in a few words of the reader's language.

Values of fields are never told here, only which fields: they are the business of the record's
own timeline, which knows what its reader may see.
"""

from collections.abc import Callable, Mapping
from typing import Any

from zhudan.administration.logbook.kinds import REFUSALS
from zhudan.blueprint.live import LiveBlueprint
from zhudan.journal.models import Event
from zhudan.kit.language import pick, spoken
from zhudan.people import directory
from zhudan.people.viewer import Viewer
from zhudan.records import access

Data = Mapping[str, Any]

_WORDS: dict[str, Mapping[str, str]] = {
    "rows": {"zh-CN": "{n} 行", "en": "{n} rows"},
    "created": {"zh-CN": "新建 {n}", "en": "{n} created"},
    "updated": {"zh-CN": "更新 {n}", "en": "{n} updated"},
    "refused": {"zh-CN": "退回 {n}", "en": "{n} refused"},
    "removed": {"zh-CN": "删除 {n}", "en": "{n} removed"},
    "restored": {"zh-CN": "还原 {n}", "en": "{n} restored"},
    "brought": {"zh-CN": "带入 {n} 个", "en": "{n} brought in"},
    "records": {"zh-CN": "{n} 条记录", "en": "{n} records"},
    "revision": {"zh-CN": "第 {n} 版", "en": "revision {n}"},
    "figure": {"zh-CN": "报表数字背后的记录", "en": "records behind a figure"},
    "name": {"zh-CN": "姓名", "en": "name"},
    "email": {"zh-CN": "邮箱", "en": "e-mail"},
    "phone": {"zh-CN": "手机", "en": "phone"},
    "roles": {"zh-CN": "角色", "en": "roles"},
    "region": {"zh-CN": "区域", "en": "region"},
    "supervisor": {"zh-CN": "上级", "en": "supervisor"},
    "language": {"zh-CN": "语言", "en": "language"},
    "started_on": {"zh-CN": "入职日期", "en": "first day"},
    "nobody": {"zh-CN": "无", "en": "none"},
}


def about(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    tell = _TELLERS.get(event.kind)
    parts = tell(live, viewer, event) if tell else []
    return [part for part in parts if part]


def _word(key: str, n: Any = None) -> str:
    return pick(_WORDS[key]).format(n=n)


def _name(user_id: Any) -> str:
    found = directory.current().user(user_id)
    return found.name if found else ""


def _counts(*keys: str) -> Callable[[LiveBlueprint, Viewer, Event], list[str]]:
    return lambda live, viewer, event: [
        _word(key, event.data[key]) for key in keys if event.data.get(key) is not None
    ]


def _labelled(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    return [str(spoken(event.data.get("label") or ""))]


def _of_user(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    return [_name(event.data.get("user")), str(event.data.get("label", ""))]


def _user_changed(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    changes = event.data["changes"]
    return [_name(event.data["user"])] + [
        f"{_word(key)}: {_said(live, key, one['before'])} → {_said(live, key, one['after'])}"
        for key, one in changes.items()
        if key in _WORDS
    ]


def _said(live: LiveBlueprint, key: str, value: Any) -> str:
    if not value:
        return _word("nobody")
    if key == "roles":
        known = live.document.roles_by_key
        return ", ".join(pick(known[one].label) if one in known else one for one in value)
    if key == "supervisor":
        return _name(value)
    if key == "region":
        place = directory.current().region(value)
        return place.name if place else f"#{value}"
    return str(value)


def _region_changed(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    before, after = event.data["before"], event.data["after"]
    if before["parent"] == after["parent"]:
        return [f"{before['name']} → {after['name']}"]
    above = [_said(live, "region", one["parent"]) for one in (before, after)]
    return [f"{above[0]} / {before['name']} → {above[1]} / {after['name']}"]


def _region(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    return [str(event.data["name"])]


def _refused(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    """What was asked, with the ids it was asked of; and as whom it was being viewed."""
    data = event.data
    route = str(data.get("route", ""))
    for key, value in data.get("object", {}).items():
        for form in (f"<{key}>", f"<int:{key}>", f"<str:{key}>"):
            route = route.replace(form, value)
    code = str(data.get("code", ""))
    asked = f"{data.get('method', '')} /{route.removeprefix('/')}"
    return [pick(REFUSALS.get(code, code)), asked, _name(data.get("as"))]


def _exported(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    data = event.data
    return [
        _word("rows", f"{data['rows']:,}"),
        str(data.get("format", "")),
        _word("figure") if data.get("figure") else "",
    ]


def _field_labels(live: LiveBlueprint, viewer: Viewer, event: Event, keys: list[str]) -> list[str]:
    table = live.document.tables_by_key.get(event.table or "")
    held = access.rights(live, viewer)
    if table is None:
        return []
    return [
        pick(table.fields_by_key[key].label)
        for key in keys
        if key in table.fields_by_key and held.field(table.key, key) != "hidden"
    ]


def _revealed(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    return _field_labels(live, viewer, event, [event.data["field"]])


def _updated(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    return _field_labels(live, viewer, event, [one["field"] for one in event.data["changes"]])


def _moved(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    data = spoken(event.data)
    return [f"{data.get('from_label') or ''} → {data.get('to_label') or ''}"]


def _published(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    return [_word("revision", event.data["revision"]), str(event.data.get("note") or "")]


def _hidden_told(live: LiveBlueprint, viewer: Viewer, event: Event) -> list[str]:
    return [_word("records", len(event.data["records"]))]


_TELLERS: dict[str, Callable[[LiveBlueprint, Viewer, Event], list[str]]] = {
    "refused": _refused,
    "viewing_begun": _of_user,
    "viewing_ended": _of_user,
    "password_changed": _of_user,
    "session_ended": _of_user,
    "token_issued": _of_user,
    "token_revoked": _of_user,
    "user_added": _of_user,
    "user_changed": _user_changed,
    "user_left": _of_user,
    "user_returned": _of_user,
    "region_added": _region,
    "region_changed": _region_changed,
    "region_removed": _region,
    "records_exported": _exported,
    "value_revealed": _revealed,
    "duplicate_hidden_told": _hidden_told,
    "rows_imported": _counts("created", "updated", "refused"),
    "history_imported": _counts("brought", "refused"),
    "import_undone": _counts("removed", "restored"),
    "blueprint_published": _published,
    "record_updated": _updated,
    "record_moved": _moved,
    "record_closed": _labelled,
    "document_added": _labelled,
    "key_action_done": _labelled,
    "standing_ticked": _labelled,
    "standing_withdrawn": _labelled,
    "task_opened": _labelled,
    "task_done": _labelled,
}
