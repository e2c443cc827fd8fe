"""The channels at the desk: what is stopped and why, connecting an account, letting one go on.

A banner stands on every page of the desk while something is stopped: an officer who looks at
results must see that nothing leaves.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from markupsafe import escape

from desk.routes import refuse_other_sites
from ground.doors import Door
from ground.when import local
from look.pages import environment, page
from post.alarms import Silence, Words
from post.ports import Lanes

_MAIN = '<main id="noi-dung">'
"""Where the banner stands: look/templates/base.html."""
_PAGES = environment(Path(__file__).parent / "templates")
_PAGES.globals.update(local=local)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


@dataclass(frozen=True, slots=True)
class Ended:
    """How connecting ended."""

    well: bool
    told: str


@dataclass(frozen=True, slots=True)
class ChannelDesk:
    """What the page needs."""

    lanes: Door[Lanes]
    silence: Callable[[datetime], Awaitable[Silence | None]]
    words: Callable[[str, str], Words]
    accounts: Sequence[str]  # the ids of the Official Accounts; empty where Zalo is not set
    link: Callable[[], str]  # a fresh consent link
    paste: Callable[[str, str, str], Awaitable[Ended]]  # account, access, refresh
    nudge: Callable[[], None]
    clock: Clock


def routes(desk: ChannelDesk) -> list[web.RouteDef]:
    """GET /channels; POST /channels/resume {lane}, /channels/paste {oa, access, refresh}."""

    async def show(_request: web.Request) -> web.Response:
        return page(await _html(desk))

    async def resume(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        lane, now = str((await request.post()).get("lane", "")), desk.clock.now()
        if await desk.lanes.run(lambda lanes: lanes.resume(lane, now)):
            desk.nudge()
        raise web.HTTPSeeOther("/channels")

    async def paste(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        form = await request.post()
        oa, access, refresh = (str(form.get(name, "")).strip() for name in _FIELDS)
        ended = await desk.paste(oa, access, refresh)
        if ended.well:
            desk.nudge()
        return page(await _html(desk, ended), status=200 if ended.well else 400)

    return [
        web.get("/channels", show),
        web.post("/channels/resume", resume),
        web.post("/channels/paste", paste),
    ]


_FIELDS = ("oa", "access", "refresh")


async def _html(desk: ChannelDesk, ended: Ended | None = None) -> str:
    paused = await desk.lanes.read(lambda lanes: lanes.paused())
    stopped = [(name, pause, desk.words(name, pause.reason)) for name, pause in paused.items()]
    link = desk.link() if desk.accounts else ""
    silence = await desk.silence(desk.clock.now())
    silent = desk.words("zalo", silence.reason) if silence else None
    return _PAGES.get_template("channels.html").render(
        lang="vi", stopped=stopped, silent=silent, accounts=desk.accounts, link=link, ended=ended
    )


def banner(desk: ChannelDesk) -> Middleware:
    """A middleware that says on every page what is stopped."""

    @web.middleware
    async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = await handler(request)
        if (
            isinstance(answer, web.Response)
            and answer.content_type == "text/html"
            and request.path != "/channels"
            and _MAIN in (text := answer.text or "")
        ):
            answer.text = text.replace(_MAIN, _MAIN + await _banner(desk), 1)
        return answer

    return told


async def _banner(desk: ChannelDesk) -> str:
    paused = await desk.lanes.read(lambda lanes: lanes.paused())
    silence = await desk.silence(desk.clock.now())
    told = [desk.words(name, pause.reason).vi for name, pause in paused.items()]
    told += [desk.words("zalo", silence.reason).vi] if silence else []
    if not told:
        return ""
    more = '<a href="/channels">Xem việc cần làm</a>'
    return f'<div class="told" role="alert"><p>{"<br>".join(map(escape, told))} {more}</p></div>'
