"""GET /media/NAME: the bytes of what people sent, until its address dies. Needs no token [OQ]."""

from aiohttp import web

from sandbox.platform.gate import Handler
from sandbox.world import World


def serve_media(world: World) -> Handler:
    """The handler; 404 for what never was or is dead (the status is ASSUMED)."""

    async def handle(request: web.Request) -> web.StreamResponse:
        medium = world.media.get(request.match_info["name"])
        life_ms = world.dials.now.media_minutes * 60_000
        if medium is None or not (medium.kept or world.clock.now_ms < medium.born_ms + life_ms):
            return web.Response(status=404, text="Not Found")
        if medium.redirect:
            return web.Response(status=302, headers={"Location": medium.redirect})
        if medium.status != 200:
            return web.Response(status=medium.status)
        answer = web.StreamResponse(headers={"Content-Type": medium.content_type})
        answer.content_length = medium.size
        await answer.prepare(request)
        for block in world.media.blocks(medium):
            await answer.write(block)
        await answer.write_eof()
        return answer

    return handle
