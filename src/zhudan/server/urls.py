"""Mounts the rooms' routers under /api/v1."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import path, re_path
from ninja import NinjaAPI

from zhudan.journal.api import router as journal_router
from zhudan.people.api import router as people_router
from zhudan.people.signed_in import SIGNED_IN
from zhudan.server import api_health, api_session, pages, problems
from zhudan.server.json_text import Read, Written

api = NinjaAPI(
    title="Zhudan", version="1", docs_url=None, auth=SIGNED_IN, parser=Read(), renderer=Written()
)
problems.attach(api)
for router in (api_session.router, api_health.router, people_router, journal_router):
    api.add_router("", router)
for room in ("files", "blueprint", "records", "documents", "flow"):
    if find_spec(f"zhudan.{room}.api"):
        api.add_router("", import_module(f"zhudan.{room}.api").router)

urlpatterns = [path("api/v1/", api.urls), re_path("(?P<path>.*)", pages.page)]
handler500 = "zhudan.server.problems.broken_page"
