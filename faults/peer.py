"""A platform that goes wrong: `python -m faults.peer --seed 7`, in a process of its own.

It takes consultation messages and templates by phone as Zalo does, draws a fate for every call,
and remembers what it took and which calls it left without a clear answer. It shares no code with
the product. `GET /_/ledger` tells both, `GET /_/silent` which calls it never answers; the first
line it prints is its port.
"""

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from aiohttp import web

HANGS_SECONDS = 600.0  # longer than anybody waits
_FATES = (
    # (share in percent, what happens, taken, whether its sender cannot know)
    (10, "reset", True, True),
    (10, "hang", True, True),
    (10, "http", True, True),
    (10, "http", False, True),
    (10, "full", False, False),
    (3, "malformed", True, True),
    (2, "malformed", False, True),
    (5, "refused", False, False),
)
"""The rest goes well. Refused connections are made by the caller's side: see faults/sending.py."""
_CODES = ((-230, "window"), (-227, "inactive"), (-210, "too long"), (-233, "type"))
_BROKEN = ("", "{", "<html>502</html>", "[]", '{"data":{}}', '{"error":"?"}')


@dataclass(slots=True)
class Ledger:
    """What happened, by the message's own name: its text, or its tracking id."""

    random: Random
    taken: dict[str, list[str]] = field(default_factory=dict)
    unclear: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)  # calls that never get an answer
    calls: dict[str, int] = field(default_factory=dict)
    number: int = 0

    def take(self, name: str) -> str:
        """Accept the message; its id."""
        self.number += 1
        id_ = f"p{self.number:08d}"
        self.taken.setdefault(name, []).append(id_)
        return id_

    def fate(self) -> tuple[str, bool, bool]:
        """What happens to the next call."""
        drawn, passed = self.random.uniform(0, 100), 0
        for share, what, taken, unclear in _FATES:
            passed += share
            if drawn < passed:
                return what, taken, unclear
        return "well", True, False


def app(ledger: Ledger) -> web.Application:
    """The two endpoints, the ledger, and who waits in vain."""

    async def consultation(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        return await _answer(request, ledger, body["message"]["text"], "message_id")

    async def template(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        return await _answer(request, ledger, body["tracking_id"], "msg_id")

    async def told(_request: web.Request) -> web.Response:
        plain = {
            "taken": ledger.taken,
            "unclear": sorted(ledger.unclear),
            "calls": ledger.calls,
        }
        return web.json_response(plain)

    async def silent(_request: web.Request) -> web.Response:
        return web.json_response(sorted(ledger.silent))

    served = web.Application()
    served.router.add_post("/v3.0/oa/message/cs", consultation)
    served.router.add_post("/message/template", template)
    served.router.add_get("/_/ledger", told)
    served.router.add_get("/_/silent", silent)
    return served


async def _answer(
    request: web.Request, ledger: Ledger, name: str, id_name: str
) -> web.StreamResponse:
    ledger.calls[name] = ledger.calls.get(name, 0) + 1
    what, taken, unclear = ledger.fate()
    id_ = ledger.take(name) if taken else ""
    if unclear:
        ledger.unclear.add(name)
    answers: dict[str, Callable[[], web.Response]] = {
        "well": lambda: web.json_response({"error": 0, "data": {id_name: id_}}),
        "http": lambda: web.Response(status=ledger.random.choice((500, 502, 503, 504))),
        "full": lambda: web.json_response(
            {"error": -32, "message": "Your application reached limit call api"}
        ),
        "malformed": lambda: web.Response(text=ledger.random.choice(_BROKEN)),
        "refused": lambda: web.json_response(
            dict(zip(("error", "message"), ledger.random.choice(_CODES), strict=True))
        ),
    }
    if what in answers:
        return answers[what]()
    if what == "hang":
        ledger.silent.add(name)
        await asyncio.sleep(HANGS_SECONDS)
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _serve(seed: int) -> None:
    runner = web.AppRunner(app(Ledger(Random(seed))), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=7)
    asyncio.run(_serve(parser.parse_args().seed))
