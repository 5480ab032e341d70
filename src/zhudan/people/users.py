"""Changing who works here. Every change turns the directory's version."""

import datetime
import re
from collections.abc import Sequence

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from zhudan.kit import language
from zhudan.kit.errors import Conflict, Invalid
from zhudan.people import directory, tokens
from zhudan.people.models import DirectoryVersion, Region, User, fresh_stamp

PASSWORD_LENGTH = 8


class LoginTaken(Conflict):
    code = "login_taken"
    title = {
        "zh-CN": "这个邮箱或手机号已经有人使用",
        "en": "Somebody already signs in with this e-mail address or phone number",
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
def add_region(name: str, *, parent: Region | None = None) -> Region:
    region = Region.objects.create(name=name, parent=parent, path="")
    region.path = f"{parent.path if parent else '/'}{region.id}/"
    region.save(update_fields=["path"])
    directory.turn()
    return region


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
    email, phone = None, None
    for login in logins:
        one_email, one_phone = canonical_login(login)
        email, phone = one_email or email, one_phone or phone
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
def add_first(
    name: str, *, logins: Sequence[str], password: str, roles: Sequence[str]
) -> User | None:
    """The first user of all, or None where there is one already; two callers cannot both be."""
    DirectoryVersion.objects.get_or_create(id=1, defaults={"version": fresh_stamp()})
    DirectoryVersion.objects.select_for_update().get(id=1)
    if User.objects.exists():
        return None
    return add_user(name, logins=logins, password=password, roles=roles)


def _require_free(email: str | None, phone: str | None) -> None:
    taken = User.objects.none()
    if email:
        taken |= User.objects.filter(email=email)
    if phone:
        taken |= User.objects.filter(phone=phone)
    if taken.exists():
        raise LoginTaken


@transaction.atomic
def set_password(user: User, password: str) -> None:
    """Every session of the user ends."""
    _check_password(password)
    user.set_password(password)
    user.stamp = fresh_stamp()
    user.save(update_fields=["password", "stamp"])
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
    directory.turn()


def find(login: str) -> User | None:
    """The user with this e-mail address or phone number."""
    email, phone = canonical_login(login)
    wanted = {"email": email} if email else {"phone": phone}
    return User.objects.filter(**wanted).first()
