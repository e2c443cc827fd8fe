"""What arrived from the platform and led to nothing, or could not be read: counts, never a text."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.inbox_ports import InboxPort
from desk.routes import refuse_other_sites
from desk.threads import stamp
from ground.doors import Door
from ground.when import local
from look.pages import environment, page

_STATES = ("quarantined", "kept")
_PAGES = environment(Path(__file__).parent / "templates")
_PAGES.globals.update(local=local, stamp=stamp)


@dataclass(frozen=True, slots=True)
class InboxDesk:
    """What the page needs."""

    inbox: Door[InboxPort]


def routes(desk: InboxDesk) -> list[web.RouteDef]:
    """GET /inbox lists by kind; POST /inbox/STATE/looked says that an officer has seen them."""

    async def shown(_request: web.Request) -> web.Response:
        found = await desk.inbox.read(lambda port: list(port.unseen()))
        return page(_PAGES.get_template("inbox.html").render(lang="vi", found=found))

    async def looked(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        state = request.match_info["state"]
        if state not in _STATES:
            raise web.HTTPNotFound
        until = _moment(str((await request.post()).get("until", "")))
        await desk.inbox.run(lambda port: port.looked(state, until))
        raise web.HTTPSeeOther("/inbox")

    return [web.get("/inbox", shown), web.post("/inbox/{state}/looked", looked)]


def _moment(given: str) -> datetime:
    """What came since the page was shown is not called seen."""
    if not re.fullmatch(r"\d{1,15}", given):
        raise web.HTTPBadRequest
    return datetime.fromtimestamp(int(given) / 1000, UTC)
