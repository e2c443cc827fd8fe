"""Control of what went to and fro: calls, events, mails, and the bill."""

import asyncio
from dataclasses import asdict

from aiohttp import web

from sandbox import mailbox
from sandbox.control.bill import bill
from sandbox.control.common import LONGEST_WAIT_SECONDS, after, answer, row_of, rows_of
from sandbox.values import iso, number, part, text, whole
from sandbox.world import World


class TrafficControl:
    """The handlers, one a route."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def mails(self, request: web.Request) -> web.Response:
        """?to=address; ?after=N for those numbered above N."""
        above = after(request)
        mails = self._world.mailbox.of(request.query.get("to", ""))
        return answer([mailbox.shown(mail) for mail in mails if mail.n > above])

    async def raw_mail(self, request: web.Request) -> web.Response:
        """The bytes as they came."""
        mail = self._world.mailbox.get(request.match_info["id"])
        if mail is None:
            return answer({"error": "no such mail"}, 404)
        return web.Response(body=mail.raw, content_type="message/rfc822")

    async def probe(self, request: web.Request) -> web.Response:
        """Send the unsigned `{}`: {"status": "200"}."""
        return answer({"status": await self._world.sender.probe()})

    async def bill(self, request: web.Request) -> web.Response:
        """What the messages of ?oa, or of all accounts, cost, in dong."""
        return answer(bill(self._world, request.query.get("oa", "")))

    async def calls(self, request: web.Request) -> web.Response:
        """Requests of the product numbered above ?after."""
        raw = self._world.calls.after(after(request))
        return web.Response(body=raw, content_type="application/json")

    async def events(self, request: web.Request) -> web.Response:
        """Webhook events numbered above ?after; `body` is the raw text that was signed."""
        events = self._world.sender.events[max(after(request), 0) :]
        return answer([{**asdict(event), "time": iso(event.time)} for event in events])

    async def emit(self, request: web.Request) -> web.Response:
        """Events as they are given, a list or one: {"body": {…}, "server"?: "ZNS"} each."""
        numbers = []
        for row in await rows_of(request):
            if not part(row, "body"):
                raise ValueError("an event has a body")
            numbers.append(self._world.events.raw(part(row, "body"), text(row, "server")).n)
        return answer({"events": numbers})

    async def release(self, request: web.Request) -> web.Response:
        """Deliver what the knob `hold` kept back: {"copies"?: most of each, "shuffle"?: bool}.

        Shuffled, each event comes 1 to `copies` times in an order drawn from the sandbox's seed;
        else `copies` times in the order in which they happened.
        """
        row = await row_of(request)
        world, copies = self._world, max(whole(row, "copies", 1), 1)
        run = len(world.sender.events)

        def drawn(place: int) -> float:
            return world.ids.draw(f"release:{run}:{place}")

        shuffled = row.get("shuffle") is True
        return answer({"deliveries": world.sender.release(copies, drawn if shuffled else None)})

    async def idle(self, request: web.Request) -> web.Response:
        """Whether no event is in flight or due now."""
        pending = self._world.sender.pending + self._world.returning.pending
        return answer({"idle": not pending, "pending": pending})

    async def wait_idle(self, request: web.Request) -> web.Response:
        """{"wait": seconds}: the same, after waiting for it."""
        seconds = min(number(await row_of(request), "wait", 5.0), LONGEST_WAIT_SECONDS)
        world = self._world
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        idle = await world.sender.idle(seconds)
        while world.returning.pending and (left := until - loop.time()) > 0:
            await world.returning.bell.wait(left)
        pending = world.sender.pending + world.returning.pending
        return answer({"idle": idle and not pending, "pending": pending})
