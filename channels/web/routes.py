"""The page at its link and at its token-less address: a GET changes nothing, a POST is one turn.

`/k/TOKEN` is what the message holds; it opens for anybody, any number of times. `/p/REF` is where
the page goes on in a browser with cookies (channels/web/passes.py).
"""

from collections.abc import Mapping
from typing import NamedTuple

from aiohttp import web

from bot.conversation import Status
from bot.view import Screen
from channels.web import after, again, one_click, render
from channels.web.door import NOTHING, SECTION, Handler, Visit, WebDoor
from channels.web.guard import TOKEN, Form
from channels.web.passes import REF
from channels.web.read import (
    corrects,
    read_corrected,
    read_fields,
    read_form,
    read_sent,
    read_stop,
    sends,
)
from flows.model import Ending
from look.pages import style_route

GONE = (Ending.REFUSED, Ending.WRONG_PERSON, Ending.EXPIRED, Ending.QUOTA_FULL)
"""Endings whose link asks nothing any more: 410. What was sent is shown, as 200."""
PAGES = (f"/k/{TOKEN}", f"/p/{REF}")


def missing(screen: Screen, posted: Mapping[str, str]) -> bool:
    """Whether the page that was posted is shown again because something on it stands blank."""
    shown = [field for field in screen.fields if field.number is not None]
    stayed = any(field.id in posted for field in shown)
    return stayed and any(field.answer is None and not field.error for field in shown)


def routes(door: WebDoor) -> list[web.RouteDef]:
    """The page, its stop page, and the mail's one-click stop (RFC 8058)."""
    show, submit = _page(door)
    ask_stop, stop = _stop(door)
    paged = [
        one
        for at in PAGES
        for one in (
            web.get(at, again.or_away(door, show)),
            web.post(at, submit),
            web.get(f"{at}/thoi", again.or_away(door, ask_stop)),
            web.post(f"{at}/thoi", stop),
        )
    ]
    return [*paged, *again.routes(door), *one_click.routes(door), style_route()]


def _page(door: WebDoor) -> tuple[Handler, Handler]:
    def survey(  # noqa: PLR0913, PLR0917  what the page says beside the screen
        request: web.Request,
        visit: Visit,
        screen: Screen,
        blank: bool = False,
        changed: bool = False,
        section: str = "",
    ) -> web.Response:
        call = screen.ending is Ending.EXPIRED and visit.plan in door.plans
        html = render.survey(screen, visit.token, blank, changed, section, visit.here, call)
        return door.answer(request, visit, html, 410 if visit.conv.ending in GONE else 200)

    async def show(request: web.Request) -> web.Response:
        visit = await door.look(request)
        over = after.standing(visit.until, door.clock.now())
        screen = await door.screen(request, visit.conv, over=over)
        return survey(request, visit, screen, section=request.query.get(SECTION, ""))

    async def submit(request: web.Request) -> web.Response:
        visit, form = await door.posted(request)
        screen, blank, changed = await _became(door, request, visit, form)
        return survey(request, visit, screen, blank, changed)

    return show, submit


class _Became(NamedTuple):
    """What a posted form led to; `blank`, `changed`: as in `render.survey`."""

    screen: Screen
    blank: bool = False
    changed: bool = False


async def _became(door: WebDoor, request: web.Request, visit: Visit, form: Form) -> _Became:
    """The review sent, sent answers corrected, or questions answered; too late, none is taken."""
    now, before, until = door.clock.now(), visit.conv, visit.until
    fields = read_fields(form)
    if visit.lapsed:
        return _Became(await door.screen(request, before, over=after.too_late(fields)))
    if sends(form):
        moved = await door.turn(read_sent(form, before, now), before)
        screen = await door.screen(request, moved, over=after.standing(until, now))
        return _Became(screen, changed=screen.ending is None)
    if corrects(form):
        moved = await door.turn(read_corrected(form, fields, before, until, now), before)
        over = after.corrected(before, moved, until)
        return _Became(await door.screen(request, moved, fields, over))
    moved, new = await door.taken(read_form(form, fields, before, now), before)
    over = after.posted(before, moved, fields if new else NOTHING, until)
    again = NOTHING if moved.status is Status.ENDED else fields
    screen = await door.screen(request, moved, again, over)
    return _Became(screen, screen.over is None and missing(screen, fields))


def _stop(door: WebDoor) -> tuple[Handler, Handler]:
    async def ask_stop(request: web.Request) -> web.Response:
        visit = await door.look(request)
        screen = await door.screen(request, visit.conv)
        return door.answer(request, visit, render.stop(screen, visit.token, visit.here))

    async def stop(request: web.Request) -> web.Response:
        visit, _ = await door.posted(request)
        moved = await door.turn(read_stop(visit.conv, door.clock.now()), visit.conv)
        screen = await door.screen(request, moved)
        html = render.survey(screen, visit.token, missing=False, here=visit.here)
        return door.answer(request, visit, html)

    return ask_stop, stop
