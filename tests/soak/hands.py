"""Eight people at work at once, who remember what they did and what they were answered."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.visitor import Reply, Visitor

from tests.soak.served import Served

PEOPLE = ("Alice", "Alice", "Bob", "Bob", "Charlie", "Max", "Mona", "Dora")
PIPELINE = "project_sales"
PATIENCE_SECONDS = 180.0
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
_EVENTS = {
    "register": "record_created",
    "edit": "record_updated",
    "move": "record_moved",
    "close": "record_closed",
    "reopen": "record_reopened",
    "activity": "activity_logged",
    "action": "key_action_done",
    "document": "document_added",
    "tick": "standing_ticked",
}


@dataclass
class Deed:
    """One request that changes something. token: unique, and found in what it wrote."""

    token: str
    kind: str
    reply: Reply
    again: Callable[[], Reply] | None = None

    @property
    def done(self) -> bool:
        return self.reply.status < 300

    @property
    def event(self) -> str:
        return _EVENTS[self.kind]


@dataclass
class World:
    """What all hands share. records: ids of projects. wrong: what must not have happened."""

    records: list[str] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, deeds: int) -> None:
        """Until so many more were answered, however slow the machine is."""
        goal = len(self.deeds) + deeds
        until = time.monotonic() + PATIENCE_SECONDS
        while len(self.deeds) < goal and time.monotonic() < until:
            time.sleep(0.005)


class Hand(threading.Thread):
    """One person at one machine. Only he edits the projects he registered there."""

    def __init__(self, served: Served, world: World, name: str, number: int) -> None:
        super().__init__(name=f"{name}-{number}", daemon=True)
        self.visitor: Visitor = served.visitor(name)
        self.world = world
        self.random = Random(number)
        self.own: list[str] = []
        self.last: Deed | None = None
        self._number = number
        self._tokens = 0

    def run(self) -> None:
        try:
            while not self.world.over.is_set():
                self.work()
        except Exception as error:
            self.world.wrong.append(f"{self.name}: {error!r}")
        finally:
            self.visitor.close()

    def work(self) -> None:
        if len(self.own) < 3 or self.random.random() < 0.1:
            self.register()
            return
        mine = self.random.random() < 0.6
        record = self.random.choice(self.own if mine else list(self.world.records))
        what = self.random.choices(
            (self.advance, self.back, self.call, self.edit, self.lose), (60, 12, 12, 12, 4)
        )[0]
        what(record)

    def token(self) -> str:
        self._tokens += 1
        return f"deed-{self._number}n{self._tokens}."

    # what people do

    def register(self) -> None:
        token = self.token()
        number = self._number * 100_000 + self._tokens
        said = {
            "customer.name": token,
            "contact.name": "王工",
            "contact.phone": f"1540{number:07d}",
            "source": "referral",
        }
        reply = self.change("register", token, f"/boards/{PIPELINE}/intake", {"values": said})
        if reply.status == 201:
            record = str(reply.json()["id"])
            self.own.append(record)
            self.world.records.append(record)

    def advance(self, record: str) -> None:
        """Supply what the gate asks, as far as I may, and try to move on."""
        flow = self.look(f"/records/{record}/flow")
        if flow is None or flow["gate"] is None:
            self.reopen(record)
            return
        for item in flow["gate"]["items"]:
            if not item["met"] and self.random.random() < 0.9:
                self.supply(record, item["how"])
        following = flow["gate"]["next"]
        if following is None:
            self.close(record, "won")
        else:
            self.go(record, following["key"])

    def back(self, record: str) -> None:
        flow = self.look(f"/records/{record}/flow")
        targets = [one for one in (flow or {"targets": []})["targets"] if one["kind"] == "back"]
        if targets:
            self.go(record, self.random.choice(targets)["stage"])

    def go(self, record: str, to: str) -> None:
        version = self.version(record)
        if version is not None:
            token = self.token()
            body = {"to": to, "version": version, "reason": token}
            self.change("move", token, f"/records/{record}/move", body)

    def lose(self, record: str) -> None:
        self.close(record, "lost")

    def close(self, record: str, outcome: str) -> None:
        version = self.version(record)
        if version is not None:
            token = self.token()
            body = {"outcome": outcome, "version": version, "note": token}
            if outcome == "lost":
                body["reason"] = "price"
            self.change("close", token, f"/records/{record}/close", body)

    def reopen(self, record: str) -> None:
        version = self.version(record)
        if version is not None:
            token = self.token()
            body = {"version": version, "note": token}
            self.change("reopen", token, f"/records/{record}/reopen", body)

    def call(self, record: str) -> None:
        token = self.token()
        body = {"kind": "call", "note": token, "plan": "再联系"}
        self.change("activity", token, f"/records/{record}/activities", body)

    def edit(self, record: str) -> None:
        if record in self.own:
            self.patch(record, {})

    def supply(self, record: str, how: dict[str, Any]) -> None:
        token = self.token()
        at = f"/records/{record}"
        action = how["action"]
        if action == "field" and record in self.own:
            self.patch(record, {how["field"]: _filled(how["field"])})
        elif action == "activity":
            self.call(record)
        elif action == "upload":
            self.upload(record, how["document"])
        elif action == "act" and how["needs"] == "photo":
            file = ("file", "photo.png", _PNG)
            parts = {"key": how["item"], "note": token}
            self.send("action", token, f"{at}/actions", parts, file)
        elif action == "act":
            self.change("action", token, f"{at}/actions", {"key": how["item"], "note": token})
        elif action == "tick" and how["allowed"]:
            self.upload(record, how["document"])
            body = {"document": how["document"], "standing": how["standing"], "note": token}
            self.change("tick", token, f"{at}/ticks", body)

    def upload(self, record: str, document: str) -> None:
        token = self.token()
        parts = {"type": document, "note": token}
        path = f"/records/{record}/documents"
        self.send("document", token, path, parts, ("file", "paper.pdf", _PDF))

    # how they do it

    def change(self, kind: str, token: str, path: str, body: dict[str, Any]) -> Reply:
        return self._change(kind, token, lambda: self.visitor.post(path, body, key=token))

    def send(
        self,
        kind: str,
        token: str,
        path: str,
        parts: dict[str, str],
        file: tuple[str, str, bytes],
    ) -> Reply:
        return self._change(kind, token, lambda: self.visitor.upload(path, parts, file, key=token))

    def _change(self, kind: str, token: str, ask: Callable[[], Reply]) -> Reply:
        """Ask until there is an answer: the key makes that safe."""
        reply, broken = self.answer(ask)
        deed = Deed(token, kind, reply, ask)
        self._keep(deed)
        if broken:
            self._ask_again()
        if deed.done:
            self.last = deed
        return reply

    def patch(self, record: str, values: dict[str, Any]) -> None:
        """PATCH knows no key; the version and the token tell whether it was done."""
        token = self.token()
        version = self.version(record)
        if version is None:
            return
        body = {"version": version, "values": {**values, "remark": token}}
        try:
            reply = self.visitor.patch(f"/records/{record}", body)
        except (OSError, http.client.HTTPException):
            found = self.look(f"/records/{record}")
            if found is None or found["values"]["remark"] != token:
                return
            reply = Reply(200, {}, b"")
        self._keep(Deed(token, "edit", reply))

    def version(self, record: str) -> int | None:
        found = self.look(f"/records/{record}")
        return None if found is None else int(found["version"])

    def look(self, path: str) -> Any:
        reply, _ = self.answer(lambda: self.visitor.get(path))
        self._judge(path, reply)
        return reply.json() if reply.status == 200 else None

    def answer(self, ask: Callable[[], Reply]) -> tuple[Reply, bool]:
        """The answer, and whether the connection broke before it came."""
        until = time.monotonic() + PATIENCE_SECONDS
        broken = False
        while True:
            try:
                return ask(), broken
            except (OSError, http.client.HTTPException):
                broken = True
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _keep(self, deed: Deed) -> None:
        self._judge(deed.kind, deed.reply)
        self.world.deeds.append(deed)

    def _judge(self, what: str, reply: Reply) -> None:
        refused = 400 <= reply.status < 500 and reply.code
        if reply.status >= 300 and not refused:
            said = reply.body[:500].decode(errors="replace")
            self.world.wrong.append(f"{self.name} {what}: {reply.status} {said}")

    def _ask_again(self) -> None:
        """After a break: what was done before it is answered the same once more."""
        if self.last is None or self.last.again is None:
            return
        reply, _ = self.answer(self.last.again)
        same = reply.status == self.last.reply.status and _same(reply, self.last.reply)
        if not same or reply.headers.get("idempotent-replay") != "true":
            self.world.wrong.append(
                f"{self.name} {self.last.kind} again: {reply.status} {reply.headers} "
                f"{reply.body[:300]!r} instead of {self.last.reply.body[:300]!r}"
            )


@contextmanager
def at_work(served: Served, *, seed: int = 0) -> Iterator[World]:
    """Eight people work until the block ends; then all their requests are answered."""
    world = World()
    hands = [Hand(served, world, name, seed + place) for place, name in enumerate(PEOPLE)]
    for hand in hands:
        hand.start()
    try:
        yield world
    finally:
        world.over.set()
        for hand in hands:
            hand.join(PATIENCE_SECONDS * 2)
    assert not any(hand.is_alive() for hand in hands)


def _same(one: Reply, other: Reply) -> bool:
    return bool(json.loads(one.body or b"null") == json.loads(other.body or b"null"))


def _filled(name: str) -> Any:
    values: dict[str, Any] = {
        "address": "苏州市望湖路 8 号",
        "demand_type": "prefab",
        "usage": "1200",
        "usage_unit": "m2",
        "amount_est": "360000.00",
        "expected_sign_on": "2027-06-30",
        "survey_on": "2027-01-15",
    }
    return values[name]
