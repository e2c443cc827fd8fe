"""Publishing through the running system, for the command beside it (docs/flow-versions.md).

On SQLite the process that serves is the only one that writes. It decides nothing: it passes an
order on, as JSON, and tells what came of it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import orjson
from aiohttp import web

from bot.publications import Publication
from bot.publishing import Order, Refused
from desk.routes import refuse_other_sites
from ground.faults import Faulty

CarryOut = Callable[[Order], Awaitable[Publication]]


def routes(carry_out: CarryOut) -> list[web.RouteDef]:
    """POST /flows/NAME/publish: an `Order` without its name, as JSON.

    200 with the publication; 409 {"told"} where it was refused; 422 {"vi", "en"} with the
    faults of the file; 400 for what is no order.
    """

    async def publish(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        if request.content_type != "application/json":  # no form of a foreign page can send it
            raise web.HTTPUnsupportedMediaType
        order = _order(request.match_info["flow"], await request.read())
        try:
            return _json(asdict(await carry_out(order)))
        except Refused as refused:
            return _json({"told": str(refused)}, 409)
        except Faulty as faulty:
            told = {lang: [fault.told(lang) for fault in faulty.faults] for lang in ("vi", "en")}
            return _json(told, 422)

    return [web.post("/flows/{flow}/publish", publish)]


def _order(name: str, body: bytes) -> Order:
    try:
        given = orjson.loads(body)
        number = given["number"]
        return Order(
            name=name,
            by=str(given["by"]),
            note=str(given["note"]),
            number=None if number is None else int(number),
            seen=str(given["seen"]),
            meaning=tuple(str(question) for question in given["meaning"]),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise web.HTTPBadRequest from None


def _json(data: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(data), status=status, content_type="application/json")
