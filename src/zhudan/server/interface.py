"""The API as a whole: how bodies are read, errors told, and itself described."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import PathView
from ninja.router import BoundRouter

from zhudan.server import problems
from zhudan.server.json_text import Read, Written
from zhudan.server.viewing import SIGNED_IN

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; some codes add members of their own.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail"],
}
_ANSWER = {
    "description": "A refusal",
    "content": {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Interface(NinjaAPI):
    def __init__(self) -> None:
        super().__init__(
            title="Zhudan",
            version="1",
            docs_url=None,
            auth=SIGNED_IN,
            parser=Read(),
            renderer=Written(),
        )
        problems.attach(self)

    def _get_bound_routers(self) -> list[BoundRouter]:
        """Rooms share paths (one answers GET, another POST), but a path is one view to Django."""
        fresh = self._bound_routers_cache is None
        bound = super()._get_bound_routers()
        if fresh:
            views: dict[str, PathView] = {}
            for router in bound:
                for path, view in list(router.path_operations.items()):
                    first = views.setdefault(path, view)
                    if first is not view:
                        first.operations.extend(view.operations)
                        del router.path_operations[path]
        return bound

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """With the problem documents that every operation may answer."""
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        for operations in schema["paths"].values():
            for operation in operations.values():
                told = {str(status): said for status, said in operation["responses"].items()}
                operation["responses"] = {"4XX": _ANSWER, "503": _ANSWER, **told}
        return schema
