"""Who is at the page: a link or a cookie led to a conversation. Reading it changes nothing."""

import hmac
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple, Protocol

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
from channels.web.links import LinkFacts, Links
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
AGAIN = "sua"
"""Names a screen of answers that were sent: an old address of one that was open only shows them."""
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
class Spot:
    """The page of one invitation, as somebody stands before it."""

    id: int  # the conversation's
    ref: str  # the invitation's public reference
    token: str  # stands hidden in every form
    here: str  # the address that its links and forms go on at, without a query
    brought: bool  # the browser brought the cookie: the address goes on without the token
    plan: str
    lapsed: bool  # its time has run out, whether or not the clockwork has seen that
    until: datetime  # when it runs out


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at that page, and how the talk stands."""

    spot: Spot
    conv: Conversation


class Moved(NamedTuple):
    """A talk after a turn and before it, and whether the same turn had not come already."""

    now: Conversation
    before: Conversation
    new: bool


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
    links: Links = field(default_factory=Links)

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

    async def posted(self, request: web.Request) -> tuple[Spot, Form]:
        """Where a form of this very page was posted, and the form. Raises as `guard.form_of` does,
        and HTTPForbidden where the form is of another page than the address.
        """
        form, token = await form_of(request)
        of = request.match_info
        same = of["token"] if "token" in of else of["ref"]
        ref = self.passes.ref(token)
        if not hmac.compare_digest(token if "token" in of else ref, same):
            raise web.HTTPForbidden
        known = self.links.get(ref)
        spot = (
            self._spot(request, (token, ref), known) if known else await self._found(request, token)
        )
        self.hold(ref)
        return spot, form

    async def _found(self, request: web.Request, token: str) -> Spot:
        return (await self._visit(request, token)).spot

    def _spot(self, request: web.Request, of: tuple[str, str], link: LinkFacts) -> Spot:
        token, ref = of
        brought = self.passes.token(request.cookies, ref) is not None
        here, lapsed = f"/p/{ref}" if brought else f"/k/{token}", link.until <= self.clock.now()
        return Spot(link.conversation, ref, token, here, brought, link.plan, lapsed, link.until)

    async def _visit(self, request: web.Request, token: str) -> Visit:
        """Raises as `known`."""
        ref = self.passes.ref(token)
        link = self.known(await self.store.read(lambda port: port.by_ref(ref)))
        conv = link.conversation
        facts = LinkFacts(conv.id, link.plan, link.expires_at)
        self.links.put(ref, facts)
        spot = self._spot(request, (token, ref), facts)
        return Visit(spot, _lapsed(conv) if spot.lapsed else conv)

    async def standing(self, spot: Spot) -> Conversation:
        """How the talk stands. Raises HTTPNotFound where it is there no more."""
        conv = await self.store.read(lambda port: port.by_id(spot.id))
        if conv is None:
            raise web.HTTPNotFound
        return _lapsed(conv) if spot.lapsed else conv

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
        self, request: web.Request, spot: Spot, html: str, status: int = 200
    ) -> web.Response:
        """A page of this spot; it gives the cookie to a browser that did not bring it."""
        answer = page(html, status)
        if not spot.brought:
            self.passes.give(answer, request.cookies, spot.token)
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
        by = AGAIN if conv.status is Status.ENDED else SECTION
        named = query.get(by) if wanted else None
        question, colon, value = link.partition(":")
        chosen = (question, value) if colon else None
        flow = await self.flow(conv)
        return view(flow, conv, query.get("lang"), told, named, chosen, over)

    async def turn(self, turn: Turn) -> Moved:
        """Take the turn. Raises HTTPNotFound where the talk is there no more."""
        outcome = await self.take(turn)
        self.nudge()
        now = outcome.conversation
        if now is None:
            now = await self.store.read(lambda port: port.by_id(turn.conversation or 0))
        if now is None:
            raise web.HTTPNotFound
        return Moved(now, outcome.before or now, outcome.state != "duplicate")


def _lapsed(conv: Conversation) -> Conversation:
    """As it will stand once the clockwork has ended it; nothing is taken any more."""
    if conv.ending is not None:
        return conv
    return replace(conv, status=Status.ENDED, ending=Ending.EXPIRED)
