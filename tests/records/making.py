"""Records for tests, made as the product makes them: by somebody, under the live blueprint."""

from pathlib import Path
from typing import Any

from django.db import transaction

from zhudan.blueprint import live as blueprint
from zhudan.blueprint import yaml_text
from zhudan.designer.publish import publish
from zhudan.people import viewer
from zhudan.people.models import User
from zhudan.records import writes
from zhudan.records.tables import Row


def live_document(name: str) -> None:
    """Publish one of the blueprints beside this file. Needs a database of one's own; the
    shipped process and its empty tables go away."""
    publish(yaml_text.load((Path(__file__).parent / name).read_text("utf-8")))


def make(user: User, table: str, **values: Any) -> Row:
    """A record of the table, owned by the user; values as the API takes them."""
    with transaction.atomic():
        live = blueprint.hold()
        return writes.create(live, table, values, viewer=viewer.of(user.id))


def customer(user: User, name: str = "华东建材有限公司", **values: Any) -> Row:
    return make(user, "customer", name=name, **values)


def contact(user: User, name: str = "单雄信", phone: str = "13812345678", **values: Any) -> Row:
    return make(user, "contact", name=name, phone=phone, **values)
