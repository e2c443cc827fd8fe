"""Control of people: who there is, what is in their chats, what they do."""

import asyncio
from dataclasses import asdict

from aiohttp import web

from sandbox.acts.acting import ActError, act, contact_of
from sandbox.chats import Bubble
from sandbox.control.common import after, answer, oa_of, row_of, rows_of, wait
from sandbox.persons import Contact
from sandbox.values import Json, iso, text
from sandbox.world import World


def shown_bubble(bubble: Bubble) -> Json:
    """A bubble with its time in ISO."""
    return {**asdict(bubble), "time": iso(bubble.time)}


class PeopleControl:
    """The handlers, one a route. A person is named by their phone in any spelling."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def people(self, request: web.Request) -> web.Response:
        """All phones of ?oa, with their user ids: a test may know what the product never learns."""
        oa = oa_of(self._world, request)
        return answer([self._shown(contact) for contact in self._world.people.everyone(oa.oa)])

    async def declare(self, request: web.Request) -> web.Response:
        """Make or change people: a list, or one; each may name its `oa`."""
        world, rows = self._world, await rows_of(request)
        for row in rows:
            world.people.declare(row, oa_of(world, request, row).oa)
        return answer({"people": len(rows)})

    async def messages(self, request: web.Request) -> web.Response:
        """Both directions of one chat with ?oa, oldest first."""
        oa = oa_of(self._world, request)
        contact = contact_of(self._world, request.match_info["phone"], oa.oa)
        return answer([shown_bubble(bubble) for bubble in self._world.chats.of(contact)])

    async def all_messages(self, request: web.Request) -> web.Response:
        """Bubbles of all chats with all accounts above ?after; with &wait=S waits for one."""
        chats, above = self._world.chats, after(request)
        loop = asyncio.get_running_loop()
        until = loop.time() + wait(request)
        while not chats.has_after(above) and (left := until - loop.time()) > 0:
            await self._world.bell.wait(left)
        return answer([shown_bubble(bubble) for bubble in chats.after(above)])

    async def act_one(self, request: web.Request) -> web.Response:
        """One act of one person."""
        row = await row_of(request)
        row["do"] = request.match_info["do"]
        row["oa"] = oa_of(self._world, request, row).oa
        return answer({"ok": True, **act(self._world, request.match_info["phone"], row)})

    async def act_many(self, request: web.Request) -> web.Response:
        """[{"phone","do",...}]: results in the same order; one that fails stops no other."""
        results: list[Json] = []
        for row in await rows_of(request):
            try:
                results.append({"ok": True, **act(self._world, text(row, "phone"), row)})
            except (ActError, ValueError) as error:
                results.append({"ok": False, "error": str(error)})
        return answer(results)

    def _shown(self, contact: Contact) -> Json:
        last = contact.last_interaction
        return {
            **contact.row(),
            "last_interaction": iso(last) if last else None,
            "messages": len(self._world.chats.of(contact)),
        }
