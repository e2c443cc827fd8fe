"""What a citizen attached, handed to an officer as a file: nothing of it is shown or run."""

from aiohttp import web

from bot.media_due import KINDS, MediaPort
from ground.doors import Door

UNKNOWN = "application/octet-stream"


def routes(media: Door[MediaPort]) -> list[web.RouteDef]:
    """GET /media/ID, from a line of a thread."""

    async def medium(request: web.Request) -> web.Response:
        id_ = int(request.match_info["id"])
        kept = await media.read(lambda port: port.kept(id_))
        if kept is None:
            raise web.HTTPNotFound
        name = f"dinh-kem-{id_}.{KINDS.get(kept.kind, 'bin')}"
        kind = kept.kind if kept.kind in KINDS else UNKNOWN
        return web.Response(body=kept.content, headers=download(name, kind))

    return [web.get(r"/media/{id:\d{1,18}}", medium)]


def download(name: str, kind: str = UNKNOWN) -> dict[str, str]:
    """Headers of a file: no browser shows or guesses it. The name is ours, not the citizen's."""
    return {
        "Content-Type": kind,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
