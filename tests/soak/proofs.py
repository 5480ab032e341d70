"""What must hold in the database whatever happened, read past the product."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from tests.soak.hands import Deed
from tests.soak.served import Served

_TOKEN = re.compile(r"deed-\d+n\d+\.")


def each_deed_once(served: Served, deeds: Sequence[Deed]) -> None:
    """What was acknowledged is there once, with its event once; what was refused is not."""
    events: Counter[tuple[str, str]] = Counter()
    rows_told: Any = served.ask("""SELECT kind, "table", data FROM journal_event""")
    for kind, table, data in rows_told:
        if kind == "record_created" and table != "project":
            continue
        said = json.loads(data) if isinstance(data, str) else data
        if kind == "record_updated":  # a value is told twice: where it comes and where it goes
            said = [change["after"] for change in said["changes"]]
        for token in set(_TOKEN.findall(json.dumps(said))):
            events[str(kind), token] += 1
    rows = {
        "register": _found(served, "SELECT title FROM rec_project"),
        "activity": _found(served, "SELECT note FROM flow_activity"),
        "action": _found(served, "SELECT note FROM flow_keyaction"),
        "document": _found(served, "SELECT note FROM documents_version"),
        "tick": _found(served, "SELECT note FROM documents_tick"),
        "move": _found(served, "SELECT reason FROM flow_visit"),
    }
    wrong = [
        (deed.kind, deed.token, deed.reply.status, found)
        for deed in deeds
        if (found := _footprints(deed, events, rows)) not in ({1} if deed.done else {0},)
    ]
    assert not wrong, wrong[:5]


def _footprints(
    deed: Deed, events: Counter[tuple[str, str]], rows: dict[str, Counter[str]]
) -> set[int]:
    found = {events[deed.event, deed.token]}
    if deed.kind in rows:
        found.add(rows[deed.kind][deed.token])
    return found


def _found(served: Served, statement: str) -> Counter[str]:
    return Counter(str(text) for (text,) in served.ask(statement))


def visits_partition_time(served: Served) -> None:
    """Each project's visits follow one another without gap or overlap from its registration,
    and the last is open exactly where the project is; a reopened one pauses between."""
    visits: defaultdict[Any, list[Any]] = defaultdict(list)
    for record_id, *visit in served.ask(
        "SELECT record_id, seq, stage, entered_at, left_at, outcome FROM flow_visit"
        " ORDER BY record_id, seq"
    ):
        visits[record_id].append(visit)
    wrong = []
    for record_id, created_at, stage, status, entered_at, closed_at in served.ask(
        "SELECT id, created_at, stage, status, stage_entered_at, closed_at FROM rec_project"
    ):
        own = visits[record_id]
        last = own[-1]
        ended = {"won", "lost", "dropped"}
        if not (
            [seq for seq, *_ in own] == list(range(1, len(own) + 1))
            and own[0][2] == created_at
            and all(
                before[3] == after[2] or (before[4] in ended and before[3] <= after[2])
                for before, after in pairwise(own)
            )
            and all(visit[3] is not None for visit in own[:-1])
            and (last[1], last[2]) == (stage, entered_at)
            and (last[3] is None) == (status == "open")
            and last[3] == closed_at
        ):
            wrong.append((record_id, created_at, stage, status, entered_at, closed_at, own))
    assert not wrong, wrong[:3]


def versions_equal_events(served: Served) -> None:
    """Every version of a record, from 1 to its present one, has its event."""
    told: defaultdict[Any, set[Any]] = defaultdict(set)
    for record_id, version in served.ask(
        "SELECT record_id, version FROM journal_event WHERE version IS NOT NULL"
    ):
        told[record_id].add(version)
    for table in ("rec_project", "rec_customer", "rec_contact"):
        for record_id, version in served.ask(f"SELECT id, version FROM {table}"):
            assert told[record_id] == set(range(1, int(str(version)) + 1)), (table, record_id)


def nothing_wrong(wrong: Iterable[str]) -> None:
    found = list(wrong)
    assert not found, f"{len(found)}: " + "\n".join(found[:5])
