"""An answer written at once.

ninja copies what a route returns through its schema, object by object; for a page of records
that costs more than reading them. Such a route writes its answer itself and keeps the schema
for the description, to which a test holds it.
"""

import pydantic_core
from django.http import HttpResponse


def written(body: object) -> HttpResponse:
    """`body` as JSON: dicts, lists, texts, numbers, booleans, dates and times."""
    return HttpResponse(pydantic_core.to_json(body), content_type="application/json")
