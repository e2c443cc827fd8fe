"""What arrived from the platform and led to nothing, or could not be read: counts, never a text."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.inbox_ports import InboxPort
from desk.routes import refuse_other_sites
from desk.threads import Clock, stamp
from ground.doors import Door
from ground.when import local
from look.pages import environment, page

_HOURS = ("6", "24", "72", "144")
_STATES = ("quarantined", "kept")
_PAGES = environment(Path(__file__).parent / "templates")
_PAGES.globals.update(local=local, stamp=stamp)


@dataclass(frozen=True, slots=True)
class InboxDesk:
    """What the page needs."""

    inbox: Door[InboxPort]
    sweep: Callable[[datetime], Awaitable[int | None]] | None  # None where there is no Zalo
    clock: Clock


def routes(desk: InboxDesk) -> list[web.RouteDef]:
    """GET /inbox lists by kind; POST /inbox/STATE/looked says that an officer has seen them."""

    async def html(told: str = "") -> str:
        found = await desk.inbox.read(lambda port: list(port.unseen()))
        template = _PAGES.get_template("inbox.html")
        return template.render(lang="vi", found=found, told=told, sweeps=desk.sweep is not None)

    async def shown(_request: web.Request) -> web.Response:
        return page(await html())

    async def swept(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        hours = str((await request.post()).get("hours", ""))
        if desk.sweep is None or hours not in _HOURS:
            raise web.HTTPBadRequest
        new = await desk.sweep(desk.clock.now() - timedelta(hours=int(hours)))
        if new is None:
            return page(await html("Zalo chưa trả lời. Xin thử lại sau."), status=502)
        return page(await html(f"Đã quét {hours} giờ: thêm {new} tin chưa nghe được."))

    async def looked(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        state = request.match_info["state"]
        if state not in _STATES:
            raise web.HTTPNotFound
        until = _moment(str((await request.post()).get("until", "")))
        await desk.inbox.run(lambda port: port.looked(state, until))
        raise web.HTTPSeeOther("/inbox")

    return [
        web.get("/inbox", shown),
        web.post("/inbox/sweep", swept),
        web.post("/inbox/{state}/looked", looked),
    ]


def _moment(given: str) -> datetime:
    """What came since the page was shown is not called seen."""
    if not re.fullmatch(r"\d{1,15}", given):
        raise web.HTTPBadRequest
    return datetime.fromtimestamp(int(given) / 1000, UTC)
