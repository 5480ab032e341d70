"""Puts the built browser part into every wheel and sdist, so that neither needs Node later."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def _web(root: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("web", Path(root) / "tools" / "web.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class WebHook(BuildHookInterface[Any]):
    """An editable install is left alone: `make` builds the browser part beside it."""

    def dependencies(self) -> list[str]:
        web = _web(self.root)
        return [] if web.is_current() or web.system_node() else [web.NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            _web(self.root).build()
