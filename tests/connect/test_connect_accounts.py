"""Two Official Accounts of one app: each with its own tokens, lane and pause."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from channels.zalo.connecting import End
from clock import SettableClock
from faults.refresh import PHONE, START, Scene, scene
from post.ports import NewMessage
from rehearsal.sandbox_process import OA_ID
from storage.tables import message
from wiring import System
from wiring_channels import connecting

SECOND = "77880099"


@dataclass
class Two:
    """A system with both accounts, and the scene that it stands in."""

    system: System
    here: Scene

    async def pair(self, oa: str) -> tuple[str, str]:
        pair = await self.here.sandbox.post("/_/tokens", {"oa": oa})
        return pair["access_token"], pair["refresh_token"]

    async def write(self, oa: str) -> None:
        """A reply to the citizen of an account, put in the outbox."""
        people = await self.here.sandbox.get(f"/_/people?oa={oa}")
        user = next(str(one["user_id"]) for one in people if one["phone"] == PHONE)
        body = {"prompt": {"text": f"OA {oa}", "options": []}, "user": user, "conversation": 1}
        now = self.system.clock.now()
        new = NewMessage(f"reply/{oa}", None, "reply", "zalo", oa, None, body, now,
                         account=oa, way="consultation")  # fmt: skip
        await self.system.store.run(lambda unit: unit.lanes.tell([new], now))

    async def states(self) -> dict[str, str]:
        rows = await self.system.store.read(
            lambda unit: unit._connection.execute(message.select()).all()
        )
        return {row.key: row.state for row in rows if row.account and row.key.count("/") == 1}


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    db = f"sqlite:///{tmp_path}/langnghe.db"
    async with scene(tmp_path, db, more=(SECOND,), messages=0) as here:
        await here.sandbox.post(f"/_/people/{PHONE}/say?oa={SECOND}", {"text": "xin chào"})
        clock = SettableClock(START)
        await here.forward(clock, 0)
        async with here.system(clock) as system:
            yield Two(system, here)


async def test_each_account_has_a_pair_of_its_own(two: Two) -> None:
    joining = connecting(two.system)
    assert joining is not None
    assert list(two.system.accounts) == [OA_ID, SECOND]
    first, second = await two.pair(OA_ID), await two.pair(SECOND)
    assert (await joining.by_pair(SECOND, *first)).end is End.OTHER_ACCOUNT
    assert (await joining.by_pair(OA_ID, *first)).end is End.CONNECTED
    assert (await joining.by_pair(SECOND, *second)).end is End.CONNECTED
    tokens = two.system.tokens
    renewed = await tokens[OA_ID].renew(first[0])
    assert renewed.access != first[0]
    assert await tokens[SECOND].access() == second[0], "a refresh of one leaves the other alone"


async def test_a_message_leaves_by_its_account_and_a_pause_stops_one_alone(two: Two) -> None:
    for oa in (OA_ID, SECOND):
        await two.system.tokens[oa].adopt(*await two.pair(oa))
        await two.write(oa)
    now = two.system.clock.now()
    lane = two.system.accounts[SECOND].kept_as
    await two.system.store.run(lambda unit: unit.lanes.pause(lane, "package:-224", now))
    await two.system.post.pump()
    assert await two.states() == {f"reply/{OA_ID}": "sent", f"reply/{SECOND}": "queued"}
    await two.system.store.run(lambda unit: unit.lanes.resume(lane, now))
    await two.system.post.pump()
    assert set((await two.states()).values()) == {"sent"}
    for oa in (OA_ID, SECOND):
        chat = await two.here.sandbox.get(f"/_/people/{PHONE}/messages?oa={oa}")
        assert [said["text"] for said in chat if said["by"] == "oa"][-1] == f"OA {oa}"
