"""The webhook's door: size, raw bytes, signature, then one turn, then 200.

Unsigned `{}` (the console's probe) gets 200 and nothing else; a bad signature 401; anything
signed 200, or 503 where the store could not keep it in time. GET and HEAD get 200 and nothing.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from aiohttp import web

from bot.turns import Arrival, Outcome
from channels.zalo.read import Ears, read_event
from channels.zalo.signature import SIGNATURE_HEADER, verify
from channels.zalo.tokens import Clock
from look.pages import environment, page

MAX_BYTES = 64 * 1024
"""The platform's events are under 20 kB."""
BODY_SECONDS = 10.0
KEEP_SECONDS = 1.5
"""The platform waits 2 s. What takes longer is kept all the same; its repeat changes nothing."""

log = structlog.get_logger(__name__)
_PAGES = environment(Path(__file__).parent / "templates")


@dataclass(frozen=True, slots=True)
class ZaloDoor:
    """What the webhook needs."""

    app_id: str
    secrets: Sequence[str]  # two while the account's secret is being changed
    ears: Ears
    take: Callable[[Arrival], Awaitable[Outcome]]
    nudge: Callable[[], None]
    clock: Clock
    verifier: str  # the code of zalo_verifier<CODE>.html, or ""
    met: Counter[str] = field(default_factory=Counter)  # spellings of signatures
    body_seconds: float = BODY_SECONDS
    keep_seconds: float = KEEP_SECONDS


def routes(door: ZaloDoor) -> list[web.RouteDef]:
    """/webhook/zalo, and the file and the page by which Zalo verifies the domain."""

    async def webhook(request: web.Request) -> web.Response:
        return await _webhook(door, request)

    async def look(_request: web.Request) -> web.Response:
        return web.Response()

    async def verifier(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if not door.verifier or name != f"zalo_verifier{door.verifier}.html":
            raise web.HTTPNotFound
        meta = f'<meta name="zalo-platform-site-verification" content="{door.verifier}" />'
        return web.Response(text=meta, content_type="text/html")

    async def front(_request: web.Request) -> web.Response:
        html = _PAGES.get_template("front.html").render(lang="vi", verifier=door.verifier)
        return page(html)

    return [
        web.post("/webhook/zalo", webhook),
        web.get("/webhook/zalo", look),
        web.get(r"/{name:zalo_verifier[A-Za-z0-9_-]+\.html}", verifier),
        web.get("/", front),
    ]


async def _webhook(door: ZaloDoor, request: web.Request) -> web.Response:
    if (request.content_length or 0) > MAX_BYTES:
        return web.Response(status=413)
    try:
        raw = await _read(door, request)
    except TimeoutError:
        return web.Response(status=408, headers={"Connection": "close"})
    if len(raw) > MAX_BYTES:
        return web.Response(status=413)
    body = verify(raw, request.headers, door.app_id, door.secrets)
    if body is None:
        return _unsigned(raw, request)
    _count(door.met, str(body.variant))
    return await _keep(door, read_event(body, door.clock.now(), door.ears))


async def _read(door: ZaloDoor, request: web.Request) -> bytes:
    """The body, mostly there already. Raises TimeoutError where it drips in."""
    if request.content.is_eof():
        return await request.read()
    async with asyncio.timeout(door.body_seconds):
        return await request.read()


def _unsigned(raw: bytes, request: web.Request) -> web.Response:
    """The console's probe is welcome; all else is nobody's."""
    if raw.strip() == b"{}" and SIGNATURE_HEADER not in request.headers:
        return web.Response()
    log.warning("zalo.bad_signature", bytes=len(raw))
    return web.Response(status=401)


def _count(met: Counter[str], variant: str) -> None:
    """Count a spelling; it is logged when it is new, and each time its number has a digit more."""
    met[variant] += 1
    if str(met[variant]).strip("0") == "1":
        log.info("zalo.signature_met", variant=variant, times=met[variant])


async def _keep(door: ZaloDoor, arrival: Arrival) -> web.Response:
    try:
        async with asyncio.timeout(door.keep_seconds):
            await door.take(arrival)
    except TimeoutError:
        log.warning("zalo.kept_too_slowly")
        return web.Response(status=503, headers={"Retry-After": "30"})
    door.nudge()
    return web.Response()
