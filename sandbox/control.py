"""The control API under /_/: JSON for tests, rehearsals and pages. The product never calls it.

A person is named by their phone in any spelling. Wrong input is 400 {"error": why}.
"""

import asyncio
from dataclasses import asdict
from datetime import datetime

import orjson
from aiohttp import web

from sandbox import faults, mailbox
from sandbox.acting import ActError, act, person_of
from sandbox.clock import VirtualClock
from sandbox.clock import Window as SendWindow
from sandbox.gate import Handler
from sandbox.people import Bubble
from sandbox.tokens import ACCESS_SECONDS
from sandbox.values import Json, epoch_ms, iso, number, parse, text
from sandbox.world import World

_LONGEST_WAIT_SECONDS = 60.0


def routes(world: World) -> list[web.RouteDef]:
    """All routes of the control API."""
    control = Control(world)
    gets: dict[str, Handler] = {
        "/_/clock": control.clock,
        "/_/people": control.people,
        "/_/people/{phone}/messages": control.messages,
        "/_/messages": control.all_messages,
        "/_/mails": control.mails,
        "/_/mails/{id}/raw": control.raw_mail,
        "/_/faults": control.open_faults,
        "/_/knobs": control.knobs,
        "/_/bill": control.bill,
        "/_/calls": control.calls,
        "/_/events": control.events,
        "/_/idle": control.idle,
    }
    posts: dict[str, Handler] = {
        "/_/clock": control.move_clock,
        "/_/people": control.declare,
        "/_/people/{phone}/{do:say|tap|share|rate|block|follow|look}": control.act_one,
        "/_/act": control.act_many,
        "/_/tokens": control.tokens,
        "/_/codes": control.codes,
        "/_/templates": control.template,
        "/_/faults": control.order_fault,
        "/_/knobs": control.turn_knobs,
        "/_/probe": control.probe,
        "/_/idle": control.wait_idle,
    }
    return [
        *(web.get(path, told(handler), allow_head=False) for path, handler in gets.items()),
        *(web.post(path, told(handler)) for path, handler in posts.items()),
        web.delete("/_/faults", told(control.clear_faults)),
    ]


def told(handler: Handler) -> Handler:
    """The handler, with wrong input turned into 400 and a reason."""

    async def checked(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (ActError, ValueError) as error:
            return _json({"error": str(error)}, 400)

    return checked


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(value), status=status, content_type="application/json")


async def _row(request: web.Request) -> Json:
    """The JSON object of the body ({} for none); raises ValueError."""
    raw = await request.read()
    row = parse(raw) if raw else {}
    if row is None:
        raise ValueError("the body is a JSON object")
    return row


async def _rows(request: web.Request) -> list[Json]:
    """The list of JSON objects in the body, or the one object; raises ValueError."""
    rows = orjson.loads(await request.read())  # JSONDecodeError is a ValueError
    listed = rows if isinstance(rows, list) else [rows]
    if not all(isinstance(row, dict) for row in listed):
        raise ValueError("the body is a list of JSON objects")
    return listed


def _after(request: web.Request) -> int:
    return int(request.query.get("after", "0"))


def shown_bubble(bubble: Bubble) -> Json:
    """A bubble with its time in ISO."""
    return {**asdict(bubble), "time": iso(bubble.time)}


def move(clock: VirtualClock, window: SendWindow, row: Json) -> None:
    """{"advance": seconds}, {"to": "next_window"} or {"to": ISO}; raises ValueError."""
    if "advance" in row:
        clock.advance(number(row, "advance", -1))
        return
    goal, now_ms = text(row, "to"), clock.now_ms
    if goal == "next_window":
        target = window.next_opening(now_ms)
    else:
        when = datetime.fromisoformat(goal)
        if when.tzinfo is None:
            raise ValueError("a time needs its offset")
        target = epoch_ms(when)
    clock.advance((target - now_ms) / 1000)


class Control:
    """The handlers, one a route."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def clock(self, request: web.Request) -> web.Response:
        """With ?after=N&wait=S: answers when the version passes N, or S seconds passed."""
        clock = self._world.clock
        after = int(request.query.get("after", "-1"))
        loop = asyncio.get_running_loop()
        until = loop.time() + _wait(request)
        while clock.version <= after and (left := until - loop.time()) > 0:
            await clock.bell.wait(left)
        return _json(clock.answer())

    async def move_clock(self, request: web.Request) -> web.Response:
        """Jump forward."""
        move(self._world.clock, self._world.options.window, await _row(request))
        return _json(self._world.clock.answer())

    async def people(self, request: web.Request) -> web.Response:
        """All phones, with their user ids: a test may know what the product never learns."""
        world = self._world
        return _json(
            [
                {
                    **asdict(person),
                    "last_interaction": iso(person.last_interaction)
                    if person.last_interaction
                    else None,
                    "messages": len(world.people.chat(person.phone)),
                }
                for person in world.people.everyone()
            ]
        )

    async def declare(self, request: web.Request) -> web.Response:
        """Make or change people: a list, or one."""
        declared = [self._world.people.declare(row) for row in await _rows(request)]
        return _json({"people": len(declared)})

    async def messages(self, request: web.Request) -> web.Response:
        """Both directions of one chat, oldest first."""
        person = person_of(self._world, request.match_info["phone"])
        return _json([shown_bubble(b) for b in self._world.people.chat(person.phone)])

    async def all_messages(self, request: web.Request) -> web.Response:
        """Bubbles of all chats numbered above ?after; with &wait=S waits for one."""
        people, after = self._world.people, _after(request)
        loop = asyncio.get_running_loop()
        until = loop.time() + _wait(request)
        while not people.has_after(after) and (left := until - loop.time()) > 0:
            await self._world.bell.wait(left)
        return _json([shown_bubble(b) for b in people.after(after)])

    async def act_one(self, request: web.Request) -> web.Response:
        """One act of one person."""
        row = await _row(request)
        row["do"] = request.match_info["do"]
        return _json({"ok": True, **act(self._world, request.match_info["phone"], row)})

    async def act_many(self, request: web.Request) -> web.Response:
        """[{"phone","do",...}]: results in the same order; one that fails stops no other."""
        results: list[Json] = []
        for row in await _rows(request):
            try:
                results.append({"ok": True, **act(self._world, text(row, "phone"), row)})
            except ActError as error:
                results.append({"ok": False, "error": str(error)})
        return _json(results)

    async def mails(self, request: web.Request) -> web.Response:
        """?to=address; ?after=N for those numbered above N."""
        after = _after(request)
        mails = self._world.mailbox.of(request.query.get("to", ""))
        return _json([mailbox.shown(mail) for mail in mails if mail.n > after])

    async def raw_mail(self, request: web.Request) -> web.Response:
        """The bytes as they came."""
        mail = self._world.mailbox.get(request.match_info["id"])
        if mail is None:
            return _json({"error": "no such mail"}, 404)
        return web.Response(body=mail.raw, content_type="message/rfc822")

    async def tokens(self, request: web.Request) -> web.Response:
        """A fresh pair, as the API Explorer gives an admin [OQ]; the old one dies."""
        pair = self._world.tokens.mint(self._world.clock.now_ms)
        return _json({**pair.answer(), "expires_in": str(ACCESS_SECONDS)})

    async def codes(self, request: web.Request) -> web.Response:
        """A code as after consent: {"code_challenge"?} -> {"code","oa_id"}."""
        challenge = text(await _row(request), "code_challenge")
        code = self._world.tokens.new_code(challenge, self._world.clock.now_ms)
        return _json({"code": code, "oa_id": self._world.options.oa_id})

    async def template(self, request: web.Request) -> web.Response:
        """Register an approved template."""
        return _json({"template_id": self._world.add_template(await _row(request)).template_id})

    async def order_fault(self, request: web.Request) -> web.Response:
        """See faults.Fault."""
        self._world.faults.order(faults.read(await _row(request)))
        return _json({"open": len(self._world.faults.open())})

    async def open_faults(self, request: web.Request) -> web.Response:
        """The faults still to come."""
        return _json([asdict(fault) for fault in self._world.faults.open()])

    async def clear_faults(self, request: web.Request) -> web.Response:
        """Everything works again."""
        self._world.faults.clear()
        return _json({"open": 0})

    async def knobs(self, request: web.Request) -> web.Response:
        """See knobs.Knobs."""
        return _json(asdict(self._world.dials.now))

    async def turn_knobs(self, request: web.Request) -> web.Response:
        """Turn some."""
        return _json(asdict(self._world.dials.turn(await _row(request))))

    async def probe(self, request: web.Request) -> web.Response:
        """Send the unsigned `{}`: {"status": "200"}."""
        return _json({"status": await self._world.sender.probe()})

    async def bill(self, request: web.Request) -> web.Response:
        """What the OA's messages cost, in dong."""
        rows = [
            {
                "message_id": bubble.id,
                "time": iso(bubble.time),
                "phone": bubble.phone,
                "kind": _kind(bubble),
                "template_id": bubble.template_id,
                "price": bubble.price,
            }
            for bubble in self._world.people.after(0)
            if bubble.by == "oa"
        ]
        return _json({"total": sum(int(str(row["price"])) for row in rows), "messages": rows})

    async def calls(self, request: web.Request) -> web.Response:
        """Requests of the product numbered above ?after."""
        raw = self._world.calls.after(_after(request))
        return web.Response(body=raw, content_type="application/json")

    async def events(self, request: web.Request) -> web.Response:
        """Webhook events numbered above ?after; `body` is the raw text that was signed."""
        events = self._world.sender.events[max(_after(request), 0) :]
        return _json([{**asdict(event), "time": iso(event.time)} for event in events])

    async def idle(self, request: web.Request) -> web.Response:
        """Whether no event is in flight or due now."""
        pending = self._world.sender.pending
        return _json({"idle": not pending, "pending": pending})

    async def wait_idle(self, request: web.Request) -> web.Response:
        """{"wait": seconds}: the same, after waiting for it."""
        seconds = min(number(await _row(request), "wait", 5.0), _LONGEST_WAIT_SECONDS)
        idle = await self._world.sender.idle(seconds)
        return _json({"idle": idle, "pending": self._world.sender.pending})


def _wait(request: web.Request) -> float:
    return min(float(request.query.get("wait", "0")), _LONGEST_WAIT_SECONDS)


def _kind(bubble: Bubble) -> str:
    if bubble.kind != "template":
        return "cs"
    return "template_phone" if bubble.by_phone else "template_uid"
