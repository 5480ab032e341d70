"""Mounts the rooms' routers under /api/v1, and the browser part under everything else."""

from django.urls import path, re_path

from zhudan.administration.api import router as administration
from zhudan.administration.logbook.api import router as logbook
from zhudan.blueprint.api import router as blueprint
from zhudan.documents.api import router as documents
from zhudan.exchange.exporting.api import router as exports_with
from zhudan.exchange.wizard.api import router as imports
from zhudan.flow.api import router as flow
from zhudan.insight.api import router as insight
from zhudan.insight.effect.api import router as effect
from zhudan.journal.api import router as journal
from zhudan.people.api import router as people
from zhudan.records.api import router as records
from zhudan.server.api_health import router as health
from zhudan.server.api_session import router as session
from zhudan.server.interface import Interface
from zhudan.server.narrowings import NARROWINGS
from zhudan.server.pages import page

api = Interface()
for router in (
    session, health, people, journal, blueprint, records, documents, flow, insight, effect,
    exports_with(NARROWINGS), imports, administration, logbook,
):  # fmt: skip
    api.add_router("", router)

urlpatterns = [path("api/v1/", api.urls), re_path("(?P<path>.*)", page)]
handler500 = "zhudan.server.problems.broken_page"
