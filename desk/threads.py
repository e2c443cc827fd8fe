"""The officers' threads: what citizens asked a person to read, and the button that hands back.

Accusations stand on a page of their own, for the province's supervisor; the other page has none.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from aiohttp import web

from bot.conversation import About
from bot.events import HandedBack
from bot.thread_ports import Thread, ThreadPort
from bot.turns import Arrival, Outcome, Turn
from desk.answer_words import SENTENCES
from desk.routes import refuse_other_sites
from ground.doors import Door
from ground.seal import new_ref
from ground.when import local
from look.pages import environment, page

MOST = 200
"""Threads shown at once, oldest first."""

_OF_OFFICERS = (About.DISTRESS, About.PERSON, About.MAIL, About.ERASE, About.UNREADABLE)
_OF_SUPERVISOR = (About.ACCUSATION,)
_PAGES = environment(Path(__file__).parent / "templates")
_FRIDAY = 4
_PAGES.globals.update(local=local)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


@dataclass(frozen=True, slots=True)
class ThreadDesk:
    """What the pages need."""

    threads: Door[ThreadPort]
    take: Callable[[Arrival], Awaitable[Outcome]]
    nudge: Callable[[], None]
    clock: Clock


def routes(desk: ThreadDesk) -> list[web.RouteDef]:
    """GET /threads and /supervisor show what is open; POST …/done closes one and hands back."""

    async def shown(about: Sequence[About]) -> list[Thread]:
        kinds = [each.value for each in about]
        found = await desk.threads.read(lambda port: port.open_threads(kinds, MOST))
        return sorted(found, key=lambda thread: kinds.index(thread.about))

    async def officers(request: web.Request) -> web.Response:
        return page(_html(await shown(_OF_OFFICERS), "threads", request.query.get("told")))

    async def supervisor(request: web.Request) -> web.Response:
        return page(_html(await shown(_OF_SUPERVISOR), "supervisor", request.query.get("told")))

    async def done(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        about = about_of(request.match_info["about"])
        form = await request.post()
        conversation = int(request.match_info["conversation"])
        opened = str(form.get("opened", ""))[:20]
        await desk.take(
            Turn(
                event_key=f"desk/{conversation}/{about.value}/{_stamp(opened)}",
                kind="desk",
                event=HandedBack(about),
                received_at=desk.clock.now(),
                conversation=conversation,
            )
        )
        desk.nudge()
        raise web.HTTPSeeOther(page_of(about))

    return [
        web.get("/threads", officers),
        web.get("/supervisor", supervisor),
        web.post(r"/threads/{conversation:\d{1,18}}/{about}/done", done),
    ]


def answer_by(opened: datetime) -> datetime:
    """When a request to erase must have been answered: two working days (Decree 356/2025)."""
    day = local(opened)
    for _ in range(2):
        day += timedelta(days=1)
        while day.weekday() > _FRIDAY:
            day += timedelta(days=1)
    return day


def stamp(moment: datetime) -> str:
    """A moment as the form carries it: milliseconds since 1970."""
    return str(round(moment.astimezone(UTC).timestamp() * 1000))


def _stamp(given: str) -> str:
    if not given.isdecimal():
        raise web.HTTPBadRequest
    return given


def page_of(about: About) -> str:
    """The page that shows threads of this kind."""
    return "/supervisor" if about in _OF_SUPERVISOR else "/threads"


def about_of(given: str) -> About:
    """A kind as it stands in an address. Raises HTTPNotFound."""
    try:
        return About(given)
    except ValueError:
        raise web.HTTPNotFound from None


_PAGES.globals.update(stamp=stamp, answer_by=answer_by)


def _html(threads: Sequence[Thread], which: str, told: str | None) -> str:
    template = _PAGES.get_template("threads.html")
    said = SENTENCES.get(told or "")
    return template.render(lang="vi", threads=threads, which=which, told=said, fresh_key=new_ref)
