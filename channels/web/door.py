"""Who is at the page: a link or a cookie led to a conversation. Reading it changes nothing."""

import hmac
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.afterwards import Afterwards
from bot.conversation import Conversation, Status
from bot.form import misfits
from bot.ports import Link, PagePort
from bot.shelf import Shelf
from bot.turns import Arrival, Outcome, Turn
from bot.view import Screen, Told, view
from channels.web.guard import Form, form_of
from channels.web.kinds import Hotline
from channels.web.passes import Passes
from channels.web.recordings import Recordings
from channels.web.throttle import Throttle
from flows.language.kinds import Problem
from flows.model import Ending, Flow
from ground.doors import Door
from look.pages import page
from post.again import AgainPort

Handler = Callable[[web.Request], Awaitable[web.Response]]
NOTHING: Mapping[str, Told] = {}
OPEN = Afterwards()
SECTION = "phan"
"""Names a screen in the address of a page."""
LINK = "chon"
"""Preselects an answer there: QUESTION:VALUE."""
RETRY_AFTER_SECONDS = "60"


class Away(Exception):
    """A token-less address was opened by a browser that has no cookie for it."""


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
    plan: str
    lapsed: bool  # its time has run out, whether or not the clockwork has seen that
    until: datetime  # when it runs out


@dataclass(frozen=True, slots=True)
class WebDoor:
    """What the page needs."""

    store: Door[PagePort]
    shelf: Shelf
    take: Callable[[Arrival], Awaitable[Outcome]]
    nudge: Callable[[], None]
    clock: Clock
    passes: Passes
    throttle: Throttle
    hotlines: Sequence[Hotline]
    again: Door[AgainPort]
    plans: Collection[str]  # the names of those that are kept
    recordings: Recordings = field(default_factory=Recordings)

    async def look(self, request: web.Request) -> Visit:
        """Who looks at a page. Raises HTTPNotFound for a link that opens nothing, `Away` for a
        token-less address without its cookie.
        """
        token = request.match_info.get("token")
        if token is None:
            token = self.passes.token(request.cookies, request.match_info["ref"])
            if token is None:
                raise Away
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
        visit = await self._visit(request, token)
        self.hold(self.passes.ref(token))
        return visit, form

    async def _visit(self, request: web.Request, token: str) -> Visit:
        """Raises as `known`."""
        ref = self.passes.ref(token)
        link = self.known(await self.store.read(lambda port: port.by_ref(ref)))
        brought = self.passes.token(request.cookies, ref) is not None
        here = f"/p/{ref}" if brought else f"/k/{token}"
        lapsed, conv = link.expires_at <= self.clock.now(), link.conversation
        if lapsed and conv.ending is None:  # the clockwork will end it; nothing is taken any more
            conv = replace(conv, status=Status.ENDED, ending=Ending.EXPIRED)
        return Visit(token, here, conv, brought, link.plan, lapsed, link.expires_at)

    def hold(self, ref: str) -> None:
        """Raises HTTPTooManyRequests where too much is posted, of one invitation or of all."""
        if not self.throttle.may_post(ref):
            raise web.HTTPTooManyRequests(headers={"Retry-After": RETRY_AFTER_SECONDS})

    def known(self, link: Link | None) -> Link:
        """Raises HTTPNotFound where it opens nothing; of too many such, HTTPTooManyRequests."""
        if link is not None:
            return link
        if self.throttle.may_guess():
            raise web.HTTPNotFound
        raise web.HTTPTooManyRequests(headers={"Retry-After": RETRY_AFTER_SECONDS})

    def answer(
        self, request: web.Request, visit: Visit, html: str, status: int = 200
    ) -> web.Response:
        """A page of this visit; it gives the cookie to a browser that did not bring it."""
        answer = page(html, status)
        if not visit.brought:
            self.passes.give(answer, request.cookies, visit.token)
        return answer

    async def flow(self, conv: Conversation) -> Flow:
        """The survey that the conversation is pinned to."""
        known = self.shelf.known(conv.flow_hash)
        if known is not None:
            return known
        return await self.store.read(lambda port: self.shelf.get(conv.flow_hash, port))

    async def misfits(self, conv: Conversation, posted: Mapping[str, str]) -> dict[str, Problem]:
        """What of a posted form does not fit, by question."""
        return misfits(await self.flow(conv), conv, posted)

    async def screen(  # noqa: PLR0913, PLR0917  what the address and the last form say
        self,
        request: web.Request,
        conv: Conversation,
        told: Mapping[str, Told] = NOTHING,
        over: Afterwards = OPEN,
        link: str = "",
        wanted: bool = True,
    ) -> Screen:
        """What the page shows of the conversation, in the language of the address.

        `told`: what is shown again as it was put in. `over`: what is known of its end. `link`:
        what a link preselects. A screen that the address names is shown again where it is
        `wanted`. None of it changes anything.
        """
        query = request.query
        named = query.get(SECTION) if wanted else None
        question, colon, value = link.partition(":")
        chosen = (question, value) if colon else None
        flow = await self.flow(conv)
        return view(flow, conv, query.get("lang"), told, named, chosen, over)

    async def turn(self, turn: Turn, conv: Conversation) -> Conversation:
        """Take the turn and return the conversation as it stands then."""
        return (await self.taken(turn, conv))[0]

    async def taken(self, turn: Turn, conv: Conversation) -> tuple[Conversation, bool]:
        """The same, and whether it was new: False where the same form came before."""
        outcome = await self.take(turn)
        self.nudge()
        new = outcome.state != "duplicate"
        if outcome.conversation is not None:
            return outcome.conversation, new
        found = await self.store.read(lambda port: port.by_id(conv.id))
        return found or conv, new
