"""What the control handlers share: reading a request, answering JSON, naming an account."""

import orjson
from aiohttp import web

from sandbox.acts.acting import ActError
from sandbox.oas import Oa
from sandbox.platform.gate import Handler
from sandbox.values import Json, parse, text
from sandbox.world import World

LONGEST_WAIT_SECONDS = 60.0


def told(handler: Handler) -> Handler:
    """The handler, with wrong input turned into 400 and a reason."""

    async def checked(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (ActError, ValueError) as error:
            return answer({"error": str(error)}, 400)

    return checked


def answer(value: object, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(body=orjson.dumps(value), status=status, content_type="application/json")


async def row_of(request: web.Request) -> Json:
    """The JSON object of the body ({} for none); raises ValueError."""
    raw = await request.read()
    row = parse(raw) if raw else {}
    if row is None:
        raise ValueError("the body is a JSON object")
    return row


async def rows_of(request: web.Request) -> list[Json]:
    """The list of JSON objects in the body, or the one object; raises ValueError."""
    rows = orjson.loads(await request.read())  # JSONDecodeError is a ValueError
    listed = rows if isinstance(rows, list) else [rows]
    if not all(isinstance(row, dict) for row in listed):
        raise ValueError("the body is a list of JSON objects")
    return listed


def after(request: web.Request) -> int:
    """?after=N: only what is numbered above N."""
    return int(request.query.get("after", "0"))


def wait(request: web.Request) -> float:
    """?wait=S: how many real seconds to wait for something."""
    return min(float(request.query.get("wait", "0")), LONGEST_WAIT_SECONDS)


def oa_of(world: World, request: web.Request, row: Json | None = None) -> Oa:
    """The account that `oa` names in the body or the query, or the first; raises ValueError."""
    return world.oas.find(text(row or {}, "oa") or request.query.get("oa", ""))
