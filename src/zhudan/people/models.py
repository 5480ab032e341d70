"""Users, regions, tokens and the calendar's days off."""

import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac


def fresh_stamp() -> str:
    return secrets.token_hex(8)


class Region(models.Model):
    """A node of the organisation's tree. `path` names it and all above it: "/1/4/"."""

    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=200, db_index=True)


class Users(BaseUserManager["User"]):
    pass


class User(AbstractBaseUser):
    """Somebody who signs in with an e-mail address or a phone number.

    Never deleted: records, visits and events name people for ever. `stamp` is part of what
    a session proves, so turning it ends every session at once.
    """

    name = models.CharField(max_length=100)
    email = models.EmailField(unique=True, null=True)
    phone = models.CharField(max_length=20, unique=True, null=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    supervisor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    roles = models.JSONField(default=list)
    language = models.CharField(max_length=10, default="zh-CN")
    started_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    is_active = models.BooleanField(default=True)
    stamp = models.CharField(max_length=16, default=fresh_stamp)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Users()

    def get_session_auth_hash(self) -> str:
        return salted_hmac(
            "zhudan.people.session", f"{self.password}:{self.stamp}", algorithm="sha256"
        ).hexdigest()


class Token(models.Model):
    """A bearer token of a program; only its SHA-256 is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Session(AbstractBaseSession):
    """A browser somebody has signed in with. agent: what the browser calls itself."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    agent = models.CharField(max_length=300, default="")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)


class CalendarDay(models.Model):
    """A day that differs from the week's rule: a holiday (off) or a make-up day (not off)."""

    day = models.DateField(primary_key=True)
    off = models.BooleanField()
    note = models.CharField(max_length=100)


class DirectoryVersion(models.Model):
    """One row that every change of users or regions turns, so that snapshots know their age.

    The version is random, not counted: a change rolled back must not share its number with
    the next one.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.CharField(max_length=16)
