"""Mounts the rooms' routers under /api/v1."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import path
from ninja import NinjaAPI

from zhudan.people.signed_in import SIGNED_IN
from zhudan.server import problems

api = NinjaAPI(title="Zhudan", version="1", docs_url=None, auth=SIGNED_IN)
problems.attach(api)
for room in ("people", "journal", "files", "blueprint", "records", "documents", "flow"):
    if find_spec(f"zhudan.{room}.api"):
        api.add_router("", import_module(f"zhudan.{room}.api").router)

urlpatterns = [path("api/v1/", api.urls)]
