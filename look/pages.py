"""Page templates on the shared base, and the one style sheet, named by its own hash."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ground.telephone import telephone_link

_HERE = Path(__file__).parent
_STYLE = _HERE / "static" / "look.css"

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; media-src 'self'; font-src 'self'; object-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@cache
def style_path() -> str:
    """The style sheet's address; it changes with its content, so that it can be kept for ever."""
    return f"/look/{sha256(_STYLE.read_bytes()).hexdigest()[:12]}.css"


def environment(folder: Path) -> Environment:
    """Templates of a room, on the shared base; every value is escaped."""
    env = Environment(
        loader=FileSystemLoader([folder, _HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals["style"] = style_path()
    env.filters["tel"] = telephone_link
    return env


def page(html: str, status: int = 200) -> web.Response:
    """An HTML answer with the headers that every page has."""
    return web.Response(
        text=html, status=status, content_type="text/html", charset="utf-8", headers=HEADERS
    )


def style_route() -> web.RouteDef:
    """GET of the style sheet."""

    async def style(_request: web.Request) -> web.StreamResponse:
        kept = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Type": "text/css; charset=utf-8",
        }
        return web.FileResponse(_STYLE, headers={**HEADERS, **kept})

    return web.get(style_path(), style)
