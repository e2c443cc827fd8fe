"""/bien-nhan: whether answers with a receipt's code were received, and on which day.

It is public, changes nothing and knows nobody: no answer, agency, case or validity.
"""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bot.ports import ReceiptPort
from bot.receipt import receipt_in, shown
from channels.web import render
from channels.web.comfort import is_big, remember
from ground.doors import Door
from ground.text import squeeze
from ground.when import local_date
from look.pages import page

ADDRESS = "/bien-nhan"
MAX_SIGNS = 40


def routes(store: Door[ReceiptPort]) -> list[web.RouteDef]:
    """GET of the form, and with `ma` of what is known of that code."""

    async def check(request: web.Request) -> web.Response:
        typed = squeeze(request.query.get("ma", ""))[:MAX_SIGNS]
        code = receipt_in(typed)
        at = await store.read(_asked(code)) if code else None
        day = local_date(at).strftime("%d/%m/%Y") if at else ""
        language = request.query.get("lang", "")
        told = (typed, shown(code) if code else "", day)
        return remember(request, page(render.receipt(language, *told, is_big(request))))

    return [web.get(ADDRESS, check)]


def _asked(code: str) -> Callable[[ReceiptPort], datetime | None]:
    return lambda port: port.received_at(code)
