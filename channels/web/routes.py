"""The page at its link and at its token-less address: a GET changes nothing, a POST is one turn.

`/k/TOKEN` is what the message holds; it opens for anybody, any number of times. `/p/REF` is where
the page goes on in a browser with cookies (channels/web/passes.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.conversation import Status
from bot.view import Screen, Told
from channels.web import after, again, one_click, render
from channels.web.carried import carried_on, put_in, read_carried
from channels.web.comfort import is_big, remember
from channels.web.door import LINK, Handler, Visit, WebDoor
from channels.web.guard import TOKEN, Form
from channels.web.passes import REF
from channels.web.read import (
    Act,
    act_of,
    read_corrected,
    read_fields,
    read_form,
    read_sent,
    read_stop,
    relinked,
)
from channels.web.static import script_route
from flows.model import Ending
from look.pages import style_route

GONE = (Ending.REFUSED, Ending.WRONG_PERSON, Ending.EXPIRED, Ending.QUOTA_FULL)
"""Endings whose link asks nothing any more: 410. What was sent is shown, as 200."""
PAGES = (f"/k/{TOKEN}", f"/p/{REF}")


def missing(screen: Screen, posted: Mapping[str, str]) -> bool:
    """Whether the page that was posted is shown again because something on it stands blank."""
    shown = [field for field in screen.fields if field.number is not None]
    stayed = any(field.id in posted for field in shown)
    return stayed and any(field.answer is None and not field.held for field in shown)


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
    assets = (style_route(), script_route(), door.recordings.route())
    return [*paged, *again.routes(door), *one_click.routes(door), *assets]


def _page(door: WebDoor) -> tuple[Handler, Handler]:
    async def show(request: web.Request) -> web.Response:
        visit = await door.look(request)
        over = after.standing(visit.until, door.clock.now())
        link = request.query.get(LINK, "")
        screen = await door.screen(request, visit.conv, over=over, link=link)
        return _survey(door, request, visit, Shown(screen, link=link))

    async def submit(request: web.Request) -> web.Response:
        visit, form = await door.posted(request)
        return _survey(door, request, visit, await _became(door, request, visit, form))

    return show, submit


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen, and what its page says beside it; `blank`, `changed`: as in `render.survey`."""

    screen: Screen
    told: Mapping[str, Told] = field(default_factory=dict)  # put in, and not recorded
    blank: bool = False
    changed: bool = False
    link: str = ""


async def _became(door: WebDoor, request: web.Request, visit: Visit, form: Form) -> Shown:
    """The review sent, sent answers corrected, questions answered, or only the page drawn anew;
    too late, none is taken.
    """
    now, before, until, act = door.clock.now(), visit.conv, visit.until, act_of(form)
    fields, carried = read_fields(form), read_carried(form)
    if visit.lapsed:
        return Shown(await door.screen(request, before, over=after.too_late(fields)))
    if act is Act.SEND:
        moved = await door.turn(read_sent(form, before, now), before)
        screen = await door.screen(request, moved, over=after.standing(until, now))
        return Shown(screen, changed=screen.ending is None)
    if act is Act.REDRAW:
        told = put_in(act, before, fields, carried, {})
        link = relinked(request.query.get(LINK, ""), fields)
        over = after.standing(until, now)
        return Shown(await door.screen(request, before, told, over, link), told, link=link)
    if act is Act.CORRECT:
        moved = await door.turn(read_corrected(form, fields, before, until, now), before)
        told = put_in(act, moved, fields, {}, await door.misfits(moved, fields))
        over = after.corrected(before, moved, until)
        return Shown(await door.screen(request, moved, told, over), told)
    moved, new = await door.taken(read_form(form, fields, before, now), before)
    over = after.posted(before, moved, fields if new else {}, until)
    if moved.status is Status.ENDED:
        return Shown(await door.screen(request, moved, over=over))
    told = put_in(act, moved, fields, carried, await door.misfits(moved, fields))
    screen = await door.screen(request, moved, told, over, wanted=act is Act.BACK)
    blank = act in (Act.NEXT, Act.SKIP) and missing(screen, fields)
    return Shown(screen, told, blank)


def _survey(door: WebDoor, request: web.Request, visit: Visit, shown: Shown) -> web.Response:
    around = render.Around(
        here=visit.here,
        ref=door.passes.ref(visit.token),
        big=is_big(request),
        carried=carried_on(shown.screen, shown.told),
        chon=shown.link,
        sound=door.recordings.address,
        call=shown.screen.ending is Ending.EXPIRED and visit.plan in door.plans,
    )
    html = render.survey(shown.screen, visit.token, shown.blank, shown.changed, around)
    status = 410 if visit.conv.ending in GONE else 200
    return remember(request, door.answer(request, visit, html, status))


def _stop(door: WebDoor) -> tuple[Handler, Handler]:
    async def ask_stop(request: web.Request) -> web.Response:
        visit = await door.look(request)
        screen = await door.screen(request, visit.conv)
        html = render.stop(screen, visit.token, visit.here, is_big(request))
        return remember(request, door.answer(request, visit, html))

    async def stop(request: web.Request) -> web.Response:
        visit, _ = await door.posted(request)
        moved = await door.turn(read_stop(visit.conv, door.clock.now()), visit.conv)
        screen = await door.screen(request, moved)
        return _survey(door, request, visit, Shown(screen))

    return ask_stop, stop
