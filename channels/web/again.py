"""Another way in, for whom the link does not open the survey.

At a token-less address without its cookie: the link is sent again, to the address that was invited
and to no other, and the answer is the same whether anything was sent. At a link that has run out:
an officer is told, where the plan is still kept; else the page says that the survey is over.
"""

from aiohttp import web

from channels.web.comfort import is_big
from channels.web.door import Away, Handler, WebDoor
from channels.web.guard import TOKEN, form_of
from channels.web.kinds import Kind, Press, kind
from channels.web.passes import REF
from channels.web.read import read_call
from look.pages import page


def routes(door: WebDoor) -> list[web.RouteDef]:
    """POST …/lai sends the link again; POST …/can-bo tells an officer."""
    call = _call(door)
    return [
        web.post(f"/p/{REF}/lai", _send(door)),
        *(web.post(f"{at}/can-bo", call) for at in (f"/k/{TOKEN}", f"/p/{REF}")),
    ]


def or_away(door: WebDoor, handler: Handler) -> Handler:
    """The handler; where the browser lacks the cookie, the page that says how to come back."""

    async def handled(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except Away:
            ref = request.match_info["ref"]
            press = Press(f"/p/{ref}/lai", door.passes.asking(ref))
            return _page(door, request, Kind.AWAY, 403, press)

    return handled


def _send(door: WebDoor) -> Handler:
    async def send(request: web.Request) -> web.Response:
        ref = request.match_info["ref"]
        _, token = await form_of(request)
        if not door.passes.asks(token, ref):
            raise web.HTTPForbidden
        door.hold(ref)
        now = door.clock.now()
        if await door.again.run(lambda port: port.send_again(ref, now)):
            door.nudge()
        return _page(door, request, Kind.RESENT, 200)

    return send


def _call(door: WebDoor) -> Handler:
    async def call(request: web.Request) -> web.Response:
        spot, _ = await door.posted(request)
        if not spot.lapsed or spot.plan not in door.plans:
            return _page(door, request, Kind.CLOSED, 410)
        await door.turn(read_call(spot, door.clock.now()))
        return _page(door, request, Kind.HANDED, 200)

    return call


def _page(
    door: WebDoor, request: web.Request, which: Kind, status: int, press: Press | None = None
) -> web.Response:
    language, big = request.query.get("lang", ""), is_big(request)
    return page(kind(which, door.hotlines, language, press, big), status)
