"""Importing this sets Django up and brings the database to this program's version."""

import django

django.setup()

from zhudan.server import preparation  # noqa: E402  # models may be imported only now

preparation.prepare()
