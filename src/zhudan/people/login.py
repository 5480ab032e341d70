"""Signing in and out: the one file that touches allauth.

Passwords pass through allauth's login stages, so a second factor that a company adds later
cannot be walked around, and through its rate limits, kept in the database so that they hold
for every process and outlive a restart.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.auth import SESSION_KEY, login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from zhudan.kit.errors import Invalid, Refusal
from zhudan.people import sessions
from zhudan.people.models import User
from zhudan.people.users import canonical_login


class BadCredentials(Refusal):
    """The same for an unknown login, a wrong password and somebody who has left."""

    status = 401
    code = "bad_credentials"
    title = {
        "zh-CN": "账号或密码不正确",
        "en": "The sign-in name or the password is not right",
    }


class TooManyAttempts(Refusal):
    status = 429
    code = "too_many_attempts"
    title = {
        "zh-CN": "尝试次数过多，请五分钟后再试",
        "en": "Too many attempts; please try again in five minutes",
    }


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth asks of us."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"  # the page decides where to go

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, True) if user.phone else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth's own knows no phone, and all phones together would share one limit.
        return str(credentials.get("email") or credentials.get("phone"))


def sign_in(request: HttpRequest, name: str, password: str, *, remember: bool) -> int:
    """Open a session for the e-mail address or phone number `name`; the user's id."""
    try:
        email, phone = canonical_login(name)
    except Invalid:
        raise BadCredentials from None
    credentials = {"password": password, **({"email": email} if email else {"phone": phone})}
    try:
        user = get_adapter().authenticate(request, **credentials)
    except ValidationError:
        raise TooManyAttempts from None
    if user is None or not user.is_active:
        raise BadCredentials
    perform_password_login(request, credentials, Login(user=user, email=email, phone=phone))
    if not constant_time_compare(request.session.get(SESSION_KEY, ""), str(user.pk)):
        raise BadCredentials  # a stage is still open, and there is no page for it yet
    sessions.introduce(request.session, request.headers.get("User-Agent", ""))
    if not remember:
        request.session.set_expiry(0)
    return int(user.pk)


def open_session(request: HttpRequest, user: User) -> None:
    """For the first administrator, who has just chosen the password."""
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    sessions.introduce(request.session, request.headers.get("User-Agent", ""))


def sign_out(request: HttpRequest) -> None:
    logout(request)
