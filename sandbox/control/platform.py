"""Control of the platform itself: accounts, tokens, templates, faults, knobs."""

from dataclasses import asdict

from aiohttp import web

from sandbox import behaviours, faults
from sandbox.control.common import after, answer, oa_of, row_of
from sandbox.platform.tokens import ACCESS_SECONDS
from sandbox.values import text
from sandbox.world import World


class PlatformControl:
    """The handlers, one a route."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def oas(self, request: web.Request) -> web.Response:
        """All accounts; see oas.Oa."""
        return answer([asdict(oa) for oa in self._world.oas.all()])

    async def declare_oa(self, request: web.Request) -> web.Response:
        """Make an account, or change one (the first where `oa` is missing)."""
        return answer(asdict(self._world.oas.declare(await row_of(request))))

    async def tokens(self, request: web.Request) -> web.Response:
        """A fresh pair, as the API Explorer gives an admin [OQ]; the OA's old one dies."""
        oa = oa_of(self._world, request, await row_of(request))
        pair = self._world.tokens.mint(self._world.clock.now_ms, oa.oa)
        return answer({**pair.answer(), "expires_in": str(ACCESS_SECONDS), "oa": oa.oa})

    async def revoke(self, request: web.Request) -> web.Response:
        """The OA takes its permission back: both tokens die."""
        oa = oa_of(self._world, request)
        self._world.tokens.revoke(oa.oa)
        return answer({"oa": oa.oa})

    async def codes(self, request: web.Request) -> web.Response:
        """A code as after consent: {"code_challenge"?, "oa"?} -> {"code","oa_id"}."""
        row = await row_of(request)
        oa = oa_of(self._world, request, row)
        now_ms = self._world.clock.now_ms
        code = self._world.tokens.new_code(text(row, "code_challenge"), now_ms, oa.oa)
        return answer({"code": code, "oa_id": oa.oa})

    async def template(self, request: web.Request) -> web.Response:
        """Register a template, or another state of one, of which its accounts are told."""
        world, row = self._world, await row_of(request)
        old = world.templates.get(text(row, "template_id"))
        new = world.add_template(row)
        if old is not None:
            for oa in (oa for oa in world.oas.all() if new.of(oa.oa)):
                world.events.template_changed(oa.oa, old, new, world.clock.now_ms)
        return answer({"template_id": new.template_id})

    async def behaviours(self, request: web.Request) -> web.Response:
        """What is imitated, and how each behaviour is known."""
        return answer([asdict(row) for row in behaviours.read()])

    async def order_fault(self, request: web.Request) -> web.Response:
        """See faults.Fault."""
        self._world.faults.order(faults.read(await row_of(request)))
        return answer({"open": len(self._world.faults.open())})

    async def open_faults(self, request: web.Request) -> web.Response:
        """The faults still to come."""
        return answer([asdict(fault) for fault in self._world.faults.open()])

    async def fault_hits(self, request: web.Request) -> web.Response:
        """What the faults hit, by number above ?after, and whether it was accepted."""
        return answer(self._world.faults.summary(after(request)))

    async def clear_faults(self, request: web.Request) -> web.Response:
        """Everything works again."""
        self._world.faults.clear()
        return answer({"open": 0})

    async def knobs(self, request: web.Request) -> web.Response:
        """See knobs.Knobs."""
        return answer(asdict(self._world.dials.now))

    async def turn_knobs(self, request: web.Request) -> web.Response:
        """Turn some; another `daily_limit` is told to every account."""
        world, before = self._world, self._world.dials.now.daily_limit
        now = world.dials.turn(await row_of(request))
        if now.daily_limit != before:
            for oa in world.oas.all():
                change = (before, now.daily_limit)
                world.events.quota_changed(oa.oa, change, world.clock.now_ms)
        return answer(asdict(now))
