"""What a citizen attached, handed to an officer as a file: nothing of it is shown or run."""

from aiohttp import web

from bot.media_due import KINDS, Kept, MediaPort
from ground.doors import Door


def routes(media: Door[MediaPort]) -> list[web.RouteDef]:
    """GET /media/ID, from a line of a thread."""

    async def medium(request: web.Request) -> web.Response:
        id_ = int(request.match_info["id"])
        kept = await media.read(lambda port: port.kept(id_))
        if kept is None:
            raise web.HTTPNotFound
        return web.Response(body=kept.content, headers=_download(id_, kept))

    return [web.get(r"/media/{id:\d{1,18}}", medium)]


def _download(id_: int, kept: Kept) -> dict[str, str]:
    """No browser shows or guesses it; the name that it came with is not trusted."""
    ending = KINDS.get(kept.kind, "bin")
    return {
        "Content-Type": kept.kind if kept.kind in KINDS else "application/octet-stream",
        "Content-Disposition": f'attachment; filename="dinh-kem-{id_}.{ending}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
