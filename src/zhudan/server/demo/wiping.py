"""Emptying a database that holds nothing but a demo company."""

import shutil

from django.conf import settings
from django.db import connection

from zhudan.kit.errors import Conflict
from zhudan.people import directory
from zhudan.people.models import User
from zhudan.server import preparation
from zhudan.server.demo.staff import DOMAIN


class NotADemo(Conflict):
    code = "not_a_demo"
    title = {
        "zh-CN": "这里有真实的用户，不会为演示公司清空数据；请换一个 ZHUDAN_DATA",
        "en": "Real people work here; no demo replaces their data. Use another ZHUDAN_DATA",
    }


def is_empty() -> bool:
    return not User.objects.exists()


def wipe() -> None:
    """Drop everything and begin anew. Refused where anybody is not of the demo company."""
    if User.objects.exclude(email__endswith=f"@{DOMAIN}").exists():
        raise NotADemo
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        else:
            _drop_tables()
    shutil.rmtree(settings.FILES_DIRECTORY, ignore_errors=True)
    connection.close()
    directory.begin_request()
    preparation.prepare()


def _drop_tables() -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        virtual = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
        plain = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        for query in (virtual, plain):
            cursor.execute(query)
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TABLE IF EXISTS {quote(name)}")
