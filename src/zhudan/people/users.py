"""Changing who works here. Every change turns the directory's version."""

import datetime
import re
import secrets
from collections.abc import Sequence

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from zhudan.kit import language
from zhudan.kit.errors import Conflict, Invalid
from zhudan.people import directory, sessions, tokens
from zhudan.people.models import DirectoryVersion, Region, User, fresh_stamp

PASSWORD_LENGTH = 8
# Without look-alikes: it is read from a screen and typed on a phone.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class LoginTaken(Conflict):
    code = "login_taken"
    title = {
        "zh-CN": "这个邮箱或手机号已经有人使用",
        "en": "Somebody already signs in with this e-mail address or phone number",
    }


class SupervisorLoop(Conflict):
    code = "supervisor_loop"
    title = {
        "zh-CN": "上级不能是本人，也不能是本人的下属",
        "en": "Nobody can report to himself or to somebody who reports to him",
    }


def canonical_login(text: str) -> tuple[str | None, str | None]:
    """(e-mail, None) or (None, phone in E.164, China where no country is said).

    Refuses what is neither.
    """
    text = text.strip()
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError:
            raise _not_a_login() from None
        return text.lower(), None
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise _not_a_login() from None
    if not phonenumbers.is_possible_number(number) or re.search(r"[A-Za-z]", text):
        raise _not_a_login()
    return None, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _not_a_login() -> Invalid:
    return Invalid.field(
        "login",
        "not_a_login",
        {"zh-CN": "请填写邮箱或手机号", "en": "Please give an e-mail address or a phone number"},
    )


def _check_password(password: str) -> None:
    if len(password) < PASSWORD_LENGTH or len(password) > 200:
        raise Invalid.field(
            "password",
            "password_length",
            {"zh-CN": "密码至少 8 个字符", "en": "A password has at least 8 characters"},
        )


@transaction.atomic
def add_user(
    name: str,
    *,
    logins: Sequence[str],
    password: str | None = None,
    roles: Sequence[str] = (),
    region: Region | None = None,
    supervisor: User | None = None,
    spoken: str = language.DEFAULT,
    started_on: datetime.date | None = None,
) -> User:
    """logins: an e-mail address, a phone number, or one of each. Without password: no sign-in."""
    email, phone = _canonical(logins)
    _require_free(email, phone)
    user = User(
        name=name.strip(),
        email=email,
        phone=phone,
        roles=list(roles),
        region=region,
        supervisor=supervisor,
        language=spoken,
        started_on=started_on,
    )
    if password is None:
        user.set_unusable_password()
    else:
        _check_password(password)
        user.set_password(password)
    user.save()
    directory.turn()
    return user


@transaction.atomic
def change(
    user: User,
    *,
    name: str,
    logins: Sequence[str],
    roles: Sequence[str],
    region_id: int | None,
    supervisor_id: int | None,
    spoken: str,
    started_on: datetime.date | None,
) -> None:
    """All that is said of somebody; as in `add_user`. Sessions go on under the new rights."""
    email, phone = _canonical(logins)
    _require_free(email, phone, but=user.id)
    if supervisor_id in directory.current().reports_of(user.id):
        raise SupervisorLoop
    user.name, user.email, user.phone = name.strip(), email, phone
    user.roles, user.language, user.started_on = list(roles), spoken, started_on
    user.region_id, user.supervisor_id = region_id, supervisor_id
    user.save()
    directory.turn()


def hold() -> None:
    """Until the transaction ends nobody else changes people or regions after asking this, so
    that what is said of all of them together stays true."""
    DirectoryVersion.objects.get_or_create(id=1, defaults={"version": fresh_stamp()})
    DirectoryVersion.objects.select_for_update().get(id=1)
    directory.begin_request()


@transaction.atomic
def add_first(
    name: str, *, logins: Sequence[str], password: str, roles: Sequence[str]
) -> User | None:
    """The first user of all, or None where there is one already; two callers cannot both be."""
    hold()
    if User.objects.exists():
        return None
    return add_user(name, logins=logins, password=password, roles=roles)


def _canonical(logins: Sequence[str]) -> tuple[str | None, str | None]:
    """(e-mail, phone); of several of one kind the last."""
    email, phone = None, None
    for login in logins:
        one_email, one_phone = canonical_login(login)
        email, phone = one_email or email, one_phone or phone
    return email, phone


def _require_free(email: str | None, phone: str | None, but: int | None = None) -> None:
    taken = User.objects.none()
    if email:
        taken |= User.objects.filter(email=email)
    if phone:
        taken |= User.objects.filter(phone=phone)
    if any(one.id != but for one in taken):
        raise LoginTaken


@transaction.atomic
def set_password(user: User, password: str) -> None:
    """Every session of the user ends."""
    _check_password(password)
    user.set_password(password)
    user.stamp = fresh_stamp()
    user.save(update_fields=["password", "stamp"])
    sessions.end_all(user.id)
    directory.turn()


@transaction.atomic
def set_language(user_id: int, spoken: str) -> None:
    if spoken not in language.LANGUAGES:
        raise Invalid.field(
            "language",
            "unknown_language",
            {"zh-CN": "没有这种语言", "en": "There is no such language"},
        )
    User.objects.filter(id=user_id).update(language=spoken)
    directory.turn()


@transaction.atomic
def leave(user: User, *, on: datetime.date) -> None:
    """The user has left: no sign-in from now on, sessions and tokens end at once."""
    user.left_on = on
    user.is_active = False
    user.stamp = fresh_stamp()
    user.save(update_fields=["left_on", "is_active", "stamp"])
    tokens.revoke_all(user.id)
    sessions.end_all(user.id)
    directory.turn()


@transaction.atomic
def come_back(user: User) -> None:
    """The user may sign in again, with the password of before; tokens stay revoked."""
    user.left_on = None
    user.is_active = True
    user.save(update_fields=["left_on", "is_active"])
    directory.turn()


def find(login: str) -> User | None:
    """The user with this e-mail address or phone number."""
    email, phone = canonical_login(login)
    wanted = {"email": email} if email else {"phone": phone}
    return User.objects.filter(**wanted).first()


def made_up_password() -> str:
    """As abcd-efgh-jkmn."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
