"""Who works here: each change one transaction and one event, by somebody who may administer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhudan import journal
from zhudan.blueprint import live as blueprint
from zhudan.blueprint.live import LiveBlueprint
from zhudan.blueprint.rights import rights_in
from zhudan.flow.models import Task
from zhudan.kit.errors import Conflict, Invalid, NotFound
from zhudan.kit.language import LANGUAGES
from zhudan.people import directory, sessions, tokens, users
from zhudan.people.models import Region, User
from zhudan.people.viewer import Viewer
from zhudan.records import tables


class LastAdministrator(Conflict):
    code = "last_administrator"
    title = {
        "zh-CN": "至少要留一位在职的管理员，请先把这个角色交给别人",
        "en": "Somebody must remain who administers; give the role to another person first",
    }


@dataclass(frozen=True)
class Said:
    """All that is said of a person. email, phone: one of them at least."""

    name: str
    email: str | None
    phone: str | None
    roles: Sequence[str]
    region: int | None
    supervisor: int | None
    language: str
    started_on: date | None


@transaction.atomic
def hire(said: Said, *, viewer: Viewer) -> tuple[User, str]:
    """Somebody new, and the password that is shown once. Invalid, LoginTaken."""
    live = blueprint.hold()
    users.hold()
    _check(live, said)
    password = users.made_up_password()
    user = users.add_user(
        said.name,
        logins=_logins(said),
        password=password,
        roles=said.roles,
        region=Region.objects.get(id=said.region) if said.region is not None else None,
        supervisor=_get(said.supervisor) if said.supervisor is not None else None,
        spoken=said.language,
        started_on=said.started_on,
    )
    journal.record("user_added", actor=viewer.id, data={"user": user.id, "roles": list(said.roles)})
    return user, password


@transaction.atomic
def change(user_id: int, changes: Mapping[str, Any], *, viewer: Viewer) -> User:
    """changes: some of the fields of `Said`. Invalid, LoginTaken, LastAdministrator."""
    live = blueprint.hold()
    users.hold()
    user = _get(user_id)
    before = _said(user)
    after = Said(**{**before.__dict__, **changes})
    different = {
        key: {"before": value, "after": getattr(after, key)}
        for key, value in before.__dict__.items()
        if value != getattr(after, key)
    }
    if not different:
        return user
    _check(live, after)
    users.change(
        user,
        name=after.name,
        logins=_logins(after),
        roles=after.roles,
        region_id=after.region,
        supervisor_id=after.supervisor,
        spoken=after.language,
        started_on=after.started_on,
    )
    _require_administrator(live)
    journal.record(
        "user_changed", actor=viewer.id, data={"user": user.id, "changes": _plain(different)}
    )
    return user


@transaction.atomic
def dismiss(user_id: int, *, viewer: Viewer) -> User:
    """No sign-in any more; sessions and tokens end at once. LastAdministrator."""
    live = blueprint.hold()
    users.hold()
    user = _get(user_id)
    if user.is_active:
        users.leave(user, on=timezone.localdate())
        _require_administrator(live)
        journal.record("user_left", actor=viewer.id, data={"user": user.id})
    return user


@transaction.atomic
def take_back(user_id: int, *, viewer: Viewer) -> User:
    users.hold()
    user = _get(user_id)
    if not user.is_active:
        users.come_back(user)
        journal.record("user_returned", actor=viewer.id, data={"user": user.id})
    return user


@transaction.atomic
def give_password(user_id: int, *, viewer: Viewer) -> str:
    """A new password, shown once; sessions end, tokens stay."""
    user = _get(user_id)
    password = users.made_up_password()
    users.set_password(user, password)
    journal.record("password_changed", actor=viewer.id, data={"user": user.id})
    return password


@transaction.atomic
def end_session(user_id: int, name: str, *, viewer: Viewer) -> None:
    sessions.end(_get(user_id).id, name)
    journal.record("session_ended", actor=viewer.id, data={"user": user_id})


@transaction.atomic
def issue_token(user_id: int, label: str, *, viewer: Viewer) -> str:
    token = tokens.issue(_get(user_id), label=label)
    journal.record("token_issued", actor=viewer.id, data={"user": user_id, "label": label})
    return token


@transaction.atomic
def revoke_token(user_id: int, token_id: int, *, viewer: Viewer) -> None:
    token = tokens.revoke(_get(user_id).id, token_id)
    data = {"user": user_id, "label": token.label}
    journal.record("token_revoked", actor=viewer.id, data=data)


def open_work(live: LiveBlueprint, user_id: int) -> dict[str, int]:
    """{records, tasks}: what is under way and his, whoever may see it."""
    piped = {pipeline.table for pipeline in live.document.pipelines}
    return {
        "records": sum(
            tables.model(live, table)
            .objects.filter(owner_id=user_id, status="open", deleted_at=None)
            .count()
            for table in piped
        ),
        "tasks": Task.objects.filter(
            assignee_id=user_id, status=Task.Status.OPEN, record__deleted_at=None
        ).count(),
    }


def _get(user_id: int) -> User:
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise NotFound
    return user


def _said(user: User) -> Said:
    return Said(
        name=user.name,
        email=user.email,
        phone=user.phone,
        roles=user.roles,
        region=user.region_id,
        supervisor=user.supervisor_id,
        language=user.language,
        started_on=user.started_on,
    )


def _logins(said: Said) -> list[str]:
    return [login for login in (said.email, said.phone) if login]


def _plain(changes: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """As JSON keeps it: dates as text."""
    return {
        key: {
            side: value.isoformat() if isinstance(value, date) else value
            for side, value in sides.items()
        }
        for key, sides in changes.items()
    }


def _check(live: LiveBlueprint, said: Said) -> None:
    now = directory.current()
    errors = []
    if not said.name.strip():
        errors.append(("name", "required", {"zh-CN": "请填写姓名", "en": "Please give a name"}))
    if not _logins(said):
        told = {"zh-CN": "请填写手机号或邮箱", "en": "Please give a phone number or an e-mail"}
        errors.append(("phone", "required", told))
    if any(role not in live.document.roles_by_key for role in said.roles):
        told = {"zh-CN": "蓝图中没有这个角色", "en": "The blueprint has no such role"}
        errors.append(("roles", "unknown_role", told))
    if said.region is not None and said.region not in now.places:
        told = {"zh-CN": "没有这个区域", "en": "There is no such region"}
        errors.append(("region", "unknown_region", told))
    if said.supervisor is not None and said.supervisor not in now.people:
        told = {"zh-CN": "没有这个人", "en": "There is no such person"}
        errors.append(("supervisor", "unknown_user", told))
    if said.language not in LANGUAGES:
        told = {"zh-CN": "没有这种语言", "en": "There is no such language"}
        errors.append(("language", "unknown_language", told))
    if errors:
        raise Invalid.fields(errors)


def _require_administrator(live: LiveBlueprint) -> None:
    if not any(
        person.is_active and "administer" in rights_in(live.document, person.roles).abilities
        for person in directory.current().people.values()
    ):
        raise LastAdministrator
