"""What the tests of the sandbox share: a product's ear, and a client of one sandbox."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.options import Options
from sandbox.server import Sandbox

SEED = b"a seed for tests"
INVITE = {
    "co_quan": "UBND phường Long Xuyên",
    "so_noi_vu": "Sở Nội vụ An Giang",
    "thang": "11/2026",
    "so_phut": "5",
    "luu_den": "30/11/2027",
    "hotline": "02963957049",
    "ma": "K7M29QXB",
    "token": "Zm9vYmFy",
}


@dataclass
class Product:
    """The webhook's end: keeps what came, and answers what `status` says."""

    status: int = 200
    silent: bool = False
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        if self.silent:
            await asyncio.Event().wait()
        return web.Response(status=self.status)

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    def names(self) -> list[str]:
        return [event["event_name"] for event in self.events()]


@dataclass
class Client:
    """Speaks to one sandbox over HTTP."""

    sandbox: Sandbox
    session: aiohttp.ClientSession
    access: str = ""
    refresh: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.sandbox.http}"

    async def get(self, path: str, **query: Any) -> Any:
        async with self.session.get(
            self.url + path, params=query, headers={"access_token": self.access}
        ) as answer:
            return await answer.json()

    async def post(self, path: str, body: Any = None) -> Any:
        async with self.session.post(
            self.url + path, data=json.dumps(body or {}), headers={"access_token": self.access}
        ) as answer:
            return await answer.json()

    async def connect(self, oa: str = "") -> None:
        pair = await self.post("/_/tokens", {"oa": oa})
        self.access, self.refresh = pair["access_token"], pair["refresh_token"]

    def with_access(self, access: str) -> "Client":
        """The same client with another token."""
        return replace(self, access=access)

    async def invite(self, phone: str = "84900000001", **changed: Any) -> Any:
        body = {
            "phone": phone,
            "template_id": "390001",
            "template_data": INVITE,
            "tracking_id": "inv-77",
        }
        return await self.post("/message/template", {**body, **changed})

    async def ask_stars(self, **changed: Any) -> Any:
        """Send the shipped rating template."""
        return await self.invite(template_id="390003", **changed)

    async def say(self, phone: str, words: str) -> Any:
        return await self.post(f"/_/people/{phone}/say", {"text": words})

    async def send(self, user_id: str, text: str, buttons: list[Any] | None = None) -> Any:
        message: dict[str, Any] = {"text": text}
        if buttons is not None:
            message["attachment"] = {"type": "template", "payload": {"buttons": buttons}}
        return await self.post(
            "/v3.0/oa/message/cs", {"recipient": {"user_id": user_id}, "message": message}
        )

    async def user_of(self, phone: str, oa: str = "") -> str:
        people = await self.get("/_/people", oa=oa)
        return str(next(p["user_id"] for p in people if p["phone"] == phone))

    async def met(self, phone: str = "84900000001") -> str:
        """The user id of a person who has just written."""
        await self.say(phone, "xin chào")
        return await self.user_of(phone)

    async def advance(self, seconds: float) -> Any:
        return await self.post("/_/clock", {"advance": seconds})

    async def idle(self) -> None:
        assert await self.post("/_/idle", {"wait": 60}) == {"idle": True, "pending": 0}


Opener = Callable[..., Awaitable[Client]]


def same_but(options: Options, **changed: Any) -> Options:
    """The options with some changed."""
    return replace(options, **changed)
