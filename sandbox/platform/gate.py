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
from sandbox.orders import Hit
from sandbox.platform.answers import OA_MESSAGES, OAUTH_NAMES, ZNS_MESSAGES, Answer, oauth_error
from sandbox.values import part, text
from sandbox.world import World

Endpoint: TypeAlias = Callable[[World, Call], Answer]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

OAUTH_PREFIX = "/v4/"
_BUSINESS_PREFIXES = ("/message/", "/template/", "/rating/", "/quality")
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
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    done = endpoint(world, call) if fault.takes_effect else None
    match fault.kind.removesuffix("_after"):
        case "rate":
            answer = Answer(
                {"error": -32, "message": OA_MESSAGES[-32].format("Your application")},
                {"X-RateLimit-Limit": "4000", "X-RateLimit-Remain": "0"},
            )
            response = _answered(world, call, answer)
        case "error":
            response = _answered(world, call, _error(call.path, fault))
        case "slow":
            response = _answered(world, call, done or Answer({}))
        case "http500" | "html" | "garbled":
            response = _spoilt(world, call, fault, done)
        case _:
            response = web.Response()
            _log(world, call, 0, _raw(done))
    _hit(world, call, fault, done)
    if fault.kind.startswith(("timeout", "drop")):
        await _cut(fault, request)
    return response


def _spoilt(world: World, call: Call, fault: Fault, done: Answer | None) -> web.Response:
    """An answer that is none: a server's fault, a page, or JSON that breaks off."""
    status, said, kind = fault.code or 500, "Internal Server Error", "text/plain"
    if fault.kind.startswith("html"):
        status, said, kind = fault.code or 502, _HTML, "text/html"
    elif fault.kind.startswith("garbled"):
        whole = _raw(done) or '{"data":{"message_id":""},"error":0,"message":"Success"}'
        status, said, kind = fault.code or 200, whole[: len(whole) // 2], "application/json"
    _log(world, call, status, said)
    return web.Response(status=status, text=said, content_type=kind)


def _raw(answer: Answer | None) -> str:
    return orjson.dumps(answer.body).decode() if answer is not None else ""


async def _cut(fault: Fault, request: web.Request) -> None:
    """No answer: the line is cut at once, or after the fault's seconds."""
    if fault.kind.startswith("timeout"):
        await asyncio.sleep(fault.seconds)
    if request.transport is not None:
        request.transport.abort()


def _hit(world: World, call: Call, fault: Fault, done: Answer | None) -> None:
    data = part(done.body, "data") if done is not None else {}
    accepted = done is not None and (done.body.get("error") == 0 or "access_token" in done.body)
    message_id = text(data, "message_id") or text(data, "msg_id")
    n = world.calls.count
    world.faults.hits.append(
        Hit(fault.n, fault.kind, call.path, call.now_ms, n, accepted, message_id)
    )


def _error(path: str, fault: Fault) -> Answer:
    code = fault.code
    if path.startswith(OAUTH_PREFIX) and code in OAUTH_NAMES:
        return oauth_error(code)
    known = ZNS_MESSAGES if path.startswith(_BUSINESS_PREFIXES) else OA_MESSAGES
    said = fault.message or known.get(code, "Error").format("value")
    return Answer({"error": code, "message": said})


def _log(world: World, call: Call, status: int, response: str) -> None:
    world.calls.add(call, status, response, call.path.startswith(OAUTH_PREFIX))
