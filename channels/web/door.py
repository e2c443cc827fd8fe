"""Who is at the page: a link or a cookie led to a conversation. Reading it changes nothing."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.conversation import Conversation
from bot.form import misfits
from bot.ports import PagePort
from bot.shelf import Shelf
from bot.turns import Arrival, Outcome, Turn
from bot.view import Screen, Told, view
from channels.web.guard import Form, form_of
from channels.web.passes import Passes
from ground.doors import Door
from look.pages import page

Handler = Callable[[web.Request], Awaitable[web.Response]]
NOTHING: Mapping[str, str] = {}
SECTION = "phan"
"""Names a section in the address of a page."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the page of one invitation."""

    token: str  # stands hidden in every form
    here: str  # the address that its links and forms go on at, without a query
    conv: Conversation
    brought: bool  # the browser brought the cookie: the address goes on without the token


@dataclass(frozen=True, slots=True)
class WebDoor:
    """What the page needs."""

    store: Door[PagePort]
    shelf: Shelf
    take: Callable[[Arrival], Awaitable[Outcome]]
    nudge: Callable[[], None]
    clock: Clock
    passes: Passes

    async def look(self, request: web.Request) -> Visit:
        """Who looks at a page. Raises HTTPNotFound for a link that opens nothing, HTTPForbidden
        for a token-less address without its cookie.
        """
        token = request.match_info.get("token")
        if token is None:
            token = self.passes.token(request.cookies, request.match_info["ref"])
            if token is None:
                raise web.HTTPForbidden
        return await self._visit(request, token)

    async def posted(self, request: web.Request) -> tuple[Visit, Form]:
        """Who posts a form of this very page, and the form. Raises as `guard.form_of` does, and
        HTTPForbidden where the form is of another page than the address.
        """
        form, token = await form_of(request)
        of = request.match_info
        same = of["token"] if "token" in of else of["ref"]
        if not hmac.compare_digest(token if "token" in of else self.passes.ref(token), same):
            raise web.HTTPForbidden
        return await self._visit(request, token), form

    async def _visit(self, request: web.Request, token: str) -> Visit:
        """Raises HTTPNotFound, which is answered with the kind page of an unknown link."""
        ref = self.passes.ref(token)
        link = await self.store.read(lambda port: port.by_ref(ref))
        if link is None:
            raise web.HTTPNotFound
        brought = self.passes.token(request.cookies, ref) is not None
        here = f"/p/{ref}" if brought else f"/k/{token}"
        return Visit(token, here, link.conversation, brought)

    def answer(self, request: web.Request, visit: Visit, html: str) -> web.Response:
        """A page of this visit; it gives the cookie to a browser that did not bring it."""
        answer = page(html)
        if not visit.brought:
            self.passes.give(answer, request.cookies, visit.token)
        return answer

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
        """Take the turn and return the conversation as it stands then."""
        outcome = await self.take(turn)
        self.nudge()
        if outcome.conversation is not None:
            return outcome.conversation
        found = await self.store.read(lambda port: port.by_id(conv.id))
        return found or conv
