"""The webhook's door: size, raw bytes, signature, then one turn, then 200.

Unsigned `{}` (the console's probe) gets 200 and nothing else; a bad signature 401; anything
signed 200, or 503 where the store could not keep it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.turns import Arrival, Kept, Outcome, Turn
from channels.zalo.account import ZaloAccount
from channels.zalo.read import Hash, Unreadable, read_event
from channels.zalo.signature import SIGNATURE_HEADER, verified
from channels.zalo.tokens import Clock
from ground.canonical import sha256_hex

MAX_BYTES = 256 * 1024

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ZaloDoor:
    """What the webhook needs."""

    accounts: Mapping[str, ZaloAccount]  # of one app, by the account's id; at least one
    take: Callable[[Arrival], Awaitable[Outcome]]
    nudge: Callable[[], None]
    hash_of: Hash
    clock: Clock
    verifier: str  # the code of zalo_verifier<CODE>.html, or ""


def routes(door: ZaloDoor) -> list[web.RouteDef]:
    """POST /webhook/zalo, and the file by which Zalo verifies the domain."""

    async def webhook(request: web.Request) -> web.Response:
        return await _webhook(door, request)

    async def verifier(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if not door.verifier or name != f"zalo_verifier{door.verifier}.html":
            raise web.HTTPNotFound
        meta = f'<meta name="zalo-platform-site-verification" content="{door.verifier}" />'
        return web.Response(text=meta, content_type="text/html")

    return [
        web.post("/webhook/zalo", webhook),
        web.get(r"/{name:zalo_verifier[A-Za-z0-9_-]+\.html}", verifier),
    ]


async def _webhook(door: ZaloDoor, request: web.Request) -> web.Response:
    if (request.content_length or 0) > MAX_BYTES:
        return web.Response(status=413)
    raw = await request.read()
    if raw.strip() == b"{}" and SIGNATURE_HEADER not in request.headers:
        return web.Response()
    app = next(iter(door.accounts.values()))  # the app and its webhook's secrets are one for all
    if not any(verified(raw, request.headers, app.app_id, secret) for secret in app.oa_secrets):
        log.warning("zalo.bad_signature", bytes=len(raw))
        return web.Response(status=401)
    now = door.clock.now()
    try:
        arrival = read_event(raw, now, door.hash_of)
    except Unreadable:
        arrival = Kept(f"sha256/{sha256_hex(raw)}", "zalo/unreadable", now, raw)
    if isinstance(arrival, Turn) and arrival.chat and arrival.chat.account not in door.accounts:
        # An account of the app that is not ours to answer for.
        arrival = Kept(arrival.event_key, "zalo/other_account", now, raw)
    if arrival is not None:
        await door.take(arrival)
        door.nudge()
    return web.Response()
