"""What the page loads besides its style: one small script, named by its own hash.

The page needs none of it; with it no screen is loaded anew, and nothing typed is lost offline.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from aiohttp import web

from look.pages import HEADERS

SCRIPT = Path(__file__).parent / "static" / "phieu.js"
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@cache
def script_path() -> str:
    """The script's address; it changes with its content, so that it can be kept for ever."""
    return f"/look/{sha256(SCRIPT.read_bytes()).hexdigest()[:12]}.js"


def script_route() -> web.RouteDef:
    """GET of the script."""

    async def script(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(SCRIPT, headers={**HEADERS, **FOR_EVER})

    return web.get(script_path(), script)
