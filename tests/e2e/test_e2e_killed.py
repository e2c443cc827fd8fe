"""Killed in the middle and started again: no acknowledged answer lost, nobody invited twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from clock import SettableClock
from rehearsal.sandbox_process import APP_ID, APP_SECRET, OA_ID, OA_SECRET, Sandbox, start_sandbox
from scheduler import Watch
from server import draw_plan
from settings import read
from storage.tables import answer, invitation, message
from tests.support.ports import free_port
from tests.support.program import interrupt, running
from tests.support.town import KEY, MONDAY, Case, until, write_cases, write_plan
from wiring import System, open_system

PEOPLE = 100  # more than are on their way at once
PHONES = [f"849372{n:05d}" for n in range(PEOPLE)]
ANSWERED_BEFORE_THE_KILL, INVITED_BEFORE_THE_KILL = 8, 10


@dataclass(slots=True)
class Siege:
    """The system's surroundings, which outlive it."""

    sandbox: Sandbox
    env: dict[str, str]
    public: int
    web: aiohttp.ClientSession
    acknowledged: set[str] = field(default_factory=set)  # tokens whose answer got a 200

    def serving(self) -> Any:
        return running("serve", env=self.env, ready="http://127.0.0.1:")

    async def templates(self) -> list[dict[str, Any]]:
        rows = await self.sandbox.get("/_/messages")
        return [row for row in rows if row["kind"] == "template"]

    async def answer(self, token: str) -> bool:
        """Post one answer by the page; whether it was acknowledged."""
        form = {"asked": "tong_the", "q.tong_the": "4", "revision": "0", "act": "next"} | {
            "token": token
        }
        try:
            async with self.web.post(f"http://127.0.0.1:{self.public}/k/{token}", data=form) as got:
                page = await got.text()
        except (aiohttp.ClientError, ConnectionError):
            return False
        if got.status == 200 and "Đã trả lời 1/" in page:
            self.acknowledged.add(token)
        return token in self.acknowledged

    async def answer_all(self, goal: int) -> bool:
        """One round of answers of everybody invited; whether `goal` were acknowledged by now."""
        tokens = {row["params"]["token"] for row in await self.templates()} - self.acknowledged
        for some in _fours(sorted(tokens)):
            await asyncio.gather(*(self.answer(token) for token in some))
            if len(self.acknowledged) >= goal:
                return True
        return len(self.acknowledged) >= goal


def _fours(tokens: list[str]) -> list[list[str]]:
    return [tokens[start : start + 4] for start in range(0, len(tokens), 4)]


@asynccontextmanager
async def besieged(folder: Path, db: str) -> AsyncIterator[Siege]:
    example = write_plan(folder / "config", {"A.01": PEOPLE})
    cases = [Case(f"HS-{n}", "A.01", phone, name=f"Trần Văn {n}") for n, phone in enumerate(PHONES)]
    write_cases(folder / "data" / "cases" / "thu" / "inbox" / "ho-so.csv", cases)
    public, desk = free_port(), free_port()
    sandbox = await start_sandbox(None, public, (0, 0), MONDAY)
    env = environment(sandbox, folder, example, db, (public, desk))
    try:
        async with open_system(read(env), SettableClock(MONDAY)) as system:
            await prepare(system, sandbox)
        async with aiohttp.ClientSession() as session:
            yield Siege(sandbox, env, public, session)
    finally:
        await sandbox.stop()


def environment(
    sandbox: Sandbox, folder: Path, example: Path, db: str, ports: tuple[int, int]
) -> dict[str, str]:
    values = {
        "DB": db, "DATA": str(folder / "data"), "KEY": KEY,
        "PUBLIC_URL": f"http://127.0.0.1:{ports[0]}", "BIND": f"127.0.0.1:{ports[0]}",
        "DESK_BIND": f"127.0.0.1:{ports[1]}", "PLANS": str(example), "SOURCES": str(example),
        "ZALO_APP_ID": APP_ID, "ZALO_APP_SECRET": APP_SECRET, "ZALO_OA_ID": OA_ID,
        "ZALO_OA_SECRET": OA_SECRET, "ZALO_OPENAPI_URL": sandbox.url,
        "ZALO_BUSINESS_URL": sandbox.url, "ZALO_OAUTH_URL": sandbox.url,
        "CLOCK": f"{sandbox.url}/_/clock",
    }  # fmt: skip
    return {f"LANGNGHE_{name}": value for name, value in values.items()}


async def prepare(system: System, sandbox: Sandbox) -> None:
    """Tokens, cases and the draw; the first invitation is the running system's to send."""
    for keeper in system.tokens.values():
        await sandbox.connect(keeper)
    watch = Watch(system, system.sources[0])
    await watch.look()
    await watch.look()
    assert await draw_plan(system, system.plans[0]) is None


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/langnghe.db"
    return str(request.getfixturevalue("postgres_url"))


async def test_killed_while_inviting_and_while_answering(tmp_path: Path, db: str) -> None:
    async with besieged(tmp_path, db) as siege:
        await siege.sandbox.post(
            "/_/faults", {"kind": "slow", "seconds": 1, "path": "/message/template", "times": -1}
        )
        async with siege.serving():
            await until(lambda: _at_least(siege, INVITED_BEFORE_THE_KILL))
        invited = len(await siege.templates())
        assert invited < PEOPLE, "it was to be killed in the middle"
        await siege.sandbox.advance(120)  # the dead process's leases lapse
        async with siege.serving() as process:
            await until(lambda: siege.answer_all(ANSWERED_BEFORE_THE_KILL))
            async with asyncio.TaskGroup() as group:  # killed with answers on their way
                for row in await siege.templates():
                    group.create_task(siege.answer(row["params"]["token"]))
                await asyncio.sleep(0.01)
                process.kill()
        await siege.sandbox.advance(120)
        async with siege.serving() as process:
            everybody = len(await siege.templates())
            await until(lambda: siege.answer_all(everybody))
            await until(lambda: _settled(siege))
            assert await interrupt(process) == 0
        await judge(siege)


async def _at_least(siege: Siege, count: int) -> bool:
    return len(await siege.templates()) >= count


async def _settled(siege: Siege) -> bool:
    """Nothing has been sent for two seconds: all are invited whose outcome is known.

    How many that are, `judge` counts. The virtual clock moves slowly meanwhile: moved at every
    look, it would outrun the leases of messages that are on their way.
    """
    reached = {row["phone"] for row in await siege.templates()}
    await siege.sandbox.advance(15)
    await asyncio.sleep(2)
    return reached == {row["phone"] for row in await siege.templates()}


async def judge(siege: Siege) -> None:
    templates = await siege.templates()
    assert max(Counter(row["phone"] for row in templates).values()) == 1, "nobody twice"
    async with open_system(read(siege.env), SettableClock(MONDAY)) as system:
        rows = await system.store.read(
            lambda unit: {
                table.name: [dict(r._mapping) for r in unit._connection.execute(table.select())]
                for table in (answer, invitation, message)
            }
        )
        tokens = {token: system.keyring.mac("token", token) for token in siege.acknowledged}
    ids = {row["token_hash"]: row["id"] for row in rows["invitation"]}
    kept = Counter(row["conversation_id"] for row in rows["answer"])
    assert len(siege.acknowledged) >= ANSWERED_BEFORE_THE_KILL
    for token, hashed in tokens.items():
        assert kept[ids[hashed]] == 1, f"the acknowledged answer of {token} is lost or doubled"
    assert Counter(row["case_id"] for row in rows["invitation"]).most_common(1)[0][1] == 1
    silent = [row["state"] for row in rows["message"] if row["state"] != "sent"]
    assert set(silent) <= {"unknown"}
    assert len(templates) >= PEOPLE - len(silent)
