"""The mail's one-click stop (RFC 8058): a provider POSTs, and the person is not asked again.

The one form that needs no token, origin or cookie: its address is a secret of its own, which stops
and can do nothing else, not even show the survey. A GET shows a page with a button and changes
nothing. Whatever stands in the body, the POST is answered 200, without a redirect, every time.
"""

from aiohttp import web

from bot.conversation import Conversation
from bot.walk import LEAVES
from channels.web import render
from channels.web.door import Handler, WebDoor
from channels.web.read import read_stop
from look.pages import page

ADDRESS = r"/mail/thoi/{stop:[A-Za-z0-9_-]{16,64}}"


def routes(door: WebDoor) -> list[web.RouteDef]:
    """GET asks, POST stops; 404 where the address is nobody's."""
    return [web.get(ADDRESS, _ask(door)), web.post(ADDRESS, _stop(door))]


def _ask(door: WebDoor) -> Handler:
    async def ask(request: web.Request) -> web.Response:
        conv = await _found(door, request)
        screen = await door.screen(request, conv)
        if conv.ending in LEAVES:
            return page(render.survey(screen, "", missing=False))
        return page(render.stop(screen, request.match_info["stop"], ""))

    return ask


def _stop(door: WebDoor) -> Handler:
    async def stop(request: web.Request) -> web.Response:
        conv = await _found(door, request)
        moved = (await door.turn(read_stop(conv, door.clock.now()))).now
        return page(render.survey(await door.screen(request, moved), "", missing=False))

    return stop


async def _found(door: WebDoor, request: web.Request) -> Conversation:
    secret = request.match_info["stop"]
    link = await door.store.read(lambda port: port.by_stop(secret))
    return door.known(link).conversation
