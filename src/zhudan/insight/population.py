"""Whose visits count, as pieces of SQL over `flow_visit v`.

Where the viewer sees every record and nothing is filtered, only the few records in the bin are
taken out, so that the index of the visits answers alone. Otherwise the visits are joined with
the records that may be seen.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import connection
from django.db.models import QuerySet

from zhudan.insight.question import Question
from zhudan.kit import sql

Params = dict[str, Any]
# ended: visits that have ended. begun: visits that may still be open.
Of = Literal["ended", "begun"]

# However many lie there: PostgreSQL hashes an anti-join of any size, but a list only as long as it
# fits its memory; SQLite would look each visit's record up, but keeps a list of any size sorted.
_NOT_BINNED = {
    "postgresql": """NOT EXISTS (SELECT 1 FROM records_record binned
        WHERE binned.id = v.record_id AND binned."table" = %(table)s
        AND binned.deleted_at IS NOT NULL)""",
    "sqlite": """v.record_id NOT IN (SELECT id FROM records_record
        WHERE "table" = %(table)s AND deleted_at IS NOT NULL)""",
}
_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Population:
    """joined, holds: for FROM and WHERE. group: what figures are grouped by, NULL for none."""

    joined: str
    holds: str
    group: str
    params: Params = field(default_factory=dict)

    @property
    def grouped(self) -> str:
        return "" if self.group == "NULL" else f", {self.group}"


def population(asked: Question, of: Of) -> Population:
    """The visits whose owner and region, as they ended, are those asked for; an open visit has
    those of its record now."""
    by_person = asked.region is not None or asked.owner is not None
    by_person = by_person or asked.group in ("region", "owner")
    by_field = asked.group is not None and asked.group not in ("region", "owner")
    needs_record = by_field or (of == "begun" and by_person)
    params: Params = {"table": asked.pipeline.table}
    if asked.sees_all and not needs_record:
        joined, holds = "", [_NOT_BINNED[connection.vendor]]
    else:
        column = [asked.group_column] if by_field else []
        text, found = named(
            asked.model.objects.filter(asked.seen).values_list(
                "id", "owner_id", "region_id", *column
            ),
            "seen",
        )
        joined, holds = f"JOIN ({text}) AS seen ON seen.id = v.record_id", []
        params |= found
    holds += _narrowed(asked, of, params)
    return Population(joined, " AND ".join(holds or ["TRUE"]), _group(asked, of), params)


def named(rows: QuerySet[Any, Any], prefix: str) -> tuple[str, Params]:
    """A query as SQL with named parameters, so that it fits into a statement of ours."""
    text, params = rows.query.get_compiler(using=rows.db).as_sql()
    names = [f"{prefix}_{place}" for place in range(len(params))]
    for name in names:
        text = text.replace("%s", f"%({name})s", 1)
    return text, dict(zip(names, params, strict=True))


def placed(text: str, params: Params) -> tuple[str, list[Any]]:
    """The other way round: parameters in their places, as Django's RawSQL takes them."""
    return _NAMED.sub("%s", text), [params[name] for name in _NAMED.findall(text)]


def among(column: str, name: str) -> str:
    """`column` is in the list that `sql.listed` made the parameter `name`."""
    return sql.among(column).replace("%s", f"%({name})s")


def _narrowed(asked: Question, of: Of, params: Params) -> list[str]:
    holds = []
    if asked.owner is not None:
        holds.append(f"{_person('owner_id', of)} = %(owner)s")
        params["owner"] = asked.owner
    if asked.region is not None:
        holds.append(among(_person("region_id", of), "regions"))
        params["regions"] = sql.listed(asked.regions)
    return holds


def _group(asked: Question, of: Of) -> str:
    if asked.group is None:
        return "NULL"
    if asked.group in ("region", "owner"):
        return _person(f"{asked.group}_id", of)
    return f"seen.{connection.ops.quote_name(asked.group_column)}"


def _person(column: str, of: Of) -> str:
    if of == "ended":
        return f"v.{column}"
    return f"CASE WHEN v.left_at IS NULL THEN seen.{column} ELSE v.{column} END"
