"""The sandbox as a process of its own, and its control over JSON (house.md §7)."""

import asyncio
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from channels.zalo.tokens import TokenKeeper

START_SECONDS = 90  # a busy machine may be slow
STOP_SECONDS = 10
APP_ID, OA_ID = "360846524940903967", "388613280878808645"
APP_SECRET, OA_SECRET = "sandbox-app-secret", "sandbox-oa-secret"


class SandboxFailed(Exception):
    """The sandbox did not start; the message says why."""


@dataclass(slots=True)
class Sandbox:
    """A running sandbox."""

    process: asyncio.subprocess.Process
    http_port: int
    smtp_port: int
    session: aiohttp.ClientSession

    @property
    def url(self) -> str:
        """Where its pages and its platform are."""
        return f"http://127.0.0.1:{self.http_port}"

    async def get(self, path: str) -> Any:
        """Ask its control."""
        async with self.session.get(f"{self.url}{path}") as response:
            response.raise_for_status()
            return orjson.loads(await response.read())

    async def post(self, path: str, body: object) -> Any:
        """Tell its control."""
        raw = orjson.dumps(body)
        headers = {"Content-Type": "application/json"}
        async with self.session.post(f"{self.url}{path}", data=raw, headers=headers) as response:
            response.raise_for_status()
            return orjson.loads(await response.read())

    async def connect(self, tokens: TokenKeeper) -> None:
        """As an admin would by the API Explorer: give the product a pair, unless it has one."""
        if not await tokens.keep_fresh():
            pair = await self.post("/_/tokens", {"oa": tokens.oa_id})
            await tokens.adopt(pair["access_token"], pair["refresh_token"], pair["expires_in"])

    async def advance(self, seconds: float) -> datetime:
        """Move the virtual clock on; the new moment."""
        shown = await self.post("/_/clock", {"advance": seconds})
        return datetime.fromisoformat(shown["now"])

    async def first_phone(self) -> str | None:
        """The page of a phone that got a message."""
        people = await self.get("/_/people")
        found = next((p for p in people if p.get("messages") or p.get("last")), None)
        return f"{self.url}/phone/{found['phone']}" if found else None

    async def first_mail(self) -> str | None:
        """The page of a mail that arrived."""
        mails = await self.get("/_/mails")
        return f"{self.url}/mailbox/{mails[0]['id']}" if mails else None

    async def stop(self) -> None:
        """End the process; it keeps its state."""
        await self.session.close()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
            except TimeoutError:
                self.process.kill()
                await self.process.wait()


async def start_sandbox(
    data: Path | None,
    public_port: int,
    ports: tuple[int, int],
    clock: datetime,
    more: Sequence[str] = (),
) -> Sandbox:
    """Start it and wait until it answers; `ports` are HTTP and SMTP (0 = a free one)."""
    arguments = [
        "--http", str(ports[0]), "--smtp", str(ports[1]),
        "--webhook", f"http://127.0.0.1:{public_port}/webhook/zalo",
        "--page-base", f"http://127.0.0.1:{public_port}",
        "--clock", clock.isoformat(), "--app-id", APP_ID, "--app-secret", APP_SECRET,
        "--oa-id", OA_ID, "--oa-secret", OA_SECRET,
        "--until-eof",  # it must not outlive a parent that was killed
        *(["--data", str(data)] if data else []), *more,
    ]  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *arguments, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        told = orjson.loads(line)
    except (TimeoutError, orjson.JSONDecodeError):
        if process.returncode is None:
            process.kill()
        raise SandboxFailed("Sandbox không khởi động được. / The sandbox did not start.") from None
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120))
    return Sandbox(process, told["http"], told["smtp"], session)
