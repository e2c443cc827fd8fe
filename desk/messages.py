"""Messages that a person must judge: those that may have arrived, and those that could not leave.

It shows no text and no name: the officer looks the case up in the account's own chat window.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from aiohttp import web

from desk.routes import refuse_other_sites
from ground.doors import Door
from ground.when import local
from look.pages import environment, page
from post.judging import JudgingPort

MOST = 200
"""Messages of a kind shown at once."""
_PAGES = environment(Path(__file__).parent / "templates")
_PAGES.globals.update(local=local)

Act = Callable[[JudgingPort, int, datetime], object]
_ACTS: dict[str, Act] = {
    "sent": lambda port, id_, now: port.was_sent([id_], now),
    "not-sent": lambda port, id_, now: port.not_sent([id_], now),
    "again": lambda port, id_, now: port.again(id_, now),
}


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


@dataclass(frozen=True, slots=True)
class MessageDesk:
    """What the page needs."""

    messages: Door[JudgingPort]
    nudge: Callable[[], None]
    clock: Clock


def routes(desk: MessageDesk) -> list[web.RouteDef]:
    """GET /messages lists them; POST /messages/ID/ACT is an officer's word, taken once."""

    async def shown(_request: web.Request) -> web.Response:
        unknown, dead = await desk.messages.read(lambda port: (port.unknown(MOST), port.dead(MOST)))
        html = _PAGES.get_template("messages.html")
        return page(html.render(lang="vi", unknown=unknown, dead=dead))

    async def judged(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        act = _ACTS.get(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound
        id_, now = int(request.match_info["id"]), desk.clock.now()
        await desk.messages.run(lambda port: act(port, id_, now))
        desk.nudge()
        raise web.HTTPSeeOther("/messages")

    return [
        web.get("/messages", shown),
        web.post(r"/messages/{id:\d{1,18}}/{act}", judged),
    ]
