"""Killing a process at every step of a refresh, and two processes that need one at once.

The account may be locked out only where the platform had used the refresh token up and its reply
was lost; then it is paused, an officer is told, no message failed, and a new connection sends all.
"""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from clock import SettableClock
from faults.backends import backends, folder
from faults.rows import Row
from faults.victim import STEPS
from ground.seal import new_key
from post.ports import NewMessage
from rehearsal.sandbox_process import APP_ID, APP_SECRET, OA_ID, OA_SECRET, Sandbox, start_sandbox
from settings import read
from storage.tables import message
from wiring import System, open_system
from wiring_channels import alarms

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OAUTH = "/v4/oa/access_token"
USED_UP = frozenset({"call_heard", "after_reply"})
"""Where the platform has used the refresh token up and nobody kept its answer."""
MESSAGES = 5
PHONE = "84900000001"
HOURS_26, MINUTE = 26 * 3600.0, 61.0
LIMIT = 600.0  # seconds; a busy machine may be slow
_LINE = {"call_unheard": "timeout_before", "call_heard": "timeout_after"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it stood after the process was killed and another took over."""

    step: str
    locked_out: bool
    told: int  # mails to officers
    failed: int  # messages that ended otherwise than sent
    sent: int  # after all, with a new connection where it was locked out

    @property
    def ok(self) -> bool:
        """Whether it is as promised."""
        expected = self.step in USED_UP
        told = self.told == 1 if expected else self.told == 0
        return self.locked_out is expected and told and not self.failed and self.sent == MESSAGES


@dataclass(slots=True)
class Scene:
    """A platform, and the settings of a system beside it."""

    sandbox: Sandbox
    env: Mapping[str, str]
    user: str

    @asynccontextmanager
    async def system(self, clock: SettableClock) -> AsyncIterator[System]:
        """The system in this process."""
        async with open_system(read(self.env), clock) as opened:
            yield opened

    async def process(self, *arguments: str) -> Process:
        """A victim on its way."""
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "faults.victim", *arguments,
            cwd=Path(__file__).resolve().parents[1], stdin=PIPE, stdout=PIPE, stderr=DEVNULL,
            env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", **self.env},
        )  # fmt: skip

    async def refreshes(self) -> list[dict[str, Any]]:
        """What the platform was asked for tokens."""
        return [call for call in await self.sandbox.get("/_/calls") if call["path"] == OAUTH]

    async def forward(self, clock: SettableClock, seconds: float) -> None:
        """Both clocks move."""
        clock.set(await self.sandbox.advance(seconds))


@asynccontextmanager
async def scene(
    place: Path, db: str, more: Sequence[str] = (), messages: int = MESSAGES
) -> AsyncIterator[Scene]:
    """A connected account, whose messages wait and whose token has died.

    `more` are ids of further accounts of the app, not connected.
    """
    accounts = [part for oa in more for part in ("--oa", oa)]
    sandbox = await start_sandbox(None, 9, (0, 0), START, ["--frozen", "--webhook", "", *accounts])
    url = sandbox.url
    values = {
        "DB": db, "DATA": str(place / "data"), "KEY": new_key(), "PLANS": str(place / "plans"),
        "SOURCES": str(place / "sources"), "ZALO_APP_ID": APP_ID, "ZALO_APP_SECRET": APP_SECRET,
        "ZALO_OA_ID": ",".join((OA_ID, *more)), "ZALO_OA_SECRET": OA_SECRET,
        "ZALO_OPENAPI_URL": url, "ZALO_BUSINESS_URL": url, "ZALO_OAUTH_URL": url,
        "CLOCK": f"{url}/_/clock", "SMTP_HOST": "127.0.0.1", "SMTP_TLS": "none",
        "SMTP_PORT": str(sandbox.smtp_port), "SMTP_FROM": "khaosat@localhost",
        "ALERT_MAIL": "truc@localhost",
    }  # fmt: skip
    try:
        await sandbox.post(f"/_/people/{PHONE}/say", {"text": "xin chào"})
        people = await sandbox.get("/_/people")
        user = next(str(one["user_id"]) for one in people if one["phone"] == PHONE)
        made = Scene(sandbox, {f"LANGNGHE_{n}": v for n, v in values.items()}, user)
        async with made.system(SettableClock(START)) as system:
            await sandbox.connect(system.tokens[OA_ID])
            await system.store.run(lambda unit: unit.lanes.tell(_replies(user)[:messages], START))
        await sandbox.advance(HOURS_26)
        yield made
    finally:
        await sandbox.stop()


def _replies(user: str) -> list[NewMessage]:
    prompt = {"text": "Cảm ơn Ông/Bà.", "options": []}
    body = {"prompt": prompt, "user": user, "conversation": 1}
    return [
        NewMessage(f"reply/{n}", None, "reply", "zalo", f"person {n}", None, body, START,
                   account=OA_ID, way="consultation")
        for n in range(MESSAGES)
    ]  # fmt: skip


async def killed_at(step: str, place: Path, db: str) -> Verdict:
    """A process is killed at a step of a refresh; another one goes on from there."""
    async with scene(place, db) as here, asyncio.timeout(LIMIT):
        if step in _LINE:
            order = {"path": OAUTH, "kind": _LINE[step], "seconds": LIMIT}
            await here.sandbox.post("/_/faults", order)
        victim = await here.process(step)
        if step in _LINE:
            while not await here.refreshes():
                await asyncio.sleep(0.02)
            victim.kill()
        assert await victim.wait() == -9, "it was to be killed"
        clock = SettableClock(START)
        await here.forward(clock, MINUTE)  # the dead process's lease lapses
        async with here.system(clock) as system:
            return await _judged(step, here, system, clock)


async def _judged(step: str, here: Scene, system: System, clock: SettableClock) -> Verdict:
    await _worked(here, system, clock)
    told = len(await here.sandbox.get("/_/mails?to=truc@localhost"))
    paused = await system.store.read(lambda unit: unit.lanes.paused())
    before = await _states(system)
    if paused:
        pair = await here.sandbox.post("/_/tokens", {})
        await system.tokens[OA_ID].adopt(pair["access_token"], pair["refresh_token"])
        await _worked(here, system, clock)
    after = await _states(system)
    failed = sum(n for state, n in (before | after).items() if state not in ("queued", "sent"))
    return Verdict(step, bool(paused), told, failed, after["sent"])


async def _worked(here: Scene, system: System, clock: SettableClock) -> None:
    """The post and the clockwork for some minutes."""
    told = alarms(system)
    for _ in range(4):
        await system.post.pump()
        await told.tell(clock.now())
        await system.post.pump()
        await here.forward(clock, MINUTE)


async def _states(system: System) -> Counter[str]:
    """How many of the account's messages are in each state."""
    states = select(message.c.state).where(message.c.channel == "zalo")
    rows = await system.store.read(lambda unit: unit._connection.execute(states).scalars().all())
    return Counter(rows)


async def two_processes(count: int, place: Path, db: str) -> int:
    """Two processes make `count` calls each with a dead token; how often a refresh was asked."""
    async with scene(place, db) as here, asyncio.timeout(LIMIT):
        # Slow enough that both are refused, and wait, while the first one's refresh is on its way.
        await here.sandbox.post("/_/faults", {"path": OAUTH, "kind": "slow", "seconds": 1})
        both = [await here.process("calls", str(count)) for _ in range(2)]
        for process in both:
            await _ready(process)
        for process in both:
            assert process.stdin is not None
            process.stdin.write(b"go\n")
        assert [await process.wait() for process in both] == [0, 0]
        return len(await here.refreshes())


async def _ready(process: Process) -> None:
    assert process.stdout is not None
    while b"ready" not in await process.stdout.readline():
        assert process.returncode is None, "it ended before it was ready"


def token_refresh(scale: float) -> Iterator[Row]:
    """Every step, on both engines, several times over; two processes at once on PostgreSQL."""
    rounds = max(1, round(5 * scale))
    with backends() as engines:
        for name, place in engines.items():
            verdicts = []
            for step in STEPS * rounds:
                with folder() as made, place(made) as db:
                    verdicts.append(asyncio.run(killed_at(step, made, db)))
            figures: dict[str, float | str] = {
                "kills": len(verdicts),
                "locked_out": sum(v.locked_out for v in verdicts),
                "locked_out_expected": sum(v.step in USED_UP for v in verdicts),
                "messages_failed": sum(v.failed for v in verdicts),
                "messages_sent": sum(v.sent for v in verdicts),
                "wrong_steps": ",".join(sorted({v.step for v in verdicts if not v.ok})) or "none",
            }
            yield Row("token_refresh", name, all(v.ok for v in verdicts), figures)
        asked = []
        for _ in range(rounds):
            with folder() as made, engines["postgresql"](made) as db:
                asked.append(asyncio.run(two_processes(50, made, db)))
        figures = {"calls": 100 * rounds, "rounds": rounds, "most_refreshes_a_round": max(asked)}
        yield Row("token_refresh_two_processes", "postgresql", set(asked) == {1}, figures)
