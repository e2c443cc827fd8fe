"""The door of the Zalo hosts: reads a request, goes wrong as ordered, answers, and logs.

It knows no endpoint. Endpoints are plain functions of the world and a call.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import orjson
from aiohttp import web

from sandbox.faults import Fault
from sandbox.log import Call
from sandbox.platform.answers import OA_MESSAGES, OAUTH_NAMES, ZNS_MESSAGES, Answer, oauth_error
from sandbox.world import World

Endpoint: TypeAlias = Callable[[World, Call], Answer]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

OAUTH_PREFIX = "/v4/"
_BUSINESS_PREFIXES = ("/message/", "/template/")
_HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"


def serve(world: World, endpoint: Endpoint) -> Handler:
    """An aiohttp handler of an endpoint."""

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        call = Call(
            request.method,
            request.path,
            request.headers,
            request.query,
            body,
            world.clock.now_ms,
        )
        fault = world.faults.of_call(call.path, body)
        if fault is None:
            return _answered(world, call, endpoint(world, call))
        return await _faulty(world, call, endpoint, fault, request)

    return handle


def _answered(world: World, call: Call, answer: Answer) -> web.Response:
    if answer.location:
        _log(world, call, 302, answer.location)
        return web.Response(status=302, headers={"Location": answer.location})
    raw = orjson.dumps(answer.body)
    _log(world, call, 200, raw.decode())
    return web.Response(body=raw, content_type="application/json", headers=answer.headers)


async def _faulty(
    world: World, call: Call, endpoint: Endpoint, fault: Fault, request: web.Request
) -> web.StreamResponse:
    match fault.kind:
        case "http500" | "html":
            status = fault.code or (500 if fault.kind == "http500" else 502)
            said = _HTML if fault.kind == "html" else "Internal Server Error"
            _log(world, call, status, said)
            return web.Response(
                status=status,
                text=said,
                content_type="text/html" if fault.kind == "html" else "text/plain",
            )
        case "rate":
            answer = Answer(
                {"error": -32, "message": OA_MESSAGES[-32].format("Your application")},
                {"X-RateLimit-Limit": "4000", "X-RateLimit-Remain": "0"},
            )
            return _answered(world, call, answer)
        case "error":
            return _answered(world, call, _error(call.path, fault))
        case "slow":
            await asyncio.sleep(fault.seconds)
            return _answered(world, call, endpoint(world, call))
        case _:
            return await _cut(world, call, endpoint, fault, request)


async def _cut(
    world: World, call: Call, endpoint: Endpoint, fault: Fault, request: web.Request
) -> web.StreamResponse:
    """No answer: before or after the call took effect, at once or after the fault's seconds."""
    if fault.kind.endswith("after"):
        said = orjson.dumps(endpoint(world, call).body).decode()
        _log(world, call, 0, said)
    else:
        _log(world, call, 0, "")
    if fault.kind.startswith("timeout"):
        await asyncio.sleep(fault.seconds)
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _error(path: str, fault: Fault) -> Answer:
    code = fault.code
    if path.startswith(OAUTH_PREFIX) and code in OAUTH_NAMES:
        return oauth_error(code)
    known = ZNS_MESSAGES if path.startswith(_BUSINESS_PREFIXES) else OA_MESSAGES
    said = fault.message or known.get(code, "Error").format("value")
    return Answer({"error": code, "message": said})


def _log(world: World, call: Call, status: int, response: str) -> None:
    world.calls.add(call, status, response, call.path.startswith(OAUTH_PREFIX))
