"""/k/TOKEN: GET shows and changes nothing; a POST is one turn, answered in its response."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web
from multidict import MultiMapping

from bot.conversation import Conversation
from bot.form import misfits
from bot.ports import PagePort
from bot.shelf import Shelf
from bot.turns import Arrival, Outcome, Turn
from bot.view import Screen, Told, view
from channels.web import render
from channels.web.read import read_fields, read_form, read_sent, read_stop, sends
from ground.doors import Door
from look.pages import page, style_route

NOTHING: Mapping[str, str] = {}
SECTION = "phan"
"""Names a section in the address of a page."""
TOKEN = r"{token:[A-Za-z0-9_-]{16,64}}"


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


@dataclass(frozen=True, slots=True)
class WebDoor:
    """What the page needs."""

    store: Door[PagePort]
    shelf: Shelf
    take: Callable[[Arrival], Awaitable[Outcome]]
    nudge: Callable[[], None]
    clock: Clock

    async def find(self, request: web.Request) -> Conversation:
        """The conversation of the link; raises 404."""
        token = request.match_info["token"]
        link = await self.store.read(lambda port: port.by_token(token))
        if link is None:
            raise web.HTTPNotFound  # answered with the kind page of an unknown link
        return link.conversation

    async def screen(
        self, request: web.Request, conv: Conversation, posted: Mapping[str, str] = NOTHING
    ) -> Screen:
        """What the page shows of the conversation, in the language of the address.

        What was `posted` and does not fit is shown again as it was, with the reason. A section
        that the address names is shown again; that changes nothing.
        """
        flow = self.shelf.known(conv.flow_hash)
        if flow is None:
            flow = await self.store.read(lambda port: self.shelf.get(conv.flow_hash, port))
        problems = misfits(flow, conv, posted) if posted else {}
        told = {id_: Told(posted[id_], why) for id_, why in problems.items()}
        return view(flow, conv, request.query.get("lang"), told, request.query.get(SECTION))

    async def turn(self, turn: Turn, conv: Conversation) -> Conversation:
        """Take the turn and return the conversation as it stands."""
        outcome = await self.take(turn)
        self.nudge()
        if outcome.conversation is not None:
            return outcome.conversation
        found = await self.store.read(lambda port: port.by_id(conv.id))
        return found or conv


def missing(screen: Screen, posted: Mapping[str, str]) -> bool:
    """Whether the page that was posted is shown again because something on it stands blank."""
    shown = [field for field in screen.fields if field.number is not None]
    stayed = any(field.id in posted for field in shown)
    return stayed and any(field.answer is None and not field.error for field in shown)


async def _form(request: web.Request) -> MultiMapping[object]:
    try:
        return await request.post()
    except (ValueError, LookupError):  # no form, or in an encoding that nobody knows
        raise web.HTTPBadRequest from None


def _survey(
    request: web.Request,
    screen: Screen,
    blank: bool = False,
    changed: bool = False,
    again: str = "",
) -> web.Response:
    token = request.match_info["token"]
    return page(render.survey(screen, token, blank, changed, again))


def routes(door: WebDoor) -> list[web.RouteDef]:
    """The page, its stop page, and the mail's one-click stop (RFC 8058)."""

    async def show(request: web.Request) -> web.Response:
        conv = await door.find(request)
        screen = await door.screen(request, conv)
        return _survey(request, screen, again=request.query.get(SECTION, ""))

    async def submit(request: web.Request) -> web.Response:
        conv = await door.find(request)
        form, now = await _form(request), door.clock.now()
        if sends(form):
            moved = await door.turn(read_sent(form, conv, now), conv)
            screen = await door.screen(request, moved)
            return _survey(request, screen, changed=screen.ending is None)
        fields = read_fields(form)
        moved = await door.turn(read_form(form, fields, conv, now), conv)
        screen = await door.screen(request, moved, fields)
        return _survey(request, screen, missing(screen, fields))

    async def ask_stop(request: web.Request) -> web.Response:
        conv = await door.find(request)
        screen = await door.screen(request, conv)
        return page(render.stop(screen, request.match_info["token"]))

    async def stop(request: web.Request) -> web.Response:
        conv = await door.find(request)
        moved = await door.turn(read_stop(conv, door.clock.now()), conv)
        return _survey(request, await door.screen(request, moved))

    return [
        web.get(f"/k/{TOKEN}", show),
        web.post(f"/k/{TOKEN}", submit),
        web.get(f"/k/{TOKEN}/thoi", ask_stop),
        web.post(f"/k/{TOKEN}/thoi", stop),
        web.get(f"/mail/thoi/{TOKEN}", ask_stop),
        web.post(f"/mail/thoi/{TOKEN}", stop),
        style_route(),
    ]
