"""The page at its link and at its token-less address: a GET changes nothing, a POST is one turn.

`/k/TOKEN` is what the message holds; it opens for anybody, any number of times. `/p/REF` is where
the page goes on in a browser with cookies (channels/web/passes.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.conversation import Conversation, Status
from bot.view import Field, Screen, Told
from channels.web import after, again, decorated, one_click, onward, render
from channels.web.carried import carried_on, put_in, read_carried
from channels.web.comfort import is_big, remember
from channels.web.door import AGAIN, LINK, SECTION, Handler, Spot, WebDoor
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
    return any(field.id in posted for field in _numbered(screen)) and has_blank(screen)


def has_blank(screen: Screen) -> bool:
    """Whether something on the screen stands blank."""
    return any(field.answer is None and not field.held for field in _numbered(screen))


def _numbered(screen: Screen) -> list[Field]:
    return [field for field in screen.fields if field.number is not None]


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
    return [*paged, *again.routes(door), *one_click.routes(door), *decorated.routes(), *assets]


def _page(door: WebDoor) -> tuple[Handler, Handler]:
    async def show(request: web.Request) -> web.Response:
        visit = await door.look(request)
        over = after.standing(visit.spot.until, door.clock.now())
        link = request.query.get(LINK, "")
        screen = await door.screen(request, visit.conv, over=over, link=link)
        blank = onward.BLANK in request.query and has_blank(screen)
        return _survey(door, request, visit.spot, Shown(screen, visit.conv, {}, blank, link=link))

    async def submit(request: web.Request) -> web.Response:
        spot, form = await door.posted(request)
        became = await _became(door, request, spot, form)
        if onward.by_itself(request) and not _says_once(became):
            return _onward(request, spot, became)
        return _survey(door, request, spot, became)

    return show, submit


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen of a talk that stood so before, and what its page says beside it; `blank`,
    `changed`: as in `render.survey`.
    """

    screen: Screen
    before: Conversation
    told: Mapping[str, Told] = field(default_factory=dict)  # put in, and not recorded
    blank: bool = False
    changed: bool = False
    link: str = ""


async def _became(door: WebDoor, request: web.Request, spot: Spot, form: Form) -> Shown:
    """The review sent, sent answers corrected, questions answered, or only the page drawn anew;
    too late, none is taken.
    """
    now, until, act = door.clock.now(), spot.until, act_of(form)
    fields, carried = read_fields(form), read_carried(form)
    if spot.lapsed:
        conv = await door.standing(spot)
        return Shown(await door.screen(request, conv, over=after.too_late(fields)), conv)
    if act is Act.SEND:
        moved, before, _ = await door.turn(read_sent(form, spot, now))
        screen = await door.screen(request, moved, over=after.standing(until, now))
        return Shown(screen, before, changed=screen.ending is None)
    if act is Act.REDRAW:
        before = await door.standing(spot)
        told = put_in(act, before, fields, carried, {})
        link = relinked(request.query.get(LINK, ""), fields)
        over = after.standing(until, now)
        screen = await door.screen(request, before, told, over, link)
        return Shown(screen, before, told, link=link)
    if act is Act.CORRECT:
        moved, before, _ = await door.turn(read_corrected(form, fields, spot, until, now))
        told = put_in(act, moved, fields, {}, await door.misfits(moved, fields))
        over = after.corrected(before, moved, until)
        return Shown(await door.screen(request, moved, told, over), before, told)
    return await _answered(door, request, spot, form)


async def _answered(door: WebDoor, request: web.Request, spot: Spot, form: Form) -> Shown:
    """Questions answered, and the screen that follows; or the one before, where that was wanted."""
    act, fields, carried = act_of(form), read_fields(form), read_carried(form)
    moved, before, new = await door.turn(read_form(form, fields, spot, door.clock.now()))
    over = after.posted(before, moved, fields if new else {}, spot.until)
    if moved.status is Status.ENDED:
        return Shown(await door.screen(request, moved, over=over), before)
    told = put_in(act, moved, fields, carried, await door.misfits(moved, fields))
    screen = await door.screen(request, moved, told, over, wanted=act is Act.BACK)
    blank = act in (Act.NEXT, Act.SKIP) and missing(screen, fields)
    return Shown(screen, before, told, blank)


def _survey(door: WebDoor, request: web.Request, spot: Spot, shown: Shown) -> web.Response:
    around = render.Around(
        here=spot.here,
        ref=spot.ref,
        big=is_big(request),
        carried=carried_on(shown.screen, shown.told),
        chon=shown.link,
        sound=door.recordings.address,
        call=shown.screen.ending is Ending.EXPIRED and spot.plan in door.plans,
    )
    html = render.survey(shown.screen, spot.token, shown.blank, shown.changed, around)
    status = 410 if shown.before.ending in GONE else 200
    return remember(request, door.answer(request, spot, html, status))


def _says_once(shown: Shown) -> bool:
    """Whether its page tells what a look at its address would not, or not as 200."""
    once = shown.told or shown.link or shown.changed or onward.says_once(shown.screen)
    return bool(once) or shown.screen.ending in GONE


def _onward(request: web.Request, spot: Spot, shown: Shown) -> web.Response:
    named = SECTION if shown.screen.over is None else AGAIN
    there = onward.to(shown.screen, spot.here, named, is_big(request), shown.blank)
    return remember(request, there)


def _stop(door: WebDoor) -> tuple[Handler, Handler]:
    async def ask_stop(request: web.Request) -> web.Response:
        visit = await door.look(request)
        screen, spot = await door.screen(request, visit.conv), visit.spot
        html = render.stop(screen, spot.token, spot.here, is_big(request))
        return remember(request, door.answer(request, spot, html))

    async def stop(request: web.Request) -> web.Response:
        spot, _ = await door.posted(request)
        moved, before, _ = await door.turn(read_stop(spot, door.clock.now()))
        return _survey(door, request, spot, Shown(await door.screen(request, moved), before))

    return ask_stop, stop
